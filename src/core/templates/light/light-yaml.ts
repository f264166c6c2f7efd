/** Reads what a template says without understanding all of it: plain values with their lines, expressions as null. Never throws on odd input. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** Longest text that is read, in characters: CloudFormation itself refuses templates above 1 MB. */
const LONGEST = 2_000_000;

/** A place in a document that can be walked. */
export interface LightNode {
  /** Names below, in order; empty unless it is a map. */
  readonly keys: readonly string[];
  /** What stands under a name; null: nothing. */
  at(key: string): LightNode | null;
  /** Line of a name below, from 1; of the map itself when it has no such name. */
  lineOf(key: string): number;
  /** A plain string, number or boolean as text; null for everything else, also for tagged values such as !Ref. */
  readonly text: string | null;
  /** The first item of a list, if it is plain; null otherwise. */
  readonly first: string | null;
}

/** The top of a YAML or JSON text; null when it is no map, cannot be parsed at all, or is too long. */
export function lightDocument(text: string): LightNode | null {
  if (text.length > LONGEST) return null;
  try {
    const counter = new LineCounter();
    const document = parseDocument(text.replace(/^\ufeff/, ''), {
      lineCounter: counter,
      logLevel: 'silent',
      prettyErrors: false,
      uniqueKeys: false,
    });
    const resolve = (node: Node | null | undefined): Node | null =>
      isAlias(node) ? (node.resolve(document) ?? null) : (node ?? null);
    return isMap(document.contents) ? lightNode(document.contents, resolve, counter) : null;
  } catch {
    return null;
  }
}

function lightNode(
  node: Node,
  resolve: (node: Node | null | undefined) => Node | null,
  counter: LineCounter,
): LightNode {
  const items = isMap(node) ? node.items : [];
  const first = isSeq(node) ? resolve(node.items[0] as Node | undefined) : null;
  return {
    keys: items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : [])),
    at(key) {
      const pair = items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      const value = resolve(pair?.value as Node | null | undefined);
      return value === null ? null : lightNode(value, resolve, counter);
    },
    text: plainText(node),
    first: plainText(first),
    lineOf(key) {
      const found = items.find((item) => isScalar(item.key) && String(item.key.value) === key)?.key as Node | undefined;
      return counter.linePos((found ?? node).range?.[0] ?? 0).line;
    },
  };
}

function plainText(node: Node | null): string | null {
  if (!isScalar(node) || !isPlain(node.tag) || node.value === null || typeof node.value === 'object') return null;
  return String(node.value);
}

/** A tag of YAML's own, or none; `!Ref` and its kind are expressions. */
function isPlain(tag: string | undefined): boolean {
  return tag === undefined || tag.startsWith('tag:yaml.org,2002:');
}
