/** The marker search of scanner.as in plain TypeScript: the same markers in the same order, every REPORT left to be read by parse-line.ts. */
import { KIND, ROW_WORDS, WORD } from './rows.ts';

/** Where a search stands: rows written, where to go on, newlines met before that. */
export interface MarkerSearch {
  count: number;
  next: number;
  newlines: number;
}

interface Marker {
  readonly text: Uint8Array;
  /** Where in `text` the trigram begins that decides the order of markers. */
  readonly shift: number;
  readonly kind: number;
}

const marker = (text: string, trigram: string, kind: number): Marker => ({
  text: Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
  shift: text.indexOf(trigram),
  kind,
});

const MARKERS: readonly Marker[] = [
  marker('RequestId:', 'Req', KIND.meetsRequestId),
  marker('REPORT', 'REP', KIND.meetsReportWord),
  marker('Task tim', 'Tas', KIND.meetsTimedOut),
  marker('out of m', 'ut ', KIND.meetsOutOfMemory),
  marker('OutOfMem', 'OfM', KIND.meetsOutOfMemory),
  marker('MemoryEr', 'yEr', KIND.meetsOutOfMemory),
  marker('Runtime.', 'Run', KIND.meetsRuntimeError),
  marker('platform.', 'tfo', KIND.meetsPlatformJson),
  marker('INIT_STA', 'T_S', KIND.meetsInitStart),
  marker('cpu_tota', 'u_t', KIND.meetsCpu),
];

/** Markers by the first byte of their trigram. */
const BY_BYTE: readonly (readonly Marker[] | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const found = MARKERS.filter((one) => one.text[one.shift] === byte);
  return found.length > 0 ? found : undefined;
});

const VERSION = marker(' Version: ', ' ', 0).text;
const REPORT = marker('REPORT ', 'R', 0).text;
const START = marker('START ', 'S', 0).text;
const END = marker('END ', 'E', 0).text;
const REPORT_ID = marker('REPORT RequestId: ', 'R', 0).text;

/** Finds the markers that begin (by their trigram) in [from, to), looking at [lowest, end) only. */
export function findMarkers(
  bytes: Uint8Array,
  lowest: number,
  from: number,
  to: number,
  end: number,
  rows: Int32Array,
  everyStart: boolean,
): MarkerSearch {
  const search = new Search(bytes, lowest, end, rows, everyStart);
  search.run(from, to);
  return search;
}

class Search implements MarkerSearch {
  count = 0;
  next = 0;
  newlines = 0;
  readonly #bytes: Uint8Array;
  readonly #low: number;
  readonly #end: number;
  readonly #rows: Int32Array;
  readonly #everyStart: boolean;
  #version = '';

  constructor(bytes: Uint8Array, low: number, end: number, rows: Int32Array, everyStart: boolean) {
    this.#bytes = bytes;
    this.#low = low;
    this.#end = end;
    this.#rows = rows;
    this.#everyStart = everyStart;
  }

  run(from: number, to: number): void {
    const most = this.#rows.length / ROW_WORDS - 64;
    let at = from;
    for (; at < to && this.count < most; at++) {
      const byte = this.#bytes[at]!;
      if (byte === 10) this.newlines++;
      const here = BY_BYTE[byte];
      if (here !== undefined) for (const one of here) this.#meet(one, at);
    }
    this.next = at;
  }

  #meet(one: Marker, at: number): void {
    const begin = at - one.shift;
    if (begin < this.#low || !this.#is(one.text, begin)) return;
    if (one.kind === KIND.meetsRequestId) this.#requestId(at);
    else if (one.kind === KIND.meetsReportWord) this.#reportWord(at);
    else if (one.kind === KIND.meetsRuntimeError) this.#runtimeError(at);
    else this.#emit(one.kind, at);
  }

  #requestId(at: number): void {
    if (this.#before(REPORT, at)) this.#emit(KIND.meetsReport, at - 7);
    else if (this.#before(START, at)) this.#start(at - 6);
    else if (!this.#before(END, at) && this.#isFailure(at + 10)) this.#emit(KIND.meetsRequestId, at);
  }

  #reportWord(at: number): void {
    if (!this.#is(REPORT_ID, at)) this.#emit(KIND.meetsReportWord, at);
  }

  #runtimeError(at: number): void {
    const first = this.#bytes[at + 8]!;
    if (first >= 0x41 && first <= 0x5a && first !== 0x4f) this.#emit(KIND.meetsRuntimeError, at);
  }

  /** After "RequestId:" an id, then "Error", "Status" or "Process exited". */
  #isFailure(from: number): boolean {
    const bytes = this.#bytes;
    let at = from;
    while (at < this.#end && (bytes[at] === 0x20 || bytes[at] === 9)) at++;
    const stop = Math.min(at + 128, this.#end);
    while (at < stop && bytes[at]! > 0x20 && bytes[at] !== 0x5c) at++;
    while (at < stop && (bytes[at]! <= 0x20 || bytes[at] === 0x5c || bytes[at] === 0x74)) at++;
    const word = String.fromCharCode(...bytes.subarray(at, at + 4));
    return word === 'Erro' || word === 'Stat' || word === 'Proc';
  }

  #start(at: number): void {
    const bytes = this.#bytes;
    let mark = at + 17;
    const stop = Math.min(mark + 128, this.#end);
    while (mark < stop && bytes[mark]! > 0x20) mark++;
    if (!this.#is(VERSION, mark)) return;
    mark += VERSION.length;
    let width = 0;
    while (width < 16 && mark + width < this.#end && bytes[mark + width]! > 0x20) width++;
    const version = String.fromCharCode(...bytes.subarray(mark, mark + width));
    if (version === this.#version && !this.#everyStart) return;
    this.#version = version;
    const row = this.count * ROW_WORDS;
    this.#rows.fill(0, row, row + ROW_WORDS);
    const held = new Uint8Array(this.#rows.buffer, this.#rows.byteOffset + (row + WORD.version) * 4, 16);
    held.set(bytes.subarray(mark, mark + width));
    this.#emit(KIND.start, at);
  }

  #before(text: Uint8Array, at: number): boolean {
    return at - text.length >= this.#low && this.#is(text, at - text.length);
  }

  #is(text: Uint8Array, at: number): boolean {
    for (let index = 0; index < text.length; index++) if (this.#bytes[at + index] !== text[index]) return false;
    return true;
  }

  #emit(kind: number, at: number): void {
    const row = this.count++ * ROW_WORDS;
    this.#rows[row] = kind;
    this.#rows[row + WORD.offset] = at;
    this.#rows[row + WORD.line] = this.newlines;
  }
}
