/** Where the event around a marker begins and ends in line-shaped text, where nothing but prefixes and habits tell. */
import { AHEAD, BACK, MAX_PREFIX } from './rows.ts';

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of `bytes[from, to)`; bytes that are no UTF-8 become U+FFFD. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return from < to ? DECODER.decode(bytes.subarray(from, to)) : '';
}

/** First byte of the marker's line, at most MAX_PREFIX back; -1 when it lies further back. */
export function lineStart(bytes: Uint8Array, at: number, low: number): number {
  const stop = Math.max(low, at - MAX_PREFIX);
  for (let index = at - 1; index >= stop; index--) if (bytes[index] === 10) return index + 1;
  return stop === low ? low : -1;
}

/** The newline that ends the line, or `end`, at most AHEAD on. */
export function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(end, at + AHEAD);
  const found = at < stop ? bytes.subarray(at, stop).indexOf(10) : -1;
  return found < 0 ? stop : at + found;
}

const CONTINUES =
  /^[ \t]*(?:Duration:|Billed (?:Duration|Restore)|Memory Size:|Max Memory|Init Duration|Restore Duration|Status:|Error Type:|XRAY|SegmentId:|Sampled:)/;

/** The end of a REPORT that begins at `at`: its line and the lines behind it that carry on with fields (one field a line, X-Ray). */
export function reportEnd(bytes: Uint8Array, at: number, end: number): number {
  let stop = lineEnd(bytes, at, end);
  for (let lines = 0; lines < 16 && stop < end; lines++) {
    const seen = lineEnd(bytes, stop + 1, Math.min(end, stop + 81));
    if (!CONTINUES.test(textOf(bytes, stop + 1, seen))) break;
    stop = lineEnd(bytes, stop + 1, end);
  }
  return stop;
}

const OPENS_EVENT =
  /^[ \t]*(?:\x1b\[[0-9;]*m)?(?:\d{4}[-/]\d\d[-/]\d\d[T /]|START RequestId:|END RequestId:|REPORT RequestId:|INIT_START|INIT_REPORT|\[[A-Z]+\]\s|RequestId:|\{)/;

/** The first line of the event that the line at `start` belongs to: the nearest line at or above it that opens one, at most BACK up. */
export function eventStart(bytes: Uint8Array, start: number, low: number): number {
  const stop = Math.max(low, start - BACK + MAX_PREFIX);
  let line = start;
  while (line >= stop) {
    if (OPENS_EVENT.test(textOf(bytes, line, Math.min(line + 64, lineEnd(bytes, line, line + 64))))) return line;
    if (line <= stop) break;
    line = previousLine(bytes, line, stop);
  }
  return start;
}

function previousLine(bytes: Uint8Array, line: number, stop: number): number {
  let index = line - 2;
  while (index >= stop && bytes[index] !== 10) index--;
  return index < stop ? stop : index + 1;
}

/** The JSON object around `at`: tries the innermost opening brace before it and works outwards. Null: none that parses. */
export function enclosingObject(
  bytes: Uint8Array,
  at: number,
  low: number,
  end: number,
): { readonly value: Readonly<Record<string, unknown>>; readonly start: number } | null {
  const stop = Math.max(low, at - BACK);
  const last = Math.min(end, at + AHEAD);
  let depth = 0;
  for (let index = at; index >= stop; index--) {
    const byte = bytes[index];
    if (byte === 0x7d) depth++;
    else if (byte === 0x7b && --depth < 0) {
      depth = 0;
      const close = closingBrace(bytes, index, last);
      const value = close < at ? null : parseObject(textOf(bytes, index, close + 1));
      if (value !== null) return { value, start: index };
    }
  }
  return null;
}

/** Index of the brace that closes the object at `open`, strings respected; -1: none before `end`. */
function closingBrace(bytes: Uint8Array, open: number, end: number): number {
  let depth = 0;
  let quoted = false;
  for (let index = open; index < end; index++) {
    const byte = bytes[index];
    if (quoted) {
      if (byte === 0x5c) index++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b) depth++;
    else if (byte === 0x7d && --depth === 0) return index;
  }
  return -1;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
