/** A new pair in a map, written as its siblings are: indentation, line ends, quotes, commas and spaces. */
import type { Patch } from '../contract.ts';
import type { Entry, MapNode } from './node.ts';

/** How to say where the pair goes best. */
export interface InsertRequest {
  readonly file: string;
  readonly text: string;
  readonly map: MapNode;
  readonly key: string;
  /** Siblings to stand after, best first. */
  readonly after: readonly string[];
}

/** The patch that adds `key: <size>` to a map; null: the map offers no safe place. */
export function insertPair(request: InsertRequest): Patch | null {
  return request.map.flow ? insertInFlow(request) : insertInBlock(request);
}

function insertInFlow(request: InsertRequest): Patch | null {
  const { file, text, map, key } = request;
  if (map.entries.length === 0) {
    if (map.merges.length > 0) return afterMerge(request);
    const quote = text[map.start] === '{' && /\.json$/i.test(file) ? '"' : '';
    return { file, start: map.start + 1, end: map.start + 1, before: ` ${quote}${key}${quote}: `, after: ' ' };
  }
  const sibling = siblingOf(request) ?? map.entries.at(-1);
  if (!sibling) return null;
  const end = sibling.value?.end ?? sibling.valueSpan.end;
  const name = likeKey(text, sibling, key);
  const colon = colonOf(text, sibling);
  // Right after the brace nothing is said about commas: a space after the colon means one there too.
  const gap = gapBefore(text, sibling) || (sibling === map.entries[0] && /\s$/.test(colon) ? ' ' : '');
  return { file, start: end, end, before: `,${gap}${name}${colon}`, after: '' };
}

/** `{<<: *common}` gets its own pair behind, which wins. */
function afterMerge({ file, text, map, key }: InsertRequest): Patch | null {
  const end = map.merges.at(-1)?.end ?? map.end;
  if (text.slice(end, map.end).trim() !== '}') return null;
  return { file, start: end, end, before: `, ${key}: `, after: '' };
}

/** The white space before a key, from its comma or brace; only the line break and indentation where comments stand between. */
function gapBefore(text: string, entry: Entry): string {
  let at = entry.keySpan.start;
  while (at > 0 && /\s/.test(text[at - 1] ?? '')) at -= 1;
  const gap = text.slice(at, entry.keySpan.start);
  const lineBreak = /\r?\n[ \t]*$/.exec(gap);
  return lineBreak ? lineBreak[0] : gap === '' ? '' : ' ';
}

/** The text between key and value when it is on one line, else a colon and a space. */
function colonOf(text: string, entry: Entry): string {
  const between = text.slice(entry.keySpan.end, entry.valueSpan.start) + leadingSpace(text, entry.valueSpan.start);
  return /^\s*:\s*$/.test(between) && !between.includes('\n') ? between : ': ';
}

function leadingSpace(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(at, at + 40))?.[0] ?? ' ';
}

function likeKey(text: string, sibling: Entry, key: string): string {
  const quote = text[sibling.keySpan.start];
  return quote === '"' || quote === "'" ? `${quote}${key}${quote}` : key;
}

function insertInBlock(request: InsertRequest): Patch | null {
  const { file, text, map, key } = request;
  const sibling = siblingOf(request);
  if (sibling) {
    const indent = indentOf(text, sibling.keySpan.start);
    const start = endOfLine(text, sibling.value?.end ?? sibling.keySpan.end);
    const before = `${lineBreakOf(text, sibling.keySpan.start)}${indent}${likeKey(text, sibling, key)}: `;
    return { file, start, end: start, before, after: '' };
  }
  const start = map.start;
  const first = map.entries.find((entry) => entry.keySpan.start === start);
  const explicit = text[start] === '?';
  if (explicit || (!first && !text.startsWith('<<', start))) return null;
  const name = first ? likeKey(text, first, key) : key;
  const after = `${lineBreakOf(text, start)}${indentOf(text, start)}`;
  return { file, start, end: start, before: `${name}: `, after };
}

/** The best sibling to stand after: by name, else the last that is a scalar on one line of its own. */
function siblingOf(request: InsertRequest): Entry | null {
  const usable = (entry: Entry): boolean => request.map.flow || isOneLine(request.text, entry);
  for (const name of request.after) {
    const entry = request.map.entries.find((one) => one.key === name);
    if (entry && usable(entry)) return entry;
  }
  return request.map.entries.findLast(usable) ?? null;
}

/** Whether a pair is a scalar that begins and ends on the line of its key, written `key: value`. */
function isOneLine(text: string, entry: Entry): boolean {
  const value = entry.value;
  if (value?.kind !== 'scalar') return false;
  if (/^[|>]/.test(text.slice(value.start, value.start + 1))) return false;
  return !text.slice(entry.keySpan.start, value.end).includes('\n') && text[entry.keySpan.start - 2] !== '?';
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  if (at === -1) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}

/** The line break in use around a place: that of the line before it, else after it, else LF. */
function lineBreakOf(text: string, at: number): string {
  const next = text.indexOf('\n', at);
  const found = next === -1 ? text.lastIndexOf('\n', at) : next;
  return found > 0 && text[found - 1] === '\r' ? '\r\n' : '\n';
}

/** As many spaces as the column of a place: also right after a list dash. */
function indentOf(text: string, at: number): string {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const lead = text.slice(from, at).replace(/^\uFEFF/, '');
  return /^[ \t]*$/.test(lead) ? lead : ' '.repeat(lead.length);
}
