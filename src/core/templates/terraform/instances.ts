/** How often a block of Terraform is made: once, for each member of `for_each`, and for every call of its module. */
import type { HclBlock } from '../hcl/nodes.ts';
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { evaluating } from './evaluate.ts';
import { type Bound, type LocatedBlock, type ModuleInstance, NO_NAMES, type Scope } from './located.ts';
import { attributeOf, blocksIn, isModuleFile, plainText } from './module.ts';

/** Modules called deeper than this are a circle. */
const MAX_CALLS = 8;
/** More instances of one block than this are left as one. */
const MAX_INSTANCES = 500;

/** One making of a block: what `each` is there, and the key as it stands in addresses (null: not repeated, or not known). */
export interface Making {
  readonly key: string | null;
  readonly scope: Scope;
}

/** The makings of a block with `for_each`; one where it has none or its members are not known. */
export function makingsOf(
  files: ProjectFiles,
  { file, block }: LocatedBlock,
  instance: ModuleInstance,
): readonly Making[] {
  const each = attributeOf(block.body, 'for_each');
  const once: readonly Making[] = [{ key: null, scope: NO_NAMES }];
  if (!each) return once;
  const at = { file, expression: each.value, instance, scope: NO_NAMES };
  const members = evaluating(files).membersOf(at);
  if (members === null || members.length === 0 || members.length > MAX_INSTANCES) return once;
  const isSet = members.every(({ value }) => value.expression.kind === 'text');
  const made = members.map(({ key, value }): Making | null => {
    const own = isSet && isNumbered(members) ? evaluating(files).textOf(value) : key;
    return own === null ? null : { key: own, scope: eachScope(own, { text: null, value }) };
  });
  const known = made.filter((one) => one !== null);
  return known.length === made.length ? [...new Map(known.map((one) => [one.key, one])).values()] : once;
}

function isNumbered(members: readonly { readonly key: string | null }[]): boolean {
  return members.every(({ key }, i) => key === String(i));
}

function eachScope(key: string, value: Bound): Scope {
  return new Map([
    ['each.key', { text: key, value: null }],
    ['each.value', value],
  ]);
}

/** All instances of the module in a folder: one for each call of the project, or the root where nobody calls it. */
export function instancesOf(files: ProjectFiles, folder: string, depth = 0): readonly ModuleInstance[] {
  const calls = depth < MAX_CALLS ? callsTo(files, folder) : [];
  if (calls.length === 0) return [{ folder, call: null, address: '' }];
  const found = calls.flatMap(({ from, block }) =>
    instancesOf(files, from, depth + 1).flatMap((by) =>
      makingsOf(files, block, by).map(({ key, scope }) => ({
        folder,
        call: { by, block, scope },
        address: `${by.address}module.${block.block.labels[0] ?? ''}${keyed(key)}.`,
      })),
    ),
  );
  return found.slice(0, MAX_INSTANCES);
}

/** `["key"]` as it stands in an address. */
export function keyed(key: string | null): string {
  return key === null ? '' : `[${JSON.stringify(key)}]`;
}

/** A module block and the folder it stands in. */
interface Call {
  readonly from: string;
  readonly block: LocatedBlock;
}

function callsTo(files: ProjectFiles, folder: string): readonly Call[] {
  return (callTable(files).get(folder) ?? []).filter(({ from }) => from !== folder);
}

/** Local module calls of the whole project by the folder they lead to. */
function callTable(files: ProjectFiles): ReadonlyMap<string, readonly Call[]> {
  return files.derived('terraform calls', () => {
    const table = new Map<string, Call[]>();
    for (const from of new Set(files.paths.filter(isModuleFile).map(folderOf))) {
      for (const block of blocksIn(files, from, 'module')) {
        const target = targetOf(from, block.block);
        if (target === null) continue;
        const known = table.get(target);
        if (known) known.push({ from, block });
        else table.set(target, [{ from, block }]);
      }
    }
    return table;
  });
}

function targetOf(from: string, block: HclBlock): string | null {
  const source = plainText(attributeOf(block.body, 'source')?.value);
  return source?.startsWith('.') ? joinPath(from, source) : null;
}
