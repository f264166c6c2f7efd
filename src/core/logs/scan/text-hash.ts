/** 64-bit fingerprints of request ids and stream names, the same as `hash` in scanner.as: two lanes over words of four bytes, finished as in MurmurHash3. */

const ENCODER = new TextEncoder();

/** Low and high 32 bits, signed. */
export function hashText(text: string): readonly [low: number, high: number] {
  const bytes = ENCODER.encode(text);
  return hashBytes(bytes, 0, bytes.length);
}

/** Fingerprint of `bytes[from, to)`. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): readonly [low: number, high: number] {
  let a = 0x9e3779b9 ^ (to - from);
  let b = 0x85ebca6b;
  for (let at = from; at < to; at += 4) {
    const word = wordAt(bytes, at, to);
    a = Math.imul(rotate(a ^ word, 13), 0xcc9e2d51);
    b = Math.imul(rotate((b + word) | 0, 17), 0x1b873593);
  }
  a ^= b >>> 15;
  a = finish(a, 16, 0x85ebca6b, 13, 0xc2b2ae35);
  b = finish(b ^ a, 16, 0x7feb352d, 15, 0x846ca68b);
  return [a, b];
}

function wordAt(bytes: Uint8Array, at: number, to: number): number {
  let word = bytes[at]!;
  if (at + 1 < to) word |= bytes[at + 1]! << 8;
  if (at + 2 < to) word |= bytes[at + 2]! << 16;
  if (at + 3 < to) word |= bytes[at + 3]! << 24;
  return word;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function finish(value: number, first: number, factor: number, second: number, factor2: number): number {
  const mixed = Math.imul(value ^ (value >>> first), factor);
  const again = Math.imul(mixed ^ (mixed >>> second), factor2);
  return again ^ (again >>> 16);
}
