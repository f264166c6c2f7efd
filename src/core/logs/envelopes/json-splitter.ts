/**
 * Cuts a stream of JSON into values small enough to hold: top-level values (back to back, one a line, pretty-printed),
 * elements of a top-level array, and elements of the named arrays inside a top-level object. Memory is bounded by one value.
 */
import { HeldBytes } from './held-bytes.ts';
import type { JsonParts } from './json-parts.ts';

/** Longest value held, in bytes: CloudWatch events end at 1 MB, base64 payloads at 6 MB (Lambda's synchronous limit). */
export const LONGEST_VALUE = 16 * 1024 * 1024;
/** Longest rest of an object around its named arrays; old replies list thousands of searched streams there. */
const LONGEST_FRAME = 4 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** The splitter; `named` are the keys whose arrays are streamed. Push chunks of UTF-8 in any cut, then end once. Never throws on any input. */
export class JsonSplitter {
  readonly #parts: JsonParts;
  readonly #named: ReadonlySet<string>;
  readonly #longest: number;
  /** Bytes of the open value from earlier chunks. */
  readonly #held = new HeldBytes();
  /** Where the open value's part in this chunk begins; -1: no value is open. */
  #start = -1;
  #valueLine = 1;
  #line = 1;
  #atLineStart = true;
  /** Nesting now, and the nesting at which values are cut: 0 documents, 1 elements of a top-level array, 2 items of a named array. */
  #depth = 0;
  #base: 0 | 1 | 2 = 0;
  #kind: 'container' | 'string' | 'scalar' | 'text' = 'container';
  #inString = false;
  #escaped = false;
  /** The object around a named array, up to and including its `[`. */
  #frame: Uint8Array | null = null;
  /** The open value is the rest of an object behind its named array. */
  #inFrame = false;
  /** Where the next line end of this chunk is, if it was looked for; less than the place: look again. */
  #nextNewline = -1;

  constructor(parts: JsonParts, named: readonly string[], line = 1, longest = LONGEST_VALUE) {
    this.#parts = parts;
    this.#named = new Set(named);
    this.#longest = longest;
    this.#line = line;
  }

  /** Takes the next chunk; calls the parts for every value that ends in it. */
  push(chunk: Uint8Array): void {
    const end = chunk.length;
    this.#nextNewline = -1;
    if (this.#start >= 0) this.#start = 0;
    let at = 0;
    while (at < end) {
      if (this.#inString) at = this.#string(chunk, at);
      else if (this.#start >= 0 && this.#kind === 'text') at = this.#textLine(chunk, at);
      else at = this.#step(chunk, at);
    }
    if (this.#start >= 0) this.#hold(chunk, end);
  }

  /** No more input: what is still open is reported as cut off. */
  end(): void {
    if (this.#start >= 0) {
      if (this.#kind === 'text' || (this.#kind === 'string' && this.#base === 0)) this.#emitText();
      else this.#broken('the input ends in the middle of a JSON value');
    } else if (this.#base > 0) {
      this.#parts.broken(this.#line, 'the input ends in the middle of a JSON array', '');
    }
    if (this.#base === 2) this.#closeFrame();
  }

  #step(chunk: Uint8Array, at: number): number {
    const c = chunk[at]!;
    const lineStart = this.#atLineStart;
    this.#atLineStart = c === NEWLINE;
    switch (c) {
      case QUOTE:
        if (this.#start < 0) this.#begin(at, 'string');
        this.#inString = true;
        return at + 1;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        if (lineStart && c === OPEN_OBJECT && this.#start >= 0 && this.#depth > this.#base) this.#restart(chunk, at);
        return this.#down(chunk, at, c);
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        return this.#up(chunk, at);
      case NEWLINE:
        this.#scalarEnds(chunk, at);
        this.#line++;
        return at + 1;
      case 0x20:
      case 0x09:
      case 0x0d:
      case 0x2c:
        this.#scalarEnds(chunk, at);
        return at + 1;
      default:
        return this.#other(chunk, at, c);
    }
  }

  #other(chunk: Uint8Array, at: number, c: number): number {
    if (this.#start >= 0 || c === 0x3a) return at + 1;
    // A bracket that opened a line of text ("[INFO] …") was no array, and text behind a document that was cut off is in none:
    // JSON scalars begin with - 0-9 t f n.
    const scalar = c === 0x2d || (c >= 0x30 && c <= 0x39) || c === 0x74 || c === 0x66 || c === 0x6e;
    if (this.#base === 0 || !scalar) {
      if (this.#base === 2) this.#closeFrame();
      this.#base = 0;
      this.#depth = 0;
      this.#begin(at, 'text');
      return this.#textLine(chunk, at);
    }
    this.#begin(at, 'scalar');
    return at + 1;
  }

  #down(chunk: Uint8Array, at: number, c: number): number {
    if (this.#start < 0) {
      if (this.#base === 0 && c === OPEN_ARRAY) this.#base = 1;
      else this.#begin(at, 'container');
      this.#depth++;
      return at + 1;
    }
    this.#depth++;
    if (c === OPEN_ARRAY && this.#base === 0 && this.#depth === 2) this.#enterIfNamed(chunk, at + 1);
    return at + 1;
  }

  #up(chunk: Uint8Array, at: number): number {
    if (this.#depth === 0) return this.#other(chunk, at, 0);
    if (this.#start >= 0 && this.#kind === 'scalar') this.#emit(chunk, at);
    this.#depth--;
    if (this.#start >= 0) {
      if (this.#depth === this.#base) this.#emit(chunk, at + 1);
    } else if (this.#base === 1) {
      this.#base = 0;
    } else if (this.#base === 2) {
      this.#leaveNamed(at);
    }
    return at + 1;
  }

  #enterIfNamed(chunk: Uint8Array, after: number): void {
    this.#hold(chunk, after);
    this.#start = after;
    const name = keyBefore(this.#held.bytes, this.#held.length - 1);
    if (this.#held.isOver || name === null || !this.#named.has(name)) return;
    this.#frame = this.#held.view().slice();
    this.#reset();
    this.#base = 2;
    this.#parts.open(name, `${text(this.#frame)}]}`, this.#valueLine);
  }

  /** The named array ends: the value that is open is again the object around it. */
  #leaveNamed(at: number): void {
    const frame = this.#frame ?? new Uint8Array(0);
    this.#frame = null;
    this.#base = 0;
    this.#depth = 1;
    this.#kind = 'container';
    this.#held.append(frame, 0, frame.length, LONGEST_FRAME);
    this.#start = at;
    this.#inFrame = true;
  }

  #closeFrame(): void {
    this.#parts.close(`${text(this.#frame ?? new Uint8Array(0))}]}`);
    this.#frame = null;
    this.#base = 0;
    this.#depth = 0;
  }

  #string(chunk: Uint8Array, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    for (;;) {
      const quote = chunk.indexOf(QUOTE, at);
      const stop = quote < 0 ? chunk.length : quote;
      const newline = this.#newlineFrom(chunk, at);
      if (newline < stop) return this.#stringWithNewline(chunk, newline);
      const escaped = backslashesBefore(chunk, stop, at) % 2 === 1;
      if (quote < 0) {
        this.#escaped = escaped;
        return chunk.length;
      }
      at = quote + 1;
      if (escaped) continue;
      this.#inString = false;
      if (this.#kind === 'string' && this.#depth === this.#base) this.#emit(chunk, at);
      return at;
    }
  }

  /** The next line end at or behind `at`, looked for once. */
  #newlineFrom(chunk: Uint8Array, at: number): number {
    if (this.#nextNewline < at) {
      const found = chunk.indexOf(NEWLINE, at);
      this.#nextNewline = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#nextNewline;
  }

  /** JSON strings hold no line ends, so the value is cut off, or it was a line of text that begins with a quote. */
  #stringWithNewline(chunk: Uint8Array, at: number): number {
    this.#inString = false;
    this.#hold(chunk, at);
    if (this.#kind === 'string' && this.#base === 0) this.#emitText();
    else this.#broken('a JSON string is cut off at the end of the line');
    this.#line++;
    this.#atLineStart = true;
    return at + 1;
  }

  #textLine(chunk: Uint8Array, at: number): number {
    const found = chunk.indexOf(NEWLINE, at);
    if (found < 0) return chunk.length;
    this.#hold(chunk, found);
    this.#emitText();
    this.#line++;
    this.#atLineStart = true;
    return found + 1;
  }

  /** An object begins at the first column inside an unfinished value: the earlier one was cut off. */
  #restart(chunk: Uint8Array, at: number): void {
    this.#hold(chunk, at);
    this.#broken('a JSON value is cut off before the next one begins');
  }

  #scalarEnds(chunk: Uint8Array, at: number): void {
    if (this.#start >= 0 && this.#kind === 'scalar' && this.#depth === this.#base) this.#emit(chunk, at);
  }

  #begin(at: number, kind: 'container' | 'string' | 'scalar' | 'text'): void {
    this.#start = at;
    this.#kind = kind;
    this.#valueLine = this.#line;
  }

  #emit(chunk: Uint8Array, end: number): void {
    const start = this.#start;
    if (this.#held.length === 0 && !this.#inFrame && !this.#held.isOver && end - start <= this.#longest) {
      this.#start = -1;
      this.#pass(chunk, start, end);
      return;
    }
    this.#hold(chunk, end);
    if (this.#inFrame) {
      const frame = this.#held.isOver ? '{}' : text(this.#held.view());
      this.#reset();
      this.#parts.close(frame);
      return;
    }
    if (this.#held.isOver) {
      this.#broken(`a value longer than ${this.#longest >> 20} MB was left out`);
      return;
    }
    const { bytes, length } = this.#held;
    this.#reset();
    this.#pass(bytes, 0, length);
  }

  #pass(bytes: Uint8Array, start: number, end: number): void {
    if (this.#base === 2) this.#parts.item(bytes, start, end, this.#valueLine);
    else this.#parts.value(bytes, start, end, this.#valueLine, this.#base === 1);
  }

  #emitText(): void {
    if (this.#held.isOver) {
      this.#broken(`a line longer than ${this.#longest >> 20} MB was left out`);
      return;
    }
    const { bytes, length } = this.#held;
    this.#reset();
    const carriageReturn = length > 0 && bytes[length - 1] === 0x0d ? 1 : 0;
    this.#parts.text(bytes, 0, length - carriageReturn, this.#valueLine);
  }

  #broken(reason: string): void {
    const excerpt = this.#held.excerpt();
    const line = this.#valueLine;
    this.#reset();
    this.#depth = this.#base;
    this.#parts.broken(line, reason, excerpt);
  }

  #reset(): void {
    this.#start = -1;
    this.#held.clear();
    this.#inFrame = false;
  }

  /** Keeps the open value's bytes up to `end` for later. */
  #hold(chunk: Uint8Array, end: number): void {
    this.#held.append(chunk, this.#start, end, this.#inFrame ? LONGEST_FRAME : this.#longest);
    this.#start = 0;
  }
}

const DECODER = new TextDecoder();

function text(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

function backslashesBefore(bytes: Uint8Array, at: number, from: number): number {
  let first = at;
  while (first > from && bytes[first - 1] === BACKSLASH) first--;
  return at - first;
}

/** The key whose value begins at `at`, read backwards; null: none. */
function keyBefore(bytes: Uint8Array, at: number): string | null {
  let end = at - 1;
  while (end >= 0 && (bytes[end]! <= 0x20 || bytes[end] === 0x3a)) end--;
  if (end < 0 || bytes[end] !== QUOTE) return null;
  const start = bytes.lastIndexOf(QUOTE, end - 1);
  return start < 0 ? null : text(bytes.subarray(start + 1, end));
}
