/** Reads one flat JSON object from bytes without building it: where its members are, and their text unescaped as UTF-8. */

/** Members looked at in one object; events of every envelope have fewer than a dozen. */
const MOST_MEMBERS = 64;

/** A view of one JSON object, used again and again. The spans found are valid until the next `read`. */
export class JsonObject {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where the object stands in the bytes given to `read`. */
  start = 0;
  end = 0;
  readonly #spans = new Int32Array(MOST_MEMBERS * 4);
  #count = 0;
  #scratch = new Uint8Array(4096);

  /** Finds the members of the object at `bytes[start, end)`. False: it is no object, not well formed or cut off (the members before are kept). Never throws. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.start = start;
    this.end = end;
    this.#count = 0;
    let at = skipSpace(bytes, start, end);
    if (bytes[at] !== 0x7b) return false;
    at = skipSpace(bytes, at + 1, end);
    while (at < end && bytes[at] !== 0x7d) {
      const keyEnd = skipValue(bytes, at, end);
      if (bytes[at] !== 0x22 || keyEnd < 0) return false;
      const colon = skipSpace(bytes, keyEnd, end);
      if (bytes[colon] !== 0x3a) return false;
      const value = skipSpace(bytes, colon + 1, end);
      const valueEnd = skipValue(bytes, value, end);
      this.#add(at + 1, keyEnd - 1, value, valueEnd < 0 ? end : valueEnd);
      if (valueEnd < 0) return false;
      at = skipSpace(bytes, valueEnd, end);
      if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1, end);
      else if (bytes[at] !== 0x7d) return false;
    }
    return at < end;
  }

  #add(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    if (this.#count === MOST_MEMBERS) return;
    const at = this.#count++ * 4;
    this.#spans[at] = keyStart;
    this.#spans[at + 1] = keyEnd;
    this.#spans[at + 2] = valueStart;
    this.#spans[at + 3] = valueEnd;
  }

  /** The index of a member by its key in ASCII, or -1. */
  find(key: string): number {
    for (let i = 0; i < this.#count; i++) {
      const start = this.#spans[i * 4]!;
      if (this.#spans[i * 4 + 1]! - start === key.length && same(this.#bytes, start, key)) return i;
    }
    return -1;
  }

  /** How many members were found. */
  get size(): number {
    return this.#count;
  }

  /** The keys in order. */
  keys(): string[] {
    const keys: string[] = [];
    for (let i = 0; i < this.#count; i++) {
      keys.push(DECODER.decode(this.#bytes.subarray(this.#spans[i * 4]!, this.#spans[i * 4 + 1]!)));
    }
    return keys;
  }

  /** Where a member's value stands in the bytes given to `read`. */
  valueStart(member: number): number {
    return this.#spans[member * 4 + 2]!;
  }
  valueEnd(member: number): number {
    return this.#spans[member * 4 + 3]!;
  }

  /** True when the member's value is a string. */
  isString(member: number): boolean {
    return member >= 0 && this.#bytes[this.valueStart(member)] === 0x22;
  }

  /** A string member as text; null: no such member or no string. */
  string(member: number): string | null {
    if (!this.isString(member)) return null;
    const value = this.utf8(member);
    return DECODER.decode(value);
  }

  /** A number member, or a string of digits; NaN: neither. */
  number(member: number): number {
    if (member < 0) return Number.NaN;
    const whole = this.#wholeNumber(member);
    if (whole >= 0) return whole;
    const quoted = this.isString(member) ? 1 : 0;
    const value = DECODER.decode(
      this.#bytes.subarray(this.valueStart(member) + quoted, this.valueEnd(member) - quoted),
    );
    return value === '' ? Number.NaN : Number(value);
  }

  /** A value of up to 15 plain digits, the form of every timestamp; -1: another form. */
  #wholeNumber(member: number): number {
    const end = this.valueEnd(member);
    let value = 0;
    const start = this.valueStart(member);
    if (end - start > 15) return -1;
    for (let i = start; i < end; i++) {
      const digit = this.#bytes[i]! - 0x30;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  /** A string member unescaped, as UTF-8; valid until the next call. */
  utf8(member: number): Uint8Array {
    const start = this.valueStart(member) + 1;
    const end = this.valueEnd(member) - 1;
    if (this.#bytes.subarray(start, end).indexOf(0x5c) < 0) return this.#bytes.subarray(start, end);
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array(2 * (end - start));
    return this.#scratch.subarray(0, unescapeInto(this.#bytes, start, end, this.#scratch));
  }

  /** True when the member's raw bytes equal `other`. */
  sameBytes(member: number, other: Uint8Array): boolean {
    const start = this.valueStart(member);
    const length = this.valueEnd(member) - start;
    if (length !== other.length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[start + i] !== other[i]) return false;
    return true;
  }

  /** A copy of the member's raw bytes, to compare with later. */
  copy(member: number): Uint8Array {
    return this.#bytes.slice(this.valueStart(member), this.valueEnd(member));
  }
}

const DECODER = new TextDecoder();
const ENCODER = new TextEncoder();

/**
 * Unescapes the inside of a JSON string (without its quotes) into `out`, which must be as long as the input, and gives
 * the number of bytes written. Escapes that JSON does not know are kept as they stand.
 */
export function unescapeInto(bytes: Uint8Array, start: number, end: number, out: Uint8Array): number {
  let length = 0;
  let at = start;
  while (at < end) {
    const c = bytes[at]!;
    if (c !== 0x5c || at + 1 >= end) {
      out[length++] = c;
      at++;
      continue;
    }
    const letter = bytes[at + 1]!;
    if (letter === 0x75) {
      const [text, next] = unicodeAt(bytes, at, end);
      const utf8 = ENCODER.encode(text);
      out.set(utf8, length);
      length += utf8.length;
      at = next;
      continue;
    }
    const plain = ESCAPES[letter];
    if (plain === undefined || plain === 0) {
      out[length++] = c;
      at++;
    } else {
      out[length++] = plain;
      at += 2;
    }
  }
  return length;
}

/** By the byte behind the backslash: n t r b f " \ /. */
const ESCAPES = new Uint8Array(256);
for (const [from, to] of Object.entries({ n: 10, t: 9, r: 13, b: 8, f: 12, '"': 34, '\\': 92, '/': 47 })) {
  ESCAPES[from.charCodeAt(0)] = to;
}

/** The text of one or two (surrogates) `\uXXXX` at `at`, and where they end; a broken one stands for itself. */
function unicodeAt(bytes: Uint8Array, at: number, end: number): [string, number] {
  const first = hex4(bytes, at + 2, end);
  if (first < 0) return ['\\u', at + 2];
  const pair = first >= 0xd800 && first < 0xdc00 && bytes[at + 6] === 0x5c && bytes[at + 7] === 0x75;
  const second = pair ? hex4(bytes, at + 8, end) : -1;
  if (second >= 0xdc00 && second < 0xe000) return [String.fromCharCode(first, second), at + 12];
  return [String.fromCharCode(first), at + 6];
}

function hex4(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) return -1;
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const c = bytes[i]! | 0x20;
    const digit = c >= 0x30 && c <= 0x39 ? c - 0x30 : c >= 0x61 && c <= 0x66 ? c - 0x57 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! <= 0x20) at++;
  return at;
}

/** The end of the value at `from`; -1: it does not end within the bytes. */
function skipValue(bytes: Uint8Array, from: number, end: number): number {
  let depth = 0;
  let at = from;
  while (at < end) {
    const c = bytes[at]!;
    if (c === 0x22) {
      at = skipString(bytes, at + 1, end);
      if (at < 0 || depth === 0) return at;
      continue;
    }
    if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (c === 0x2c || c === 0x3a || c <= 0x20)) return at;
    at++;
  }
  return -1;
}

function skipString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const c = bytes[at]!;
    if (c === 0x22) return at + 1;
    at += c === 0x5c ? 2 : 1;
  }
  return -1;
}

function same(bytes: Uint8Array, start: number, key: string): boolean {
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key.charCodeAt(i)) return false;
  return true;
}
