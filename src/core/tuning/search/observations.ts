/** Samples as evidence: the mean warm duration at every size with its error, noise pooled over sizes, payloads weighed. */
import type { SizeEvidence } from '../curve-model.ts';
import { type Cell, cellsOf, keyOf } from './cells.ts';
import { type FirstCalls, firstCallsOf } from './first-calls.ts';
import type { SearchOptions, SearchSample } from './options.ts';

/** What the samples say about durations. */
export interface Observations {
  /** Sizes with at least one warm success of every payload, ascending. */
  readonly sizes: readonly ObservedSize[];
  /** Standard deviation of ln duration of one call within an environment, and between environments; `freedom` is how much stands behind it. */
  readonly noise: number;
  readonly between: number;
  readonly freedom: number;
  /** Standard error (ln) of what the first call of an environment at another size would say; null where nothing is known of first calls. */
  readonly firstCallError: number | null;
  /** Mean CPU time of a call, weighed over payloads; null where calls carry none. */
  readonly cpuMs: number | null;
}

/** One size. */
export interface ObservedSize extends SizeEvidence {
  /** Warm successes, and the environments they came from. */
  readonly calls: number;
  readonly environments: number;
}

/** The spread of single calls before any repeat was seen: 6 % with the weight of four repeats (tuning-evidence: median 4.8 %, p75 12 %). */
const PRIOR_NOISE = 0.06;
const PRIOR_FREEDOM = 4;
/** Share of that variance between environments before several were seen at a size (tuning-evidence: median 0.05), with the weight of four environments. */
const PRIOR_BETWEEN_SHARE = 0.05;
/** A single call is pulled in to this many standard deviations for the location; it stays in the noise and in the record. */
const CLIP = 4;
/** A size's own spread counts beside the pooled one as its calls do against these. */
const POOL_WEIGHT = 10;

/** Reads the successes: warm ones, and first calls of environments as far as they can be compared; everything else is no evidence of time. */
export function observe({ strata }: Pick<SearchOptions, 'strata'>, samples: readonly SearchSample[]): Observations {
  const successes = samples.filter(({ status }) => status === 'success');
  const cells = cellsOf(successes.filter(({ kind }) => kind === 'warm'));
  const { noise, freedom } = pooledNoise([...cells.values()]);
  const first = firstCallsOf([...cells.values()], successes, noise);
  const between = betweenEnvironments([...cells.values()], noise);
  const total = strata.reduce((sum, { weight }) => sum + weight, 0);
  const bySize = [...new Set([...cells.values()].map(({ sizeMB }) => sizeMB))].sort((a, b) => a - b);
  const sizes = bySize.flatMap((sizeMB): ObservedSize[] => {
    const parts = strata.map(({ name, weight }) => ({ cell: cells.get(keyOf(sizeMB, name)), share: weight / total }));
    if (parts.some(({ cell }) => cell === undefined)) return [];
    return [weighed(sizeMB, parts as { cell: Cell; share: number }[], first, noise, between)];
  });
  return { sizes, noise, between, freedom, firstCallError: first.error, cpuMs: meanCpu(cells, strata, total) };
}

function pooledNoise(cells: readonly Cell[]): { noise: number; freedom: number } {
  let squares = PRIOR_FREEDOM * PRIOR_NOISE ** 2;
  let freedom = PRIOR_FREEDOM;
  for (const { logs } of cells) {
    const centre = mean(logs);
    for (const value of logs) squares += (value - centre) ** 2;
    freedom += logs.length - 1;
  }
  return { noise: Math.sqrt(squares / freedom), freedom };
}

/** Variance between environments by moments: what the means of environments scatter beyond what their calls explain. */
function betweenEnvironments(cells: readonly Cell[], noise: number): number {
  let excess = PRIOR_FREEDOM * PRIOR_BETWEEN_SHARE * noise ** 2;
  let freedom = PRIOR_FREEDOM;
  for (const { logs, environments } of cells) {
    const groups = new Map<string, number[]>();
    logs.forEach((value, i) => {
      groups.set(environments[i]!, [...(groups.get(environments[i]!) ?? []), value]);
    });
    if (groups.size < 2) continue;
    const means = [...groups.values()].map(mean);
    const centre = mean(means);
    const within = [...groups.values()].reduce((sum, own) => sum + noise ** 2 / own.length, 0) / groups.size;
    excess += means.reduce((sum, value) => sum + (value - centre) ** 2, 0) - (groups.size - 1) * within;
    freedom += groups.size - 1;
  }
  return Math.sqrt(Math.max(0.01 * noise ** 2, excess / freedom));
}

/** The weighed mean over payloads. Locations are means of logarithms; half the variance turns them into means (log-normal), the variance pooled but for sizes with many calls. */
function weighed(
  sizeMB: number,
  parts: readonly { cell: Cell; share: number }[],
  first: FirstCalls,
  noise: number,
  between: number,
): ObservedSize {
  let sum = 0;
  let errorSquares = 0;
  const environments = new Set<string>();
  for (const { cell, share } of parts) {
    const location = clippedMean(cell.logs, noise);
    const own = cell.logs.reduce((squares, value) => squares + (value - location) ** 2, 0);
    const variance = (POOL_WEIGHT * noise ** 2 + own) / (POOL_WEIGHT + cell.logs.length - 1);
    const hint = first.at.get(cell);
    const precision = cell.logs.length / variance + (hint?.precision ?? 0);
    const pulled = hint === undefined ? 0 : (hint.precision / precision) * (hint.log - location);
    const meanMs = Math.exp(location + pulled + variance / 2);
    const distinct = new Set(cell.environments);
    for (const name of distinct) environments.add(name);
    sum += share * meanMs;
    errorSquares += (share * meanMs) ** 2 * (1 / precision + between ** 2 / distinct.size);
  }
  const calls = parts.reduce((count, { cell }) => count + cell.logs.length, 0);
  return { sizeMB, meanMs: sum, logError: Math.sqrt(errorSquares) / sum, calls, environments: environments.size };
}

function clippedMean(logs: readonly number[], noise: number): number {
  const middle = median(logs);
  return mean(logs.map((value) => middle + Math.max(-CLIP * noise, Math.min(CLIP * noise, value - middle))));
}

function meanCpu(cells: ReadonlyMap<string, Cell>, strata: SearchOptions['strata'], total: number): number | null {
  let sum = 0;
  for (const { name, weight } of strata) {
    const own = [...cells.values()].filter(({ payload }) => payload === name).flatMap(({ cpu }) => cpu);
    if (own.length === 0) return null;
    sum += (weight / total) * mean(own);
  }
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
