/** A first pair in a map that is not written yet, or where nothing is written after the key. */
import type { Patch } from '../contract.ts';
import { type InsertRequest, insertPair } from './insert.ts';
import type { Entry } from './node.ts';

/** How to say where the pair goes: `key` is that of the map, `inner` that of the pair in it. */
export interface InsertBelowRequest extends InsertRequest {
  readonly inner: string;
}

/** The patch that adds `key: { inner: <size> }` to a map, in the style of its siblings; null: the map offers no safe place. */
export function insertBelow(request: InsertBelowRequest): Patch | null {
  const { text, map, key, inner } = request;
  const written = map.entries.findLast((entry) => entry.key === key);
  if (written) return written.value === null && !map.flow ? afterBareKey(request, written) : null;
  const patch = insertPair(request);
  if (patch === null) return null;
  const [, lead = '', name = ''] = /^([\s\S]*?)(\S+\s*:\s*)$/.exec(patch.before) ?? [];
  if (map.flow) {
    const quote = /["']/.exec(name)?.[0] ?? '';
    const [open, colon] = /:$/.test(name) ? ['{', ':'] : ['{ ', ': '];
    const before = `${patch.before}${open}${quote}${inner}${quote}${colon}`;
    return { ...patch, before, after: `${open === '{' ? '}' : ' }'}${patch.after}` };
  }
  const [indent, lineBreak] = [columnOf(map.entries[0], text), text.includes('\r\n') ? '\r\n' : '\n'];
  const below = `${lineBreak}${' '.repeat(indent + stepOf(request))}${inner}: `;
  return { ...patch, before: `${lead}${name.trimEnd()}${below}` };
}

/** `Properties:` with nothing after it gets its first pair; a bare key gets its value. */
function afterBareKey(request: InsertBelowRequest, { keySpan }: Entry): Patch | null {
  const { file, text, inner } = request;
  const rest = /^[ \t]*:[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(keySpan.end));
  if (rest === null) return null;
  const start = keySpan.end + rest[0].length;
  const column = keySpan.start - (text.lastIndexOf('\n', keySpan.start - 1) + 1);
  const lineBreak = text[start] === '\r' ? '\r\n' : '\n';
  const before = `${lineBreak}${' '.repeat(column + stepOf(request))}${inner}: `;
  return { file, start, end: start, before, after: '' };
}

/** The patch that writes a value after a key that has none; null: something stands there. */
export function fillIn(file: string, text: string, { keySpan, value }: Entry): Patch | null {
  const rest = /^[ \t]*:(?=[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$))/.exec(text.slice(keySpan.end));
  if (rest === null || value !== null) return null;
  const start = keySpan.end + rest[0].length;
  return { file, start, end: start, before: ' ', after: '' };
}

/** How far a map is indented below its key: as the first map below this one or around it, else two. */
function stepOf({ text, map }: InsertRequest): number {
  const own = columnOf(map.entries[0], text);
  for (const { value } of map.entries) {
    if (value?.kind === 'map' && !value.flow && value.entries[0])
      return Math.max(1, columnOf(value.entries[0], text) - own);
  }
  const above = text
    .slice(0, map.start)
    .split('\n')
    .findLast((line) => /\S/.test(line) && !/^\s*#/.test(line) && (/^ */.exec(line)?.[0].length ?? 0) < own);
  return above === undefined ? 2 : own - (/^ */.exec(above)?.[0].length ?? 0);
}

function columnOf(entry: Entry | undefined, text: string): number {
  const at = entry?.keySpan.start ?? 0;
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}
