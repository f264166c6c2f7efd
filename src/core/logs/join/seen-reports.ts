/** Which reports were met before, in bounded memory: 32-bit fingerprints in an open table whose place adds the other bits. */

/** Fingerprints kept at most (85 % of 2^23); beyond that duplicates are no longer looked for, and that is said. */
export const MOST_SEEN = 7_130_316;
const LARGEST = 1 << 23;
const LOAD = 0.85;

/** A set of reports. At seven million entries the chance of taking one new report for a duplicate is about 10^-8 a report. */
export class SeenReports {
  /** No room was left: later duplicates may have been counted. */
  full = false;
  #table: Int32Array;
  #count = 0;
  readonly #older: Int32Array[] = [];

  /** `expected` reports, as a hint for the first table's size. */
  constructor(expected: number) {
    this.#table = new Int32Array(tableSize(expected));
  }

  /** True when the report was there already; else remembers it. `low`, `high`: two independent 32-bit hashes of it. */
  met(low: number, high: number): boolean {
    const tag = high === 0 ? 1 : high;
    for (const table of this.#older) if (holds(table, low, tag)) return true;
    const table = this.#table;
    const mask = table.length - 1;
    let at = low & mask;
    for (let held = table[at]!; held !== 0; held = table[at]!) {
      if (held === tag) return true;
      at = (at + 1) & mask;
    }
    if (!this.full) this.#add(at, tag);
    return false;
  }

  /** Looks at a report's place without asking: a run of these overlaps the waits for memory that one `met` after another would add up. */
  touch(low: number): number {
    return this.#table[low & (this.#table.length - 1)]!;
  }

  #add(at: number, tag: number): void {
    this.#table[at] = tag;
    this.#count++;
    if (this.#count < this.#table.length * (this.#table.length === LARGEST ? LOAD : 0.7)) return;
    if (this.#table.length === LARGEST) {
      this.full = true;
      return;
    }
    this.#older.push(this.#table);
    this.#table = new Int32Array(Math.min(LARGEST, this.#table.length * 4));
    this.#count = 0;
  }
}

function tableSize(expected: number): number {
  let size = 1 << 14;
  while (size < LARGEST && size * 0.6 < expected) size *= 2;
  return size;
}

function holds(table: Int32Array, low: number, tag: number): boolean {
  const mask = table.length - 1;
  let at = low & mask;
  for (let held = table[at]!; held !== 0; held = table[at]!) {
    if (held === tag) return true;
    at = (at + 1) & mask;
  }
  return false;
}
