/** Reports met twice: overlapping exports print the same ones again. */
import { FLAG, WORD } from '../scan/rows.ts';
import { keyOf } from './held-reports.ts';
import type { SeenReports } from './seen-reports.ts';

/** Fingerprints of reports by request and figures; admission.as makes the same ones. */
export class Duplicates {
  readonly #seen: SeenReports;
  /** Identical timeouts without time within this file, by fingerprint: attempts of one request. */
  #attempts = new Map<number, number>();

  constructor(seen: SeenReports) {
    this.#seen = seen;
  }

  beginFile(): void {
    this.#attempts = new Map();
  }

  /** The same request with the same figures at the same second. Without time, identical timeouts of one file are attempts. */
  met(rows: Int32Array, at: number): boolean {
    if ((rows[at]! & FLAG.hasId) === 0) return false;
    const duration = rows[at + WORD.durationUs]!;
    const figures = figuresOf(rows, at);
    const low = mix(rows[at + WORD.idLow]! ^ figures);
    let high = mix(Math.imul(rows[at + WORD.idHigh]! ^ (figures >>> 15), 0x27d4eb2f) ^ figures);
    if (rows[at + WORD.seconds] === 0 && duration % 1_000_000 === 0) high = this.#attempt(low, high);
    return this.#seen.met(low, high);
  }

  #attempt(low: number, high: number): number {
    const key = keyOf(low, high);
    const count = this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, count + 1);
    return mix(high + Math.imul(count, 0x9e3779b1));
  }
}

/** The figures of a report in 32 bits. */
function figuresOf(rows: Int32Array, at: number): number {
  return (
    Math.imul(rows[at + WORD.durationUs]! ^ (rows[at + WORD.seconds]! << 7), 0x9e3779b1) ^
    Math.imul(rows[at + WORD.billedMs]! ^ (rows[at + WORD.usedMB]! << 16) ^ rows[at + WORD.initUs]!, 0x85ebca77) ^
    Math.imul(rows[at + WORD.sizeMB]!, 0xc2b2ae3d)
  );
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
