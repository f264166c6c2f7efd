/** A parsed text as a flat list of what it says and where: two lists tell what an edit changed. */
import type { Span, TreeNode } from '../tree/node.ts';

/** One value with the path to it; `raw` is its text as written. */
export interface Leaf extends Span {
  readonly path: string;
  readonly raw: string;
  /** A map without pairs, or nothing at all: a first pair may come into it. */
  readonly empty?: true;
}

/** All leaves of a tree in the order written. Aliases are leaves: what they lead to is said where it stands. */
export function leavesOf(root: TreeNode | null, text: string): readonly Leaf[] {
  const found: Leaf[] = [];
  if (root) visit(root, '', text, found);
  return found;
}

function visit(node: TreeNode, path: string, text: string, found: Leaf[]): void {
  const here = node.tag ? `${path} ${node.tag}` : path;
  if (node.kind === 'map' && node.entries.length + node.merges.length === 0) {
    found.push({ path: here, raw: '{}', start: node.start, end: node.end, empty: true });
  } else if (node.kind === 'map') {
    node.merges.forEach((merge, i) => {
      visit(merge, `${here}/<<${i}`, text, found);
    });
    for (const { key, keySpan, value } of node.entries) {
      if (value) visit(value, `${here}/${key}`, text, found);
      else found.push(bareKey(`${here}/${key}`, keySpan, text));
    }
  } else if (node.kind === 'seq') {
    node.items.forEach((item, i) => {
      visit(item, `${here}/${i}`, text, found);
    });
  } else {
    found.push({ path: here, raw: text.slice(node.start, node.end), start: node.start, end: node.end });
  }
}

/** A key with nothing after it on its line: a value, or a map, may come there. */
function bareKey(path: string, { end }: Span, text: string): Leaf {
  const rest = /^[ \t]*:[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(end));
  if (rest === null) return { path, raw: '', start: end, end };
  return { path, raw: '', start: end, end: end + rest[0].length + 1, empty: true };
}

/** One replacement inside a piece of text. */
export interface Change {
  readonly start: number;
  readonly old: string;
  readonly new: string;
}

/**
 * Whether two parses differ in exactly the path that was meant: every leaf outside the edited range is the same,
 * and inside it there is one leaf, at the path that was there before or below which all that was replaced lay.
 */
export function changesOnePath(before: readonly Leaf[], after: readonly Leaf[], change: Change): boolean {
  const old = split(before, change.start, change.start + change.old.length);
  const now = split(after, change.start, change.start + change.new.length);
  const kept = now.touched.filter((leaf) => old.touched.some(({ raw }) => raw === leaf.raw));
  const fresh = now.touched.filter((leaf) => !kept.includes(leaf));
  const [leaf] = fresh;
  if (fresh.length !== 1 || !leaf || !sameLeaves(old.rest, now.rest) || !/\d/.test(change.new)) return false;
  // An expression that was wrapped is still there, whole.
  if (kept.length > 0) return kept.length === old.touched.length;
  if (old.touched.length === 0) return old.rest.every((one) => one.path !== leaf.path);
  if (old.touched.every(({ empty, path }) => empty && isBelow(leaf.path, path))) return true;
  return old.touched.every(({ path }) => path === leaf.path || isBelow(path, leaf.path));
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(above) && /^[ /]/.test(path.slice(above.length));
}

function split(leaves: readonly Leaf[], start: number, end: number): { touched: Leaf[]; rest: Leaf[] } {
  const touched: Leaf[] = [];
  const rest: Leaf[] = [];
  for (const leaf of leaves) (leaf.start < end && leaf.end > start ? touched : rest).push(leaf);
  return { touched, rest };
}

function sameLeaves(a: readonly Leaf[], b: readonly Leaf[]): boolean {
  return a.length === b.length && a.every((leaf, i) => leaf.path === b[i]?.path && leaf.raw === b[i]?.raw);
}
