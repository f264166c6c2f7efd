/** Names and members of a program as things that several may read. */
import { folderOf, joinPath } from '../paths.ts';
import type { Shared } from '../tree/node.ts';
import type { Located } from './located.ts';

/** A name, used as often as it stands in its program. */
export function sharedName(at: Located, name: string): Shared {
  const binding = at.program.resolve(name, at.around);
  const imported = binding?.kind === 'import' ? ` from ${joinPath(folderOf(at.program.file), binding.from)}` : '';
  // An imported name may be used by any program: only functions that share its place are known.
  return {
    key: `${name}${imported} @${at.program.file}`,
    uses: at.program.usesOf(name),
    at: `${at.program.file}:${at.node.start}`,
  };
}

/** How often the same words stand in the program, not counting where they are set. */
export function sharedMember(at: Located, written: string): Shared {
  const pattern = new RegExp(`(?<![\\w.$])${written.replace(/[^\w\s]/g, '\\$&')}(?![\\w$]|\\s*=[^=>])`, 'g');
  return {
    key: `${written} @${at.program.file}`,
    uses: at.program.text.match(pattern)?.length ?? 1,
    at: `${at.program.file}:${at.node.start}`,
  };
}
