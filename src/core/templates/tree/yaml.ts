/** YAML as tree nodes: the document is parsed once, nodes are made when asked for, nothing is printed back. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  Schema,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { TemplateFault } from '../fault.ts';
import type { AliasNode, Entry, MapNode, ScalarNode, SeqNode, Span, TreeNode } from './node.ts';

/** Parses YAML. Null: an empty document. Throws a TemplateFault `broken-yaml` or `duplicate-key`. A piece that stands `alone` may use anchors it does not define. */
export function parseYaml(text: string, file: string, piece: 'whole' | 'alone' = 'whole'): TreeNode | null {
  const document = parseDocument(text, {
    schema: SCHEMA,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error) throw faultOf(error, text, file);
  const root = document.contents;
  if (root === null) return null;
  const anchors = surveyAnchors(document, text, file, piece);
  return new YamlReader(text, file, anchors).node(root as Node);
}

/** A quote that is not closed is shown where it opens: no other of its kind can stand behind it. */
function faultOf({ message, pos }: YAMLError, text: string, file: string): TemplateFault {
  const quote = /^Missing closing (["'])quote/.exec(message)?.[1];
  const opened = quote === undefined ? -1 : text.lastIndexOf(quote, pos[0]);
  if (opened === -1) return new TemplateFault('broken-yaml', text, file, pos[0], `YAML: ${message}`);
  return new TemplateFault('broken-yaml', text, file, opened, 'YAML: this quote is not closed');
}

/** Short forms of CloudFormation's intrinsics. Known tags cost nothing; others become a warning each, which is not looked at. */
const INTRINSICS = [
  ...[
    'Ref',
    'Sub',
    'GetAtt',
    'If',
    'FindInMap',
    'Join',
    'Select',
    'Split',
    'ImportValue',
    'Equals',
    'And',
    'Or',
    'Not',
  ],
  ...[
    'Condition',
    'Base64',
    'Cidr',
    'GetAZs',
    'Transform',
    'ForEach',
    'Length',
    'ToJsonString',
    'ValueOf',
    'EachMemberIn',
    'Contains',
  ],
];

/** Every scalar is its text: what a number is is decided where it is read. One schema for all documents, since making one costs more than a small document. */
const SCHEMA = new Schema({
  schema: 'failsafe',
  customTags: (tags) => [
    // Asked for every scalar, in this order: the first that fits ends the search.
    { tag: 'tag:yaml.org,2002:str', default: true, test: /^/, resolve: (value: string) => value },
    ...tags,
    ...INTRINSICS.flatMap((name) => [
      { tag: `!${name}`, resolve: (value: string) => value },
      { tag: `!${name}`, collection: 'seq' as const, resolve: (node: unknown) => node },
      { tag: `!${name}`, collection: 'map' as const, resolve: (node: unknown) => node },
    ]),
  ],
});

/** What one walk over the raw document learns: where aliases lead and how often anchors are used. */
interface Anchors {
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly uses: ReadonlyMap<Node, number>;
}

/** Follows document order, so a redefined anchor is told apart; refuses a key that stands twice in one map. */
function surveyAnchors(document: Document, text: string, file: string, piece: 'whole' | 'alone'): Anchors {
  const named = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const uses = new Map<Node, number>();
  const stack: unknown[] = [document.contents];
  while (stack.length > 0) {
    const node = stack.pop();
    if (isAlias(node)) {
      const target = named.get(node.source);
      if (!target && piece === 'alone') continue;
      if (!target) throw fault(text, file, node, `YAML: no anchor &${node.source} before this alias`);
      targets.set(node, target);
      uses.set(target, (uses.get(target) ?? 0) + 1);
      continue;
    }
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor) named.set(anchor, node as Node);
    if (isMap(node)) {
      checkKeys(node, text, file);
      for (let i = node.items.length - 1; i >= 0; i -= 1) stack.push(node.items[i]?.value, node.items[i]?.key);
    } else if (isSeq(node)) {
      for (let i = node.items.length - 1; i >= 0; i -= 1) stack.push(node.items[i]);
    }
  }
  return { targets, uses };
}

function checkKeys(map: YAMLMap, text: string, file: string): void {
  if (map.items.length < 2) return;
  const seen = new Set<string>();
  for (const { key } of map.items) {
    if (!isScalar(key) || key.source === '<<') continue;
    const name = String(key.value);
    if (seen.has(name)) throw fault(text, file, key, `the key ${name} stands twice in one map`, 'duplicate-key');
    seen.add(name);
  }
}

function fault(text: string, file: string, node: Node, what: string, code = 'broken-yaml'): TemplateFault {
  return new TemplateFault(code, text, file, node.range?.[0] ?? 0, what);
}

/** Makes tree nodes; keeps them by raw node, so that the same node is the same object. */
class YamlReader {
  readonly #text: string;
  readonly #file: string;
  readonly #anchors: Anchors;
  readonly #made = new Map<Node, TreeNode>();

  constructor(text: string, file: string, anchors: Anchors) {
    this.#text = text;
    this.#file = file;
    this.#anchors = anchors;
  }

  node(raw: Node): TreeNode {
    const known = this.#made.get(raw);
    if (known) return known;
    const made = this.#make(raw);
    this.#made.set(raw, made);
    return made;
  }

  #make(raw: Node): TreeNode {
    if (isAlias(raw)) return this.#alias(raw);
    if (isMap(raw)) return this.#map(raw);
    if (isSeq(raw)) return this.#seq(raw);
    return this.#scalar(raw as Scalar);
  }

  #base(raw: Node): Span & { readonly tag: string | null; readonly anchor: TreeNode['anchor'] } {
    const [start, end] = raw.range ?? [0, 0];
    const anchor = (raw as { anchor?: string }).anchor;
    return {
      start,
      end: this.#trimmed(start, end),
      tag: (raw as { tag?: string }).tag ?? null,
      anchor: anchor
        ? { key: `anchor ${anchor} @${this.#file}:${start}`, uses: this.#anchors.uses.get(raw) ?? 0, at: '' }
        : null,
    };
  }

  /** The end of a block reaches over line breaks and spaces after it. */
  #trimmed(start: number, end: number): number {
    let at = end;
    while (at > start && this.#text.charCodeAt(at - 1) <= 0x20) at -= 1;
    return at;
  }

  #scalar(raw: Scalar): ScalarNode {
    return { kind: 'scalar', ...this.#base(raw), value: String(raw.value ?? ''), plain: raw.type === 'PLAIN' };
  }

  #alias(raw: Alias): AliasNode {
    const target = this.#anchors.targets.get(raw) ?? null;
    const name = `${raw.source} @${this.#file}:${target?.range?.[0] ?? 0}`;
    const uses = target ? (this.#anchors.uses.get(target) ?? 0) : 0;
    const make = (): TreeNode | null => (target ? this.node(target) : null);
    return {
      kind: 'alias',
      ...this.#base(raw),
      name,
      uses,
      get target() {
        return make();
      },
    };
  }

  #seq(raw: YAMLSeq): SeqNode {
    return new LazySeq(this.#base(raw), () => raw.items.map((item) => this.#item(item)));
  }

  /** A list item may be a bare pair in flow style: `[a: 1]`. */
  #item(item: unknown): TreeNode {
    if (item !== null && typeof item === 'object' && 'range' in item) return this.node(item as Node);
    return { kind: 'code', start: 0, end: 0, tag: null, anchor: null };
  }

  #map(raw: YAMLMap): MapNode {
    return new LazyMap(this.#base(raw), raw.flow === true, () => this.#pairs(raw));
  }

  #pairs(raw: YAMLMap): Pick<MapNode, 'entries' | 'merges'> {
    const entries: Entry[] = [];
    const merges: TreeNode[] = [];
    for (const pair of raw.items) {
      if (isMerge(pair)) merges.push(...this.#merged(pair));
      else {
        const entry = this.#entry(pair);
        if (entry) entries.push(entry);
      }
    }
    return { entries, merges };
  }

  #merged(pair: Pair): TreeNode[] {
    if (isSeq(pair.value)) return pair.value.items.map((item) => this.#item(item));
    return pair.value ? [this.node(pair.value as Node)] : [];
  }

  #entry(pair: Pair): Entry | null {
    const key = pair.key;
    if (!isScalar(key) || !key.range) return null;
    const keySpan = { start: key.range[0], end: key.range[1] };
    const raw = pair.value as Node | null;
    const empty =
      raw === null || (isScalar(raw) && raw.source === '' && raw.type === 'PLAIN' && !raw.tag && !raw.anchor);
    const colon = this.#text.indexOf(':', keySpan.end);
    const after = colon === -1 ? keySpan.end : colon + 1;
    const end = empty ? after : this.#trimmed(raw.range?.[0] ?? after, raw.range?.[1] ?? after);
    return new LazyEntry(String(key.value), keySpan, { start: after, end }, empty ? null : () => this.node(raw));
  }
}

type Base = Pick<TreeNode, 'start' | 'end' | 'tag' | 'anchor'>;

/** A list whose items are made when first asked for, and kept. */
class LazySeq implements SeqNode {
  readonly kind = 'seq';
  readonly start: number;
  readonly end: number;
  readonly tag: string | null;
  readonly anchor: SeqNode['anchor'];
  private readonly read: () => readonly TreeNode[];
  private made: readonly TreeNode[] | null = null;

  constructor({ start, end, tag, anchor }: Base, read: () => readonly TreeNode[]) {
    this.start = start;
    this.end = end;
    this.tag = tag;
    this.anchor = anchor;
    this.read = read;
  }

  get items(): readonly TreeNode[] {
    this.made ??= this.read();
    return this.made;
  }
}

/** A map whose pairs are made when first asked for, and kept. */
class LazyMap implements MapNode {
  readonly kind = 'map';
  readonly start: number;
  readonly end: number;
  readonly tag: string | null;
  readonly anchor: MapNode['anchor'];
  readonly flow: boolean;
  private readonly read: () => Pick<MapNode, 'entries' | 'merges'>;
  private made: Pick<MapNode, 'entries' | 'merges'> | null = null;

  constructor({ start, end, tag, anchor }: Base, flow: boolean, read: () => Pick<MapNode, 'entries' | 'merges'>) {
    this.start = start;
    this.end = end;
    this.tag = tag;
    this.anchor = anchor;
    this.flow = flow;
    this.read = read;
  }

  get entries(): readonly Entry[] {
    this.made ??= this.read();
    return this.made.entries;
  }

  get merges(): readonly TreeNode[] {
    this.made ??= this.read();
    return this.made.merges;
  }
}

/** A pair whose value is made when first asked for. */
class LazyEntry implements Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly valueSpan: Span;
  readonly #make: (() => TreeNode) | null;

  constructor(key: string, keySpan: Span, valueSpan: Span, make: (() => TreeNode) | null) {
    this.key = key;
    this.keySpan = keySpan;
    this.valueSpan = valueSpan;
    this.#make = make;
  }

  get value(): TreeNode | null {
    return this.#make?.() ?? null;
  }
}

function isMerge(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN';
}
