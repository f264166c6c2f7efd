/** Everything summed up for one function at one size. */
import { OUTCOMES } from '../../../model/invocation.ts';
import type { Invocation } from '../../logs/invocation-sink.ts';
import type { Budget } from './budget.ts';
import { LogHistogram } from './log-histogram.ts';
import type { RunTotals } from './run-totals.ts';
import { type BinEntry, TimeBins } from './time-bins.ts';

/** Places in a group's numbers; OUTCOME_0 is followed by one a word of OUTCOMES. All are sums but the extremes at the end. */
export const TALLY = {
  n: 0,
  cold: 1,
  initBilled: 2,
  initUnbilled: 3,
  initUnclear: 4,
  billedRestoreMs: 5,
  billedMs: 6,
  billedN: 7,
  usedN: 8,
  clipped: 9,
  oldTimeouts: 10,
  hundredMs: 11,
  json: 12,
  /** Reports whose used memory is exactly the size, and reports no line of which only the real service prints. */
  usedIsSize: 13,
  sourceUnknown: 14,
  streamUnknown: 15,
  outcome0: 16,
  /** Extremes: greatest used, 65,535 - least used, last and first ms (negated), longest timeout in ms. */
  maxUsed: 16 + OUTCOMES.length,
  leastUsed: 17 + OUTCOMES.length,
  last: 18 + OUTCOMES.length,
  firstNegated: 19 + OUTCOMES.length,
  timeoutMs: 20 + OUTCOMES.length,
} as const;
const SUCCESS = OUTCOMES.indexOf('success');
const TIMEOUT = OUTCOMES.indexOf('timeout');
const SUMS = TALLY.maxUsed;
const TALLIES = TALLY.timeoutMs + 1;

/** One function at one size. Distributions of all durations are put together when finished: warm + cold + other. */
export class Group {
  readonly index: number;
  readonly functionId: number;
  readonly sizeMB: number;
  readonly tallies = new Float64Array(TALLIES).fill(Number.NEGATIVE_INFINITY, SUMS);
  readonly warm = new LogHistogram();
  cold: LogHistogram | null = null;
  other: LogHistogram | null = null;
  init: LogHistogram | null = null;
  restore: LogHistogram | null = null;
  cpu: LogHistogram | null = null;
  bins: TimeBins | null = null;

  constructor(index: number, functionId: number, sizeMB: number) {
    this.index = index;
    this.functionId = functionId;
    this.sizeMB = sizeMB;
  }

  /** Adds one invocation; leaves what the environment and bins need in `entry`. */
  add(one: Invocation, budget: Budget, entry: BinEntry): void {
    const t = this.tallies;
    t[TALLY.n]! += 1;
    t[TALLY.outcome0 + one.outcome]! += 1;
    if (one.json) t[TALLY.json]! += 1;
    if (one.source === 'unknown') t[TALLY.sourceUnknown]! += 1;
    entry.failed = one.outcome !== SUCCESS;
    entry.billedMs = one.billedMs >= 0 ? one.billedMs : 0;
    if (one.billedMs >= 0) {
      t[TALLY.billedMs]! += one.billedMs;
      t[TALLY.billedN]! += 1;
    }
    this.#addUsed(one);
    this.#addTime(one);
    const isCold = one.initUs >= 0 || one.restoreUs >= 0;
    if (isCold) this.#addCold(one, budget);
    this.#addDuration(one, isCold, budget, entry);
    if (one.outcome === TIMEOUT) this.#addTimeout(one);
    if (!(one.timeMs >= 0)) return;
    this.bins ??= new TimeBins();
    this.bins.add(Math.floor(one.timeMs / 1000), entry, budget.bins);
  }

  addCpu(us: number, budget: Budget): void {
    this.cpu ??= new LogHistogram();
    this.cpu.add(us, budget.values, budget.buckets >> 1);
  }

  /** Shrinks to a smaller budget. */
  limit(budget: Budget): void {
    this.warm.limit(budget.values, budget.buckets);
    for (const one of this.#small()) one?.limit(budget.values, budget.buckets >> 1);
    this.bins?.limit(budget.bins);
  }

  merge(other: Group, budget: Budget): void {
    for (let at = 0; at < SUMS; at++) this.tallies[at]! += other.tallies[at]!;
    for (let at = SUMS; at < TALLIES; at++) this.tallies[at] = Math.max(this.tallies[at]!, other.tallies[at]!);
    this.warm.merge(other.warm, budget.values, budget.buckets);
    this.cold = merged(this.cold, other.cold, budget);
    this.other = merged(this.other, other.other, budget);
    this.init = merged(this.init, other.init, budget);
    this.restore = merged(this.restore, other.restore, budget);
    this.cpu = merged(this.cpu, other.cpu, budget);
    if (other.bins === null) return;
    this.bins ??= new TimeBins();
    this.bins.merge(other.bins, budget.bins);
  }

  /** Takes over the sums of a run of warm successes; their buckets, slices and environments are added besides. */
  absorb(run: RunTotals, budget: Budget): void {
    const t = this.tallies;
    t[TALLY.n]! += run.n;
    t[TALLY.outcome0 + SUCCESS]! += run.n;
    t[TALLY.json]! += run.json;
    t[TALLY.sourceUnknown]! += run.sourceUnknown;
    t[TALLY.billedMs]! += run.billedMs;
    t[TALLY.billedN]! += run.n;
    t[TALLY.usedN]! += run.n;
    t[TALLY.clipped]! += run.clipped;
    t[TALLY.usedIsSize]! += run.usedIsSize;
    t[TALLY.streamUnknown]! += run.streamUnknown;
    t[TALLY.hundredMs]! += run.hundredMs;
    t[TALLY.maxUsed] = Math.max(t[TALLY.maxUsed]!, run.maxUsed);
    t[TALLY.leastUsed] = Math.max(t[TALLY.leastUsed]!, -run.leastUsed);
    if (run.lastMs > 0) {
      t[TALLY.last] = Math.max(t[TALLY.last]!, run.lastMs);
      t[TALLY.firstNegated] = Math.max(t[TALLY.firstNegated]!, -run.firstMs);
    }
    this.warm.limit(-1, budget.buckets);
    this.warm.absorb(run.n, run.sumUs, run.minUs, run.maxUs);
  }

  /** Takes over the sums of a slice that begins at `seconds`. */
  absorbBin(seconds: number, cells: Float64Array, from: number, budget: Budget): void {
    this.bins ??= new TimeBins();
    this.bins.absorb(seconds, cells, from, budget.bins);
  }

  /** Durations of all reports. */
  allDurations(budget: Budget): LogHistogram {
    const all = new LogHistogram();
    for (const one of [this.warm, this.cold, this.other]) if (one) all.merge(one, budget.values, budget.buckets);
    return all;
  }

  /** Bytes held, about. */
  get bytes(): number {
    const tables = this.#small().reduce((sum, one) => sum + (one?.bytes ?? 0), this.warm.bytes);
    return 160 + 180 + this.tallies.byteLength + tables + (this.bins?.bytes ?? 0);
  }

  #small(): readonly (LogHistogram | null)[] {
    return [this.cold, this.other, this.init, this.restore, this.cpu];
  }

  #addUsed(one: Invocation): void {
    if (!(one.usedMB >= 0)) return;
    const t = this.tallies;
    t[TALLY.usedN]! += 1;
    if (one.usedMB >= one.sizeMB) t[TALLY.clipped]! += 1;
    if (one.usedMB === one.sizeMB) t[TALLY.usedIsSize]! += 1;
    if (one.usedMB > t[TALLY.maxUsed]!) t[TALLY.maxUsed] = one.usedMB;
    if (-one.usedMB > t[TALLY.leastUsed]!) t[TALLY.leastUsed] = -one.usedMB;
  }

  #addTime(one: Invocation): void {
    const t = this.tallies;
    if (one.streamLow === 0 && one.streamHigh === 0) t[TALLY.streamUnknown]! += 1;
    if (!(one.timeMs >= 0)) return;
    if (one.timeMs > t[TALLY.last]!) t[TALLY.last] = one.timeMs;
    if (-one.timeMs > t[TALLY.firstNegated]!) t[TALLY.firstNegated] = -one.timeMs;
  }

  #addCold(one: Invocation, budget: Budget): void {
    const t = this.tallies;
    t[TALLY.cold]! += 1;
    if (one.billedRestoreMs >= 0) t[TALLY.billedRestoreMs]! += one.billedRestoreMs;
    if (one.initUs >= 0) {
      this.init ??= new LogHistogram();
      this.init.add(one.initUs, budget.values, budget.buckets >> 1);
      t[initBilling(one)]! += 1;
    } else {
      this.restore ??= new LogHistogram();
      this.restore.add(one.restoreUs, budget.values, budget.buckets >> 1);
    }
  }

  #addDuration(one: Invocation, isCold: boolean, budget: Budget, entry: BinEntry): void {
    entry.warmUs = Number.NaN;
    const t = this.tallies;
    if (!isCold && isHundred(one)) t[TALLY.hundredMs]! += 1;
    if (!(one.durationUs >= 0)) return;
    if (one.outcome !== SUCCESS || one.suppressedInit) {
      this.other ??= new LogHistogram();
      this.other.add(one.durationUs, budget.values, budget.buckets >> 1);
    } else if (isCold) {
      this.cold ??= new LogHistogram();
      this.cold.add(one.durationUs, budget.values, budget.buckets >> 1);
    } else {
      this.warm.add(one.durationUs, budget.values, budget.buckets);
      entry.warmUs = one.durationUs;
    }
  }

  /** The setting as seen: whole seconds a timeout ran into (Duration overshoots it by some ms). */
  #addTimeout(one: Invocation): void {
    const t = this.tallies;
    if (one.oldStyleTimeout) t[TALLY.oldTimeouts]! += 1;
    const ms = one.durationUs / 1000;
    const setting = ms >= 1000 ? Math.floor(ms / 1000) * 1000 : ms;
    if (setting > t[TALLY.timeoutMs]!) t[TALLY.timeoutMs] = setting;
  }
}

function merged(one: LogHistogram | null, other: LogHistogram | null, budget: Budget): LogHistogram | null {
  if (other === null) return one;
  const into = one ?? new LogHistogram();
  into.merge(other, budget.values, budget.buckets >> 1);
  return into;
}

/** Whether the init was billed, as the figures show: billed = ceil(Duration + Init), = ceil(Duration), or neither. */
function initBilling(one: Invocation): number {
  const both = Math.ceil((one.durationUs + one.initUs) / 1000);
  const alone = Math.ceil(one.durationUs / 1000);
  if (both === alone) return TALLY.initUnclear;
  if (one.billedMs === both) return TALLY.initBilled;
  return one.billedMs === alone ? TALLY.initUnbilled : TALLY.initUnclear;
}

/** Billed in steps of 100 ms, as before December 2020: a multiple that ceil(Duration) is not. A timeout is billed up to its setting, which is whole seconds. */
function isHundred(one: Invocation): boolean {
  return (
    one.outcome !== TIMEOUT &&
    one.billedMs > 0 &&
    one.billedMs % 100 === 0 &&
    one.billedMs !== Math.ceil(one.durationUs / 1000)
  );
}
