/** What an expression of Terraform leads to, as far as the files tell: through names, steps, calls and conditionals to a value and its place. */
import type { HclExpression, HclTraversal } from '../hcl/nodes.ts';
import type { ProjectFiles } from '../project-files.ts';
import { memberOf } from './collections.ts';
import { beside, type Located, type Reached } from './located.ts';
import { textOf, truthOf } from './texts.ts';
import { localValue, variableValues } from './variables.ts';

/** Expressions nested deeper than this are a circle. */
export const MAX_STEPS = 40;

/** Follows names and steps to the expression behind them. Collections that are computed (`for`, `merge`) are themselves. */
export function reach(files: ProjectFiles, at: Located, depth = 0): Reached {
  const { expression } = at;
  if (depth > MAX_STEPS) return null;
  switch (expression.kind) {
    case 'traversal':
      return reachTraversal(files, at, expression, depth);
    case 'word': {
      const bound = at.scope.get(expression.word);
      return bound ? bound.value && reach(files, bound.value, depth + 1) : at;
    }
    case 'text': {
      const [only] = expression.parts;
      return expression.whole && only ? reach(files, beside(at, only), depth + 1) : at;
    }
    case 'call':
      return reachCall(files, at, expression.name, expression.arguments, depth);
    case 'conditional': {
      const truth = truthOf(files, beside(at, expression.test), depth + 1);
      return truth === null ? null : reach(files, beside(at, truth ? expression.yes : expression.no), depth + 1);
    }
    default:
      return at;
  }
}

/** As reach; null also where nothing is there. */
export function behind(files: ProjectFiles, at: Located, depth = 0): Located | null {
  const reached = reach(files, at, depth);
  return reached === 'missing' ? null : reached;
}

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

function reachTraversal(files: ProjectFiles, at: Located, traversal: HclTraversal, depth: number): Reached {
  const { found, rest } = rootOf(files, at, traversal);
  return found && walk(files, at, found, rest, depth);
}

/** Takes the steps of a traversal from a place; steps that are expressions are of the place `from`. */
export function walk(
  files: ProjectFiles,
  from: Located,
  start: Located,
  steps: HclTraversal['steps'],
  depth: number,
): Reached {
  let at = reach(files, start, depth + 1);
  for (const step of steps) {
    if (at === null || at === 'missing') return at;
    const key = typeof step === 'string' ? step : textOf(files, beside(from, step), depth + 1);
    const next: Reached = key === null ? null : memberOf(files, at, key, depth + 1);
    at = next === null || next === 'missing' ? next : reach(files, next, depth + 1);
  }
  return at;
}

/** Calls that hand their first argument on. */
const HANDS_ON: ReadonlySet<string> = new Set([
  ...['tonumber', 'tostring', 'tomap', 'toset', 'tolist', 'nonsensitive', 'sensitive', 'one', 'defaults'],
]);

function reachCall(
  files: ProjectFiles,
  at: Located,
  name: string,
  args: readonly HclExpression[],
  depth: number,
): Reached {
  const argument = (index: number): Reached => {
    const expression = args[index];
    return expression ? reach(files, beside(at, expression), depth + 1) : null;
  };
  if (HANDS_ON.has(name)) return argument(0);
  if (name === 'merge' || name === 'concat' || name === 'flatten' || name === 'values') return at;
  if (name === 'lookup') {
    const [table, key] = [argument(0), args[1]];
    const text = key ? textOf(files, beside(at, key), depth + 1) : null;
    if (table === null || table === 'missing' || text === null) return null;
    const found = memberOf(files, table, text, depth + 1);
    if (found === 'missing') return args[2] ? argument(2) : 'missing';
    return found && reach(files, found, depth + 1);
  }
  if (name !== 'coalesce' && name !== 'try') return null;
  for (let i = 0; i < args.length; i += 1) {
    const found = argument(i);
    const isNull = found !== null && found !== 'missing' && isNullWord(found.expression);
    // What is not known may be there: the fallback is not certain either.
    if (found === null || (found !== 'missing' && !(isNull && name === 'coalesce'))) return found;
  }
  return 'missing';
}

/** Whether an expression is `null`. */
export function isNullWord(expression: HclExpression): boolean {
  return expression.kind === 'word' && expression.word === 'null';
}
