/** Time slices aligned to the epoch, whose width doubles whenever they would get too many. */
import type { TimeBin } from '../../../model/usage.ts';

/** Narrowest slice in seconds. */
const NARROWEST = 60;
/** Logs of durations are kept as whole 1/1024ths, so that sums do not depend on order. */
const LOG_UNIT = 1_024;
const FIELDS = 8;

/** What one invocation adds to its slice. `warmUs` NaN: not a warm success. */
export interface BinEntry {
  failed: boolean;
  billedMs: number;
  warmUs: number;
  usedMB: number;
}

/** A dense run of slices. The state is a function of the set added and of the limit. */
export class TimeBins {
  #width = NARROWEST;
  #first = 0;
  #count = 0;
  #cells = new Float64Array(FIELDS);

  add(seconds: number, entry: BinEntry, most: number): void {
    let index = Math.floor(seconds / this.#width);
    if (this.#count === 0 || index < this.#first || index >= this.#first + this.#count) {
      this.#reach(index, index, most);
      index = Math.floor(seconds / this.#width);
    }
    const cells = this.#cells;
    const at = (index - this.#first) * FIELDS;
    cells[at]! += 1;
    if (entry.failed) cells[at + 1]! += 1;
    cells[at + 2]! += entry.billedMs;
    if (entry.warmUs >= 0) addWarm(cells, at, entry.warmUs);
    if (entry.usedMB > cells[at + 7]!) cells[at + 7] = entry.usedMB;
  }

  /** Width of a slice in seconds. */
  get width(): number {
    return this.#width;
  }

  /** Adds the sums of a slice that begins at `seconds` and is as wide as this table's were at some time: FIELDS numbers of `cells` from `from` on. */
  absorb(seconds: number, cells: Float64Array, from: number, most: number): void {
    let index = Math.floor(seconds / this.#width);
    if (this.#count === 0 || index < this.#first || index >= this.#first + this.#count) {
      this.#reach(index, index, most);
      index = Math.floor(seconds / this.#width);
    }
    addCells(this.#cells, (index - this.#first) * FIELDS, cells, from);
  }

  /** Widens the slices until they are at most `most`. */
  limit(most: number): void {
    while (this.#count > most) this.#double();
  }

  merge(other: TimeBins, most: number): void {
    if (other.#count === 0) return;
    while (this.#width < other.#width) this.#double();
    while (other.#width < this.#width) other.#double();
    this.#reach(other.#first, other.#first + other.#count - 1, most);
    while (other.#width < this.#width) other.#double();
    for (let bin = 0; bin < other.#count; bin++) {
      addCells(this.#cells, (other.#first + bin - this.#first) * FIELDS, other.#cells, bin * FIELDS);
    }
  }

  finish(): TimeBin[] {
    const bins: TimeBin[] = [];
    const widthMs = this.#width * 1000;
    for (let bin = 0; bin < this.#count; bin++) {
      const [
        invocations = 0,
        failures = 0,
        billedMs = 0,
        warmCount = 0,
        warmUs = 0,
        logs = 0,
        squares = 0,
        maxUsedMB = 0,
      ] = this.#cells.subarray(bin * FIELDS, (bin + 1) * FIELDS);
      if (invocations === 0) continue;
      bins.push({
        fromMs: (this.#first + bin) * widthMs,
        widthMs,
        invocations,
        failures,
        billedMs,
        warmCount,
        warmMs: warmUs / 1000,
        warmLogSum: logs / LOG_UNIT,
        warmLogSquares: squares / LOG_UNIT / LOG_UNIT,
        maxUsedMB,
      });
    }
    return bins;
  }

  get bytes(): number {
    return 230 + this.#cells.byteLength;
  }

  /** Makes room for slices `from` to `to` (in units of the present width), doubling the width while they are more than `most`. */
  #reach(from: number, to: number, most: number): void {
    let first = this.#count === 0 ? from : Math.min(from, this.#first);
    let last = this.#count === 0 ? to : Math.max(to, this.#first + this.#count - 1);
    while (last - first + 1 > most) {
      this.#double();
      first = Math.floor(first / 2);
      last = Math.floor(last / 2);
    }
    this.#resize(first, last - first + 1);
  }

  #resize(first: number, count: number): void {
    if (first === this.#first && count === this.#count) return;
    const cells = new Float64Array(count * FIELDS);
    if (this.#count > 0) cells.set(this.#cells.subarray(0, this.#count * FIELDS), (this.#first - first) * FIELDS);
    this.#cells = cells;
    this.#first = first;
    this.#count = count;
  }

  #double(): void {
    this.#width *= 2;
    if (this.#count === 0) return;
    const first = Math.floor(this.#first / 2);
    const count = Math.floor((this.#first + this.#count - 1) / 2) - first + 1;
    const cells = new Float64Array(count * FIELDS);
    for (let bin = 0; bin < this.#count; bin++) {
      addCells(cells, (Math.floor((this.#first + bin) / 2) - first) * FIELDS, this.#cells, bin * FIELDS);
    }
    this.#cells = cells;
    this.#first = first;
    this.#count = count;
  }
}

function addWarm(cells: Float64Array, at: number, us: number): void {
  const log = Math.round(Math.log(Math.max(us, 1) / 1000) * LOG_UNIT);
  cells[at + 3]! += 1;
  cells[at + 4]! += us;
  cells[at + 5]! += log;
  cells[at + 6]! += log * log;
}

function addCells(into: Float64Array, at: number, from: Float64Array, other: number): void {
  for (let field = 0; field < FIELDS - 1; field++) into[at + field]! += from[other + field]!;
  into[at + FIELDS - 1] = Math.max(into[at + FIELDS - 1]!, from[other + FIELDS - 1]!);
}
