/** Where the first names of a traversal lead: `var.x`, `local.x`, `each.value`, a name of a `for`. */
import type { HclTraversal } from '../hcl/nodes.ts';
import type { ProjectFiles } from '../project-files.ts';
import { beside, type Located } from './located.ts';
import { localValue, variableValues } from './variables.ts';

/** The place a traversal's first names lead to, and the steps that are left. */
export function rootOf(
  files: ProjectFiles,
  at: Located,
  traversal: HclTraversal,
): { readonly found: Located | null; readonly rest: HclTraversal['steps'] } {
  const { root, steps } = traversal;
  if (root.kind !== 'word') return { found: beside(at, root), rest: steps };
  const [name, ...rest] = steps;
  const own = at.scope.get(root.word);
  if (own) return { found: own.value, rest: steps };
  if (typeof name !== 'string') return { found: null, rest };
  if (root.word === 'var') {
    const { chosen, option } = variableValues(files, at.instance, name);
    return { found: option === null ? chosen : null, rest };
  }
  if (root.word === 'local') return { found: localValue(files, at.instance, name), rest };
  return { found: at.scope.get(`${root.word}.${name}`)?.value ?? null, rest };
}
