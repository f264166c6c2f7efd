/** One shape for YAML, JSON and object literals of scripts: what the formats read, with exact ranges for what they edit. */

/** A half-open range of UTF-16 offsets in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something several places share, met while following a value: `uses` counts the places that refer to it (null: cannot be counted), `at` is the place passed ('' where it is written). */
export interface Shared {
  readonly key: string;
  readonly uses: number | null;
  readonly at: string;
}

interface NodeBase extends Span {
  /** A YAML tag such as `!Ref`; null: none. */
  readonly tag: string | null;
  /** The anchor that stands at this node and how many aliases lead here; null: none. */
  readonly anchor: Shared | null;
}

/** A scalar. `value` is its text after unquoting; `plain` tells a bare number or word from a quoted text. [start, end) covers quotes, not the tag. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string;
  readonly plain: boolean;
}

/** A list. */
export interface SeqNode extends NodeBase {
  readonly kind: 'seq';
  readonly items: readonly TreeNode[];
}

/** One pair of a map. `value` is null where nothing is written. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  /** From after the colon to the end of the value, tags and anchors included: what an override replaces. */
  readonly valueSpan: Span;
  readonly value: TreeNode | null;
}

/** A map. `flow`: written with braces. `entries` are as written; merges are reached through `findEntry`. */
export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
  /** Maps merged into this one, first wins, own entries before all (YAML `<<`; empty elsewhere). */
  readonly merges: readonly TreeNode[];
}

/** A YAML alias: `name` is the anchor with its place, `uses` how many aliases of it the document has. */
export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  readonly uses: number;
  readonly target: TreeNode | null;
}

/** An expression that is none of the above (script code). [start, end) is its text. */
export interface CodeNode extends NodeBase {
  readonly kind: 'code';
}

/** Any node. Children are made when asked for, so a long document costs what is read of it. */
export type TreeNode = ScalarNode | SeqNode | MapNode | AliasNode | CodeNode;

/** A pair found in a map, with the anchors passed on the way. */
export interface FoundEntry {
  readonly entry: Entry;
  readonly shared: readonly Shared[];
}

/** The most aliases followed for one value: more is a bomb or a circle. */
const MAX_ALIASES = 32;

/** The node behind aliases, with the anchors passed; null where an alias leads nowhere or in a circle. */
export function settle(node: TreeNode | null): { readonly node: TreeNode; readonly shared: readonly Shared[] } | null {
  const shared: Shared[] = [];
  let at = node;
  while (at?.kind === 'alias') {
    if (shared.length >= MAX_ALIASES) return null;
    shared.push({ key: `anchor ${at.name}`, uses: at.uses, at: `${at.name}:${at.start}` });
    at = at.target;
  }
  return at === null ? null : { node: at, shared };
}

/** The pair of a key: own entries first, then merges in their order; each merged map is looked at once. Null: not there. */
export function findEntry(map: MapNode, key: string, seen: Set<TreeNode> = new Set()): FoundEntry | null {
  const own = map.entries.findLast((entry) => entry.key === key);
  if (own) return { entry: own, shared: [] };
  seen.add(map);
  for (const merge of map.merges) {
    const target = settle(merge);
    if (target?.node.kind !== 'map' || seen.has(target.node)) continue;
    const found = findEntry(target.node, key, seen);
    if (found) return { entry: found.entry, shared: [...target.shared, ...found.shared] };
  }
  return null;
}

/** The node behind a key, aliases and merges followed; null: not there or nothing written. */
export function child(node: TreeNode | null | undefined, key: string): TreeNode | null {
  const map = settle(node ?? null)?.node;
  if (map?.kind !== 'map') return null;
  return settle(findEntry(map, key)?.entry.value ?? null)?.node ?? null;
}

/** All pairs of a map with those of its merges, own first, each key once. */
export function allEntries(map: MapNode): readonly FoundEntry[] {
  const found = new Map<string, FoundEntry>();
  collect(map, [], found, new Set());
  return [...found.values()];
}

function collect(map: MapNode, shared: readonly Shared[], found: Map<string, FoundEntry>, seen: Set<TreeNode>): void {
  seen.add(map);
  for (const entry of map.entries) if (!found.has(entry.key)) found.set(entry.key, { entry, shared });
  for (const merge of map.merges) {
    const target = settle(merge);
    if (target?.node.kind !== 'map' || seen.has(target.node)) continue;
    collect(target.node, [...shared, ...target.shared], found, seen);
  }
}
