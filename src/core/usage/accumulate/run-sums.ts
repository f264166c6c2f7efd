/** Sums of ordinary reports made in WebAssembly, a run of one function at one size at a time; the same as adding each by itself, since all that is kept is sums and extremes. */
import { bytesOfBase64 } from '../../stats/base64-bytes.ts';
import type { Budget } from './budget.ts';
import type { Environments } from './environments.ts';
import type { Group } from './group.ts';
import { PER_LOG } from './log-histogram.ts';
import { RUN_SUMS_BASE64 } from './run-sums-bytes.ts';
import type { RunTotals } from './run-totals.ts';

/** Words of a row, and where the words stand that tell what a run is of (core/logs/scan/rows.ts). */
const ROW_WORDS = 16;
const FUNCTION = 1;
const ORIGIN = 2;
/** Memory, the same numbers as in run-sums.as, in bytes. */
const MOST_ROWS = 1_024;
const ROWS_AT = 4_096;
const BUCKETS_AT = ROWS_AT + MOST_ROWS * ROW_WORDS * 4;
const BUCKETS = 2_304;
const LOWEST = -704;
const MET_AT = BUCKETS_AT + BUCKETS * 4;
const BINS_AT = MET_AT + BUCKETS * 4;
const BINS = 256;
const CELL = 64;
const ENVIRONMENTS_AT = BINS_AT + BINS * CELL + 4_096 * 4;
const ENVIRONMENT_WORDS = 14;

interface Global {
  readonly value: number;
}

/** Exports of run-sums.as; numbers of the run besides buckets, slices and environments. */
interface RunExports {
  readonly memory: WebAssembly.Memory;
  readonly n: Global;
  readonly billedMs: Global;
  readonly clipped: Global;
  readonly usedIsSize: Global;
  readonly maxUsed: Global;
  readonly leastUsed: Global;
  readonly streamUnknown: Global;
  readonly notReal: Global;
  readonly json: Global;
  readonly hundredMs: Global;
  readonly lastMs: Global;
  readonly firstMs: Global;
  readonly sumUs: Global;
  readonly minUs: Global;
  readonly maxUs: Global;
  readonly bucketsMet: Global;
  readonly environments: Global;
  readonly firstBin: Global;
  readonly leastBin: Global;
  readonly greatestBin: Global;
  begin(functionId: number, origin: number, sizeMB: number, seconds: number, bucketsPerLog: number): void;
  add(count: number): number;
  /** The natural logarithm as the sums use it. */
  ln(value: number): number;
}

/** The sums, or null where there is no WebAssembly. */
export function createRunSums(): RunSums | null {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytesOfBase64(RUN_SUMS_BASE64)), {});
    return new RunSums(instance.exports as unknown as RunExports);
  } catch {
    return null;
  }
}

/** One run at a time: `begin`, `add` until it takes no more, `pour` into what is kept. */
export class RunSums {
  readonly exports: RunExports;
  readonly #words: Int32Array;
  readonly #unsigned: Uint32Array;
  readonly #floats: Float64Array;
  #group: Group | null = null;
  #functionId = 0;
  #origin = 0;
  #isReal = true;
  #width = 0;

  constructor(exports: RunExports) {
    this.exports = exports;
    const { buffer } = exports.memory;
    this.#words = new Int32Array(buffer);
    this.#unsigned = new Uint32Array(buffer);
    this.#floats = new Float64Array(buffer);
  }

  /** Whether the run is of this group and of what the row at `from` is of. */
  isOf(group: Group, rows: Int32Array, from: number, isReal: boolean): boolean {
    return (
      this.#group === group &&
      this.#functionId === rows[from + FUNCTION] &&
      this.#origin === rows[from + ORIGIN] &&
      this.#isReal === isReal
    );
  }

  /** Begins a run; the one before must have been poured. */
  begin(group: Group, rows: Int32Array, from: number, isReal: boolean): void {
    this.#group = group;
    this.#functionId = rows[from + FUNCTION]!;
    this.#origin = rows[from + ORIGIN]!;
    this.#isReal = isReal;
    this.#restart(group);
  }

  /** Adds rows, and gives how many of the first could be. */
  add(rows: Int32Array, from: number, count: number): number {
    for (let done = 0; done < count; ) {
      const most = Math.min(MOST_ROWS, count - done);
      const first = from + done * ROW_WORDS;
      this.#words.set(rows.subarray(first, first + most * ROW_WORDS), ROWS_AT / 4);
      const added = this.exports.add(most);
      done += added;
      if (added < most) return done;
    }
    return count;
  }

  /** Puts the sums into the group and the environments, and begins the same run anew. */
  pour(environments: Environments, budget: Budget): void {
    const group = this.#group;
    if (group === null || this.exports.n.value === 0) return;
    group.absorb(this.#totals(), budget);
    this.#pourBuckets(group, budget);
    this.#pourBins(group, budget);
    this.#pourEnvironments(group, environments);
    this.#restart(group);
  }

  #restart(group: Group): void {
    this.#width = group.bins?.width ?? 60;
    this.exports.begin(this.#functionId, this.#origin, group.sizeMB, this.#width, PER_LOG);
  }

  #totals(): RunTotals {
    const { exports } = this;
    return {
      n: exports.n.value,
      billedMs: exports.billedMs.value,
      clipped: exports.clipped.value,
      usedIsSize: exports.usedIsSize.value,
      maxUsed: exports.maxUsed.value,
      leastUsed: exports.leastUsed.value,
      streamUnknown: exports.streamUnknown.value,
      json: exports.json.value,
      sourceUnknown: this.#isReal ? 0 : exports.notReal.value,
      hundredMs: exports.hundredMs.value,
      firstMs: exports.firstMs.value,
      lastMs: exports.lastMs.value,
      sumUs: exports.sumUs.value,
      minUs: exports.minUs.value,
      maxUs: exports.maxUs.value,
    };
  }

  #pourBuckets(group: Group, budget: Budget): void {
    const met = this.exports.bucketsMet.value;
    for (let at = 0; at < met; at++) {
      const bucket = this.#words[MET_AT / 4 + at]!;
      group.warm.absorbBucket(bucket + LOWEST, this.#words[BUCKETS_AT / 4 + bucket]!, budget.buckets);
    }
  }

  #pourBins(group: Group, budget: Budget): void {
    const first = this.exports.firstBin.value;
    const last = this.exports.greatestBin.value;
    for (let bin = this.exports.leastBin.value; bin <= last; bin++) {
      const cell = (BINS_AT + bin * CELL) / 8;
      if (this.#floats[cell] !== 0) group.absorbBin((first + bin) * this.#width, this.#floats, cell, budget);
    }
  }

  #pourEnvironments(group: Group, environments: Environments): void {
    const count = this.exports.environments.value;
    for (let at = 0; at < count; at++) {
      const row = ENVIRONMENTS_AT / 4 + at * ENVIRONMENT_WORDS;
      environments.absorb(group.index, this.#unsigned, this.#floats, row);
    }
  }
}
