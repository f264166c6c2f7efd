/** Parses YAML (and JSON, which is part of it) into plain data whose values still know their line and column. Loads the parser when first called. */
import type { Document, Node, Pair, ParsedNode, YAMLError } from 'yaml';
import type { ConfigDocument, ValuePath } from '../core/config/config-file.ts';
import { excerptAt, invalidValue, type Origin } from '../core/config/fault.ts';

/** Aliases that one document may expand to: beyond it the file is a bomb, not a configuration. */
const MOST_ALIASES = 100;
/** Longest text that is parsed, in characters: a hand-written file of this kind has thousands. */
const LONGEST = 1_000_000;

type Yaml = typeof import('yaml');

/** The document in `text`; `path` is its name in messages. Throws a UserError with file:line:column and a caret where it cannot be parsed. */
export async function parseYaml(text: string, path: string): Promise<ConfigDocument> {
  const places = placesIn(text, path);
  if (text.length > LONGEST) {
    throw invalidValue(places(0), 'the file is too long', `more than ${LONGEST} characters are not read`);
  }
  const yaml = await import('yaml');
  const counter = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true, version: '1.2' });
  const fault: YAMLError | undefined = document.errors[0] ?? document.warnings[0];
  if (fault) throw invalidValue(places(fault.pos[0]), 'this is not valid YAML', firstLine(fault.message));
  const originOf = (steps: ValuePath, part: 'key' | 'value' = 'value'): Origin =>
    places(offsetOf(yaml, document, steps, part));
  return { path, value: plainValue(document, places(0)), originOf };
}

function plainValue(document: Document.Parsed, start: Origin): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
  } catch (cause) {
    const why = cause instanceof Error ? firstLine(cause.message) : String(cause);
    throw invalidValue(
      start,
      'this YAML cannot be expanded',
      why,
      'write repeated values out instead of using aliases',
    );
  }
}

/** Offset of a value or key; of the nearest surrounding thing where the step is not written there itself (merged in, or missing). */
function offsetOf(yaml: Yaml, document: Document.Parsed, steps: ValuePath, part: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, step] of steps.entries()) {
    if (yaml.isAlias(node)) node = node.resolve(document) ?? null;
    const last = index === steps.length - 1;
    if (yaml.isMap(node)) {
      const pair: Pair<ParsedNode, ParsedNode | null> | undefined = node.items.find(
        ({ key }) => yaml.isScalar(key) && String(key.value) === String(step),
      ) as Pair<ParsedNode, ParsedNode | null> | undefined;
      if (!pair) return offset;
      if (last && part === 'key') return pair.key.range[0];
      node = pair.value;
      offset = node?.range?.[0] ?? pair.key.range[0];
    } else if (yaml.isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

/** Offset in `text` → origin. Line and column count from 1. */
function placesIn(text: string, path: string): (offset: number) => Origin {
  return (offset) => {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - (before.lastIndexOf('\n') + 1) + 1;
    return { kind: 'file', place: `${path}:${line}:${column}`, excerpt: excerptAt(text, line, column) };
  };
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
