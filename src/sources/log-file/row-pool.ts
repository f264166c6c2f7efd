/** Places for rows that wait for their turn, shared by the threads of a scan and used again and again: rows let go of otherwise pile up until the heap is collected. */
import { ROW_WORDS } from '../../core/logs/scan/rows.ts';
import { PLACE_BYTES, PLACES } from './scan-job.ts';
import type { UnitBatch } from './scan-unit.ts';

const PLACE_WORDS = PLACE_BYTES / 4;
/** Rows of one batch of the scanner at most. */
const MOST_ROWS = PLACE_WORDS / ROW_WORDS;

/** A batch that is kept: its rows are in a place of the pool, or, when none was free, its own. */
export interface KeptBatch extends Omit<UnitBatch, 'rows'> {
  readonly place: number;
  readonly rows: Int32Array | null;
}

/** One thread's view of the places. */
export class RowPool {
  readonly #taken: Int32Array;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#taken = new Int32Array(memory, 0, PLACES);
    this.#words = new Int32Array(memory, PLACES * 4);
  }

  /** Copies the rows, so that the scanner can go on. */
  keep({ rows, count, readings, newlinesBefore }: UnitBatch): KeptBatch {
    const used = rows.subarray(0, count * ROW_WORDS);
    const place = count > MOST_ROWS ? -1 : this.#take();
    if (place < 0) return { count, readings, newlinesBefore, place, rows: used.slice() };
    this.#words.set(used, place * PLACE_WORDS);
    return { count, readings, newlinesBefore, place, rows: null };
  }

  /** Hands the batch to `take` and lets its place go. */
  release({ place, rows, ...rest }: KeptBatch, take: (batch: UnitBatch) => void): void {
    const from = place * PLACE_WORDS;
    take({ ...rest, rows: rows ?? this.#words.subarray(from, from + PLACE_WORDS) });
    if (place >= 0) Atomics.store(this.#taken, place, 0);
  }

  /** At least half of the places are free. */
  get isRoomy(): boolean {
    let free = 0;
    for (let place = 0; place < PLACES; place++) if (Atomics.load(this.#taken, place) === 0) free++;
    return free >= PLACES / 2;
  }

  /** The first free place: few are used at a time, and those stay in the processor's caches. */
  #take(): number {
    for (let place = 0; place < PLACES; place++) {
      if (Atomics.compareExchange(this.#taken, place, 0, 1) === 0) return place;
    }
    return -1;
  }
}
