/** Reports met twice: overlapping exports print the same ones again. */
import type { MarkerReading } from '../scan/read-marker.ts';
import { FLAG, WORD } from '../scan/rows.ts';
import { timeOf } from '../time-text.ts';
import { keyOf } from './held-reports.ts';
import type { SeenReports } from './seen-reports.ts';

/** What a fingerprint without a second stands for: a report that had one, or one that was met without. */
const MARKS = { withoutItsTime: 0x632be5ab, timeless: 0x1b873593 } as const;

/** Fingerprints of reports by request, figures and second; admission.as makes the same ones. */
export class Duplicates {
  readonly #seen: SeenReports;
  readonly #joinTimeless: boolean;
  /** Identical timeouts without time within this file, by fingerprint: attempts of one request. */
  #attempts = new Map<number, number>();
  /** Identical timeouts at different seconds, in all files. */
  readonly #timedAttempts = new Map<number, number>();

  /** `joinTimeless`: reports without a time are looked for among those with one, and the other way round. */
  constructor(seen: SeenReports, joinTimeless: boolean) {
    this.#seen = seen;
    this.#joinTimeless = joinTimeless;
  }

  beginFile(): void {
    this.#attempts = new Map();
  }

  /** The same request with the same figures at the same second. Without time, identical timeouts of one file are attempts. */
  met(rows: Int32Array, at: number, seconds: number): boolean {
    if ((rows[at]! & FLAG.hasId) === 0) return false;
    if (!this.#joinTimeless) return this.#met(rows, at, seconds);
    return seconds === 0 ? this.#joinedTimeless(rows, at) : this.#joinedTimed(rows, at, seconds);
  }

  #met(rows: Int32Array, at: number, seconds: number): boolean {
    const [low, high] = fingerprint(rows, at, seconds);
    return this.#seen.met(low, seconds === 0 ? this.#numbered(rows, at, low, high, this.#attempts) : high, seconds);
  }

  /** A timed report leaves a second fingerprint, as if told without time, unless that was met without time before: then it is that one. */
  #joinedTimed(rows: Int32Array, at: number, seconds: number): boolean {
    if (this.#met(rows, at, seconds)) return true;
    const [low, high] = fingerprint(rows, at, 0);
    const numbered = this.#numbered(rows, at, low, high, this.#timedAttempts);
    if (this.#seen.has(low, numbered ^ MARKS.timeless)) return true;
    this.#seen.met(low, numbered ^ MARKS.withoutItsTime, 0);
    return false;
  }

  #joinedTimeless(rows: Int32Array, at: number): boolean {
    const [low, high] = fingerprint(rows, at, 0);
    const numbered = this.#numbered(rows, at, low, high, this.#attempts);
    return this.#seen.has(low, numbered ^ MARKS.withoutItsTime) || this.#seen.met(low, numbered ^ MARKS.timeless, 0);
  }

  /** The n-th report with these figures is another one, where they are a timeout's: attempts of one request look alike. */
  #numbered(rows: Int32Array, at: number, low: number, high: number, attempts: Map<number, number>): number {
    if (rows[at + WORD.durationUs]! % 1_000_000 !== 0) return high;
    const key = keyOf(low, high);
    const count = attempts.get(key) ?? 0;
    attempts.set(key, count + 1);
    return mix(high + Math.imul(count, 0x9e3779b1));
  }
}

/** The second a report is known by: a JSON record's own, which every export prints alike; else its event's. 0: none. */
export function ownSeconds(reading: MarkerReading | undefined, rows: Int32Array, at: number): number {
  const { format, timestamp } = reading?.line ?? {};
  const own = format === 'json' && timestamp !== undefined ? Math.floor(timeOf(timestamp) / 1000) : Number.NaN;
  return own > 0 ? own | 0 : rows[at + WORD.seconds]!;
}

/** 64 bits of request, figures and second. */
function fingerprint(rows: Int32Array, at: number, seconds: number): [low: number, high: number] {
  const figures = figuresOf(rows, at, seconds);
  const low = mix(rows[at + WORD.idLow]! ^ figures);
  return [low, mix(Math.imul(rows[at + WORD.idHigh]! ^ (figures >>> 15), 0x27d4eb2f) ^ figures)];
}

/** The figures of a report in 32 bits. */
function figuresOf(rows: Int32Array, at: number, seconds: number): number {
  return (
    Math.imul(rows[at + WORD.durationUs]! ^ (seconds << 7), 0x9e3779b1) ^
    Math.imul(rows[at + WORD.billedMs]! ^ (rows[at + WORD.usedMB]! << 16) ^ rows[at + WORD.initUs]!, 0x85ebca77) ^
    Math.imul(rows[at + WORD.sizeMB]!, 0xc2b2ae3d)
  );
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
