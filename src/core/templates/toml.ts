/** Texts in a TOML file with the place of each: smol-toml checks the file and tells the values, a scan tells where they stand. */
import { parse } from 'smol-toml';
import { TemplateFault } from './fault.ts';

/** One text value: its path (tables, keys, list index), its value, and the offset of its first character inside the quotes. */
export interface TomlString {
  readonly path: readonly string[];
  readonly value: string;
  /** The value as written, escapes kept: offsets count in it. */
  readonly raw: string;
  readonly start: number;
}

/** All texts on one line; those with other escapes than quotes and backslashes are left out. Throws a TemplateFault `broken-toml`. */
export function tomlStrings(text: string, file: string): readonly TomlString[] {
  const root = checked(text, file);
  const found: TomlString[] = [];
  let state: ScanState = { table: [], list: null };
  let offset = 0;
  for (const line of text.split('\n')) {
    state = scanLine(line, offset, state, found);
    offset += line.length + 1;
  }
  return found.filter(({ path, value }) => valueAt(root, path) === value);
}

/** Where the scan is: the table of the last header, and the list that is still open. */
interface ScanState {
  readonly table: readonly string[];
  readonly list: { readonly path: readonly string[]; readonly index: number } | null;
}

const HEADER = /^\s*\[([^[\]]+)\]\s*(?:#.*)?\r?$/;
const PAIR = /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*)$/;

function scanLine(line: string, offset: number, state: ScanState, found: TomlString[]): ScanState {
  const { table, list } = state;
  if (list !== null) return scanList(line, offset, line, table, list, found);
  const header = HEADER.exec(line);
  if (header) return { table: keysOf(header[1] ?? ''), list: null };
  const pair = PAIR.exec(line);
  if (!pair) return state;
  const path = [...table, ...keysOf(pair[1] ?? '')];
  const rest = pair[2] ?? '';
  if (rest.startsWith('[')) return scanList(line, offset, rest, table, { path, index: 0 }, found);
  const at = offset + line.length - rest.length;
  if (rest.startsWith('{')) found.push(...inlineTexts(rest, at, path));
  else for (const one of textsOf(rest)) found.push({ ...one, path, start: at + one.start });
  return state;
}

function scanList(
  line: string,
  offset: number,
  rest: string,
  table: readonly string[],
  list: NonNullable<ScanState['list']>,
  found: TomlString[],
): ScanState {
  const at = offset + line.length - rest.length;
  const texts = textsOf(rest);
  texts.forEach((one, i) => {
    found.push({ ...one, path: [...list.path, String(list.index + i)], start: at + one.start });
  });
  const closed = /\]\s*(?:#.*)?\r?$/.test(rest);
  return { table, list: closed ? null : { path: list.path, index: list.index + texts.length } };
}

/** `{ Mem = "512", Stage = "prod" }` on one line. */
function inlineTexts(rest: string, at: number, path: readonly string[]): TomlString[] {
  return [...rest.matchAll(/([\w-]+)\s*=\s*"([^"\\]*)"/g)].map((match) => {
    const value = match[2] ?? '';
    const start = at + match.index + match[0].length - value.length - 1;
    return { path: [...path, match[1] ?? ''], value, raw: value, start };
  });
}

function checked(text: string, file: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const { line = 1, column = 1 } = error as { line?: number; column?: number };
    const lines = text.split('\n').slice(0, line - 1);
    const offset = lines.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    const what = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable';
    throw new TemplateFault('broken-toml', text, file, offset, `TOML: ${what}`);
  }
}

function keysOf(dotted: string): string[] {
  return [...dotted.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** The texts of a line that are in quotes of one kind, before any comment. */
function textsOf(rest: string): Omit<TomlString, 'path'>[] {
  const found: Omit<TomlString, 'path'>[] = [];
  for (const match of rest.matchAll(/#.*$|"((?:[^"\\]|\\.)*)"|'([^']*)'/g)) {
    if (match[0].startsWith('#')) break;
    const raw = match[1] ?? match[2] ?? '';
    const value = match[1] === undefined ? raw : raw.replace(/\\(["\\])/g, '$1');
    found.push({ value, raw, start: match.index + 1 });
  }
  return found;
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at === null || typeof at !== 'object' ? undefined : Reflect.get(at, key)),
    root,
  );
}
