/** Which reports were met before, in bounded memory: 32-bit fingerprints in open tables whose place adds the other bits. */
import { type JoinMemory, PLACE } from './join-memory.ts';
import { MOST_KEPT, RecentReports } from './recent-reports.ts';

/** Fingerprints kept at most in the largest table (85 % of 2^23); beyond that duplicates are no longer looked for, and that is said. */
const LARGEST = 1 << 23;
const LOAD = 0.85;

interface Table {
  /** First word. */
  readonly at: number;
  readonly length: number;
}

/** A set of reports. At seven million entries the chance of taking one new report for a duplicate is about 10^-8 a report. */
export class SeenReports {
  /** No room was left: later duplicates may have been counted. */
  full = false;
  readonly #memory: JoinMemory;
  /** Newest first; only that one is added to. */
  readonly #tables: Table[] = [];
  #count = 0;
  /** As long as there is no table. */
  #recent: RecentReports | null = null;
  readonly #expected: number;

  /** `expected` reports, as a hint for the first table's size; where so many can be kept, tables are made when reports come out of order. */
  constructor(memory: JoinMemory, expected: number) {
    this.#memory = memory;
    this.#expected = expected;
    if (memory.admission !== null && expected <= MOST_KEPT) this.#recent = new RecentReports(memory, memory.admission);
    else this.#addTable(tableSize(expected));
  }

  /** Those met so far, while all came in order. */
  get recent(): RecentReports | null {
    return this.#recent;
  }

  get tables(): number {
    return this.#tables.length;
  }

  /** Reports that can be added before another table is begun. */
  get additions(): number {
    const { length } = this.#tables[0]!;
    return Math.max(0, Math.ceil(length * (length === LARGEST ? LOAD : 0.7)) - this.#count);
  }

  /** True when the report was there already; else remembers it. `low`, `high`: two independent 32-bit hashes of it and of its second, 0: unknown. */
  met(low: number, high: number, seconds: number): boolean {
    const tag = high === 0 ? 1 : high;
    const told = this.#recent?.met(low, tag, seconds) ?? null;
    if (told !== null) return told;
    this.#settle();
    return this.#put(low, tag);
  }

  /** From here on all are looked for in tables. */
  #settle(): void {
    const recent = this.#recent;
    if (recent === null) return;
    this.#recent = null;
    this.#addTable(tableSize(Math.max(this.#expected, recent.count * 1.5)));
    recent.each((low, tag) => this.#put(low, tag));
  }

  #put(low: number, tag: number): boolean {
    const { words } = this.#memory;
    for (let table = 1; table < this.#tables.length; table++) {
      if (words[placeOf(words, this.#tables[table]!, low, tag)] !== 0) return true;
    }
    const at = placeOf(words, this.#tables[0]!, low, tag);
    if (words[at] !== 0) return true;
    if (this.full) return false;
    words[at] = tag;
    this.added(1);
    return false;
  }

  /** True when it is there; it is not put in. */
  has(low: number, high: number): boolean {
    this.#settle();
    const tag = high === 0 ? 1 : high;
    const { words } = this.#memory;
    return this.#tables.some((table) => words[placeOf(words, table, low, tag)] !== 0);
  }

  /** So many were put into the newest table, at most `additions`. */
  added(count: number): void {
    this.#count += count;
    if (this.additions > 0) return;
    const { length } = this.#tables[0]!;
    if (length === LARGEST) this.full = true;
    else this.#addTable(Math.min(LARGEST, length * 4));
  }

  #addTable(length: number): void {
    this.#tables.unshift({ at: this.#memory.allocate(length), length });
    this.#count = 0;
    const { words } = this.#memory;
    for (const [index, table] of this.#tables.entries()) {
      words[PLACE.tables + index * 2] = table.at * 4;
      words[PLACE.tables + index * 2 + 1] = table.length - 1;
    }
  }
}

function tableSize(expected: number): number {
  let size = 1 << 14;
  while (size < LARGEST && size * 0.6 < expected) size *= 2;
  return size;
}

/** Where the tag is, or the free place where it would be. */
function placeOf(words: Int32Array, table: Table, low: number, tag: number): number {
  const mask = table.length - 1;
  let at = low & mask;
  for (let held = words[table.at + at]!; held !== 0 && held !== tag; held = words[table.at + at]!) at = (at + 1) & mask;
  return table.at + at;
}
