/** A distribution of durations that forgets order: exact values while few, then log buckets that collapse evenly when they get too many (DDSketch with uniform collapse, Epicoco et al. 2020). */
import type { Distribution } from '../../../model/usage.ts';

/** Width of the finest buckets: 1 %, so a quantile errs by at most half a percent. */
export const FINEST_BASE = 1.01;
/** Buckets at the finest level for each unit of the natural logarithm. */
export const PER_LOG = 1 / Math.log(FINEST_BASE);
/** Limits on values below this are those of large fleets. */
const LEAN = 64;
const EMPTY = -0x8000_0000;
/** What counts as zero: below the finest printed duration. */
const LEAST_US = 1;

/** Whole microseconds in, a Distribution in ms out. The state is a function of the multiset added and of the limits. */
export class LogHistogram {
  n = 0;
  sumUs = 0;
  minUs = Number.POSITIVE_INFINITY;
  maxUs = 0;
  #values: number[] | null = [];
  #level = 0;
  /** Keys in the first half, counts in the second. */
  #slots: Int32Array | null = null;
  #filled = 0;

  add(us: number, mostValues: number, mostBuckets: number): void {
    this.n++;
    this.sumUs += us;
    if (us < this.minUs) this.minUs = us;
    if (us > this.maxUs) this.maxUs = us;
    if (this.#values !== null) {
      // Where memory is scarce an array without spare places: push would leave half of them empty.
      if (mostValues < LEAN) this.#values = this.#values.concat(us);
      else this.#values.push(us);
      if (this.#values.length > mostValues) this.limit(mostValues, mostBuckets);
      return;
    }
    this.#count(indexOf(us) >> this.#level, 1);
    if (this.#filled > mostBuckets) this.#collapse(mostBuckets);
  }

  /** Values are still kept one by one. */
  get isExact(): boolean {
    return this.#values !== null;
  }

  /** Takes over the extremes of values whose sum, number and buckets are added besides. Only once values are no longer kept. */
  absorb(n: number, sumUs: number, minUs: number, maxUs: number): void {
    this.n += n;
    this.sumUs += sumUs;
    this.minUs = Math.min(this.minUs, minUs);
    this.maxUs = Math.max(this.maxUs, maxUs);
  }

  /** Counts `by` values of a bucket at the finest level that `absorb` told of. */
  absorbBucket(index: number, by: number, mostBuckets: number): void {
    this.#count(index >> this.#level, by);
    if (this.#filled > mostBuckets) this.#collapse(mostBuckets);
  }

  /** Shrinks to smaller limits. */
  limit(mostValues: number, mostBuckets: number): void {
    if (this.#values !== null && this.#values.length > mostValues) {
      const values = this.#values;
      this.#values = null;
      for (const us of values) this.#count(indexOf(us) >> this.#level, 1);
    }
    if (this.#filled > mostBuckets) this.#collapse(mostBuckets);
  }

  /** Takes over another's values. */
  merge(other: LogHistogram, mostValues: number, mostBuckets: number): void {
    if (other.n === 0) return;
    this.n += other.n;
    this.sumUs += other.sumUs;
    this.minUs = Math.min(this.minUs, other.minUs);
    this.maxUs = Math.max(this.maxUs, other.maxUs);
    if (this.#values !== null && other.#values !== null) {
      for (const us of other.#values) this.#values.push(us);
      this.limit(mostValues, mostBuckets);
      return;
    }
    this.limit(-1, Number.POSITIVE_INFINITY);
    while (this.#level < other.#level) this.#coarsen();
    other.#each((index, count, level) => this.#count(index >> (this.#level - level), count));
    if (this.#filled > mostBuckets) this.#collapse(mostBuckets);
  }

  /** The finished distribution in ms, or null when nothing was added. */
  finish(): Distribution | null {
    if (this.n === 0) return null;
    const base = FINEST_BASE ** (2 ** this.#level);
    const buckets = this.#buckets();
    return {
      n: this.n,
      sum: this.sumUs / 1000,
      min: this.minUs / 1000,
      max: this.maxUs / 1000,
      base,
      relativeError: (base - 1) / (base + 1),
      buckets,
      values: this.#values === null ? null : [...this.#values].sort((a, b) => a - b).map((us) => us / 1000),
    };
  }

  /** Bytes of the tables, about. */
  get bytes(): number {
    return (
      96 +
      (this.#values === null ? 0 : 16 + this.#values.length * 8) +
      (this.#slots === null ? 0 : 160 + this.#slots.byteLength)
    );
  }

  #buckets(): (readonly [number, number])[] {
    const counts = new Map<number, number>();
    this.#each((index, count) => counts.set(index, (counts.get(index) ?? 0) + count));
    return [...counts].sort(([a], [b]) => a - b);
  }

  /** Every bucket; values that are still exact count one each at the finest level. */
  #each(visit: (index: number, count: number, level: number) => void): void {
    for (const us of this.#values ?? []) visit(indexOf(us), 1, 0);
    const slots = this.#slots;
    if (slots === null) return;
    const half = slots.length / 2;
    for (let at = 0; at < half; at++) if (slots[at] !== EMPTY) visit(slots[at]!, slots[half + at]! >>> 0, this.#level);
  }

  #count(index: number, by: number): void {
    if (this.#slots === null) this.#slots = emptySlots(16);
    else if (this.#filled * 4 >= this.#slots.length * 1.5) this.#grow();
    const slots = this.#slots;
    const half = slots.length / 2;
    let at = (Math.imul(index, 0x9e3779b1) >>> 15) & (half - 1);
    while (slots[at] !== index) {
      if (slots[at] === EMPTY) {
        slots[at] = index;
        this.#filled++;
        break;
      }
      at = (at + 1) & (half - 1);
    }
    slots[half + at]! += by;
  }

  #grow(): void {
    const old = this.#slots!;
    this.#refill(old, emptySlots(old.length), 0);
  }

  #collapse(mostBuckets: number): void {
    while (this.#filled > mostBuckets) this.#coarsen();
  }

  /** Joins neighbours two by two: the base squares. */
  #coarsen(): void {
    this.#level++;
    const old = this.#slots;
    if (old !== null) this.#refill(old, emptySlots(old.length / 2), 1);
  }

  #refill(old: Int32Array, fresh: Int32Array, shift: number): void {
    this.#slots = fresh;
    this.#filled = 0;
    const half = old.length / 2;
    for (let at = 0; at < half; at++) if (old[at] !== EMPTY) this.#count(old[at]! >> shift, old[half + at]!);
  }
}

function emptySlots(half: number): Int32Array {
  return new Int32Array(half * 2).fill(EMPTY, 0, half);
}

/** Index at the finest level of a duration in µs, as ms: floor(ln(ms) / ln(1.01)). */
function indexOf(us: number): number {
  return Math.floor(Math.log(Math.max(us, LEAST_US) / 1000) * PER_LOG);
}
