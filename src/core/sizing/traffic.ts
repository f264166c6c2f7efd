/** What the traffic at the size in force looks like: how many calls, what they bill, how much of it is init, and how well their mean is known. */
import type { AnalysisOptions, FunctionOptions } from '../../model/options.ts';
import type { CostEffect } from '../../model/recommendation.ts';
import type { EnvironmentTable, FunctionUsage, SizeUsage, TimeBin } from '../../model/usage.ts';
import { clusterRatio } from '../stats/bootstrap.ts';
import { studentQuantile } from '../stats/distributions.ts';
import { MONTH_DAYS } from './floor.ts';

/** The calls at one size and what a period of them amounts to. */
export interface Traffic {
  readonly sizeMB: number;
  /** Reports at this size with a Billed Duration, and their sum in ms (exact). */
  readonly reports: number;
  readonly billedMs: number;
  /** Part of the billed time that is init (0..1): it does not answer to memory. */
  readonly initShare: number;
  readonly coldShare: number;
  /** Mean warm duration, ms; null: no warm success seen. */
  readonly warmMeanMs: number | null;
  /** Standard error of ln(billed ms per call), environments or time slices as clusters, whichever is wider; and its Student-t degrees of freedom. */
  readonly levelError: number;
  readonly levelFreedom: number;
  readonly per: CostEffect['per'];
  /** Calls in the period, and where the number comes from. */
  readonly invocations: number;
  readonly invocationsFrom: CostEffect['invocationsFrom'];
  readonly windowDays: number | null;
}

const DAY_MS = 86_400_000;
/** Below this a window cannot stand for a month, ms. */
const SHORTEST_WINDOW_MS = 3_600_000;

/** Describes the traffic of a function at `size`. */
export function trafficAt(
  usage: FunctionUsage,
  size: SizeUsage,
  options: Pick<AnalysisOptions, 'invocationsPerMonth'>,
  own: FunctionOptions | null,
): Traffic {
  const billed = size.billedMs;
  const { error, freedom } = levelError(size);
  return {
    sizeMB: size.sizeMB,
    reports: billed.n,
    billedMs: billed.sum,
    initShare: billed.sum > 0 ? Math.min(0.95, billedInitMs(size) / billed.sum) : 0,
    coldShare: size.invocations > 0 ? size.coldStarts / size.invocations : 0,
    warmMeanMs: size.warmMs && size.warmMs.n > 0 ? size.warmMs.sum / size.warmMs.n : null,
    levelError: error,
    levelFreedom: freedom,
    ...periodOf(usage, options, own),
  };
}

/**
 * How far the mean billed time of calls to come may lie from that of the calls seen, as factors of it: Student-t on the logarithm, environments or
 * time slices as clusters, whichever is wider, so that it holds with at least the probability `level`. At one or two clusters this is nearly anything.
 */
export function billedLevel(
  { levelError, levelFreedom }: Pick<Traffic, 'levelError' | 'levelFreedom'>,
  level: number,
): { readonly low: number; readonly high: number } {
  const reach = levelError * studentQuantile((1 + level) / 2, levelFreedom);
  return { low: Math.exp(-reach), high: Math.exp(reach) };
}

/** Init that the lines themselves show as billed, ms. */
function billedInitMs({ initBilling, initMs }: SizeUsage): number {
  return initMs && initMs.n > 0 ? (initMs.sum / initMs.n) * initBilling.billed : 0;
}

function periodOf(
  usage: FunctionUsage,
  options: Pick<AnalysisOptions, 'invocationsPerMonth'>,
  own: FunctionOptions | null,
): Pick<Traffic, 'per' | 'invocations' | 'invocationsFrom' | 'windowDays'> {
  const windowMs = usage.span === null ? null : usage.span.toMs - usage.span.fromMs;
  const windowDays = windowMs === null ? null : windowMs / DAY_MS;
  const configured = own?.invocationsPerMonth ?? null;
  if (configured !== null) return { per: 'month', invocations: configured, invocationsFrom: 'config', windowDays };
  if (options.invocationsPerMonth !== null)
    return { per: 'month', invocations: options.invocationsPerMonth, invocationsFrom: 'flag', windowDays };
  if (windowMs === null || windowMs < SHORTEST_WINDOW_MS)
    return { per: 'million-invocations', invocations: 1e6, invocationsFrom: 'per-million', windowDays };
  const seen = usage.sizes.reduce((sum, { invocations }) => sum + invocations, 0);
  const invocations = Math.round((seen * MONTH_DAYS * DAY_MS) / windowMs);
  return { per: 'month', invocations, invocationsFrom: 'extrapolated', windowDays };
}

/** Without environments and time invocations of one log are taken to resemble each other this much: variance times 4. */
const BLIND_DESIGN_EFFECT = 4;

interface LevelError {
  readonly error: number;
  readonly freedom: number;
}

/** Found once a size: its bill, the free tier and the totals of a fleet all ask. */
const LEVEL_ERRORS = new WeakMap<SizeUsage, LevelError>();

function levelError(size: SizeUsage): LevelError {
  const known = LEVEL_ERRORS.get(size);
  if (known) return known;
  const found = widestError(size);
  LEVEL_ERRORS.set(size, found);
  return found;
}

function widestError(size: SizeUsage): LevelError {
  const errors = [billedByEnvironment(size.environments), billedByBin(size.bins)].filter((e) => e !== null);
  const widest = errors.sort((a, b) => b.error * widening(b.freedom) - a.error * widening(a.freedom))[0];
  return widest ?? { error: blindError(size), freedom: 30 };
}

function widening(freedom: number): number {
  return studentQuantile(0.975, freedom);
}

function billedByEnvironment(table: EnvironmentTable | null) {
  if (table === null) return null;
  return relative(clusterRatio({ totals: table.billedMs, weights: table.invocations }));
}

function billedByBin(bins: readonly TimeBin[]) {
  const used = bins.filter(({ invocations }) => invocations > 0);
  return relative(
    clusterRatio({ totals: used.map(({ billedMs }) => billedMs), weights: used.map(({ invocations }) => invocations) }),
  );
}

function relative(ratio: ReturnType<typeof clusterRatio>): { error: number; freedom: number } | null {
  if (ratio === null || ratio.clusters < 2 || !(ratio.mean > 0)) return null;
  return { error: ratio.standardError / ratio.mean, freedom: Math.min(200, ratio.clusters - 1) };
}

/** Standard error of the ln mean from the spread of single durations alone. */
export function blindError({ durationMs, warmMs }: SizeUsage): number {
  const seen = warmMs ?? durationMs;
  if (seen === null || seen.n < 2 || !(seen.sum > 0)) return 0.3;
  const mean = seen.sum / seen.n;
  const squares =
    seen.values !== null
      ? seen.values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      : seen.buckets.reduce((sum, [index, count]) => sum + count * (seen.base ** (index + 0.5) - mean) ** 2, 0);
  const variance = squares / (seen.n - 1);
  return Math.sqrt((variance * BLIND_DESIGN_EFFECT) / seen.n) / mean;
}
