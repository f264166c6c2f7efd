/** Repeatable randomness: the only source of it in core. The same seed gives the same numbers on every machine. */

/** Returns the next number, uniform in [0, 1), with 32 random bits. */
export type Random = () => number;

/**
 * A generator from any integer seed: sfc32 (Chris Doty-Humphrey's small fast counting generator; passes PractRand),
 * its state filled by splitmix32 so that neighbouring seeds give unrelated streams.
 */
export function randomFrom(seed: number): Random {
  const mix = splitmix32(seed);
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  const next: Random = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
}

/** A seed from a text (a function's name) and a base seed, so that an answer does not depend on the order of functions. FNV-1a. */
export function seedFromText(text: string, base = 0): number {
  let hash = (0x811c9dc5 ^ base) | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A whole number uniform in 0..count-1. Count at most 2^32 (bias below count / 2^32). */
export function integerBelow(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** Puts an array in random order, in place (Fisher and Yates), and gives it back. */
export function shuffle<T extends { [index: number]: unknown; readonly length: number }>(random: Random, items: T): T {
  for (let last = items.length - 1; last > 0; last--) {
    const other = integerBelow(random, last + 1);
    const kept = items[last];
    items[last] = items[other];
    items[other] = kept;
  }
  return items;
}

/** A standard normal number (Marsaglia's polar method, second value thrown away so that each call stands alone). */
export function normalVariate(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Takes as many numbers from the generator as one `normalVariate` does. */
export function skipNormal(random: Random): void {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) return;
  }
}

/** A gamma number of the given shape (> 0) and scale 1 (Marsaglia and Tsang 2000; below shape 1 boosted by a power of a uniform). */
export function gammaVariate(random: Random, shape: number): number {
  if (shape < 1) return gammaVariate(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalVariate(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
