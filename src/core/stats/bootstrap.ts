/** Means whose uncertainty is counted in clusters (environments, days), because invocations of one cluster resemble each other. */
import type { Interval } from '../../model/interval.ts';
import { studentQuantile } from './distributions.ts';
import { integerBelow, type Random, randomFrom, shuffle } from './prng.ts';

/** One row a cluster, same index everywhere: sum of the quantity and number of invocations (or any weight). Rows with weight 0 are ignored. */
export interface Clusters {
  readonly totals: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** How the bootstrap is run. */
export interface BootstrapOptions {
  /** Default 0.95. */
  readonly level?: number;
  /** Default 999. */
  readonly resamples?: number;
  readonly seed: number;
}

/** Above this many clusters they are pooled at random into this many, which keeps sums and independence and bounds the work. */
const MOST_CLUSTERS = 256;
/** Below this many clusters a resample is too often degenerate: the t interval is used. */
const FEWEST_FOR_BOOTSTRAP = 8;

/** How far a ratio is known. */
export interface RatioEstimate {
  /** Sum of totals / sum of weights. */
  readonly mean: number;
  /** Standard error of the mean by the jackknife over clusters. */
  readonly standardError: number;
  readonly clusters: number;
  /** (sum of weights)^2 / sum of squared weights: fewer when some clusters are much larger. */
  readonly effectiveClusters: number;
}

/**
 * The mean per unit of weight with an interval: bootstrap-t over clusters on the logarithm (Efron and Tibshirani 1993, ch. 12), which keeps
 * its level with skewed clusters of unequal size. Below 8 clusters Student's t on the effective number of clusters; null below 2 clusters. Quantities must be positive in sum.
 */
export function clusterMean(clusters: Clusters, options: BootstrapOptions): Interval | null {
  const level = options.level ?? 0.95;
  const random = randomFrom(options.seed);
  const pooled = pool(clusters, random);
  const whole = ratioOf(pooled);
  if (whole === null || whole.clusters < 2 || !(whole.mean > 0)) return null;
  const n = countOf(clusters);
  if (whole.standardError === 0) return { low: whole.mean, best: whole.mean, high: whole.mean, level, n };
  const spread = whole.standardError / whole.mean;
  const [lowT, highT] =
    whole.clusters < FEWEST_FOR_BOOTSTRAP
      ? studentEnds(level, whole.effectiveClusters)
      : bootstrapEnds(pooled, whole, level, options.resamples ?? 999, random);
  return {
    low: whole.mean * Math.exp(-highT * spread),
    best: whole.mean,
    high: whole.mean * Math.exp(-lowT * spread),
    level,
    n,
  };
}

/** The ratio and its jackknife standard error (Cochran, Sampling Techniques, 6.17): clusters are the units. Null without weight. */
export function clusterRatio(clusters: Clusters): RatioEstimate | null {
  return ratioOf(pool(clusters, null));
}

/** Adds clusters of one label (a day, say) together: one row a label. */
export function clustersBy(clusters: Clusters, labels: ArrayLike<number>): Clusters {
  const rows = new Map<number, number>();
  const totals: number[] = [];
  const weights: number[] = [];
  for (let at = 0; at < clusters.totals.length; at++) {
    const label = labels[at] as number;
    const row = rows.get(label) ?? totals.length;
    if (row === totals.length) rows.set(label, row);
    totals[row] = (totals[row] ?? 0) + (clusters.totals[at] as number);
    weights[row] = (weights[row] ?? 0) + (clusters.weights[at] as number);
  }
  return { totals, weights };
}

/**
 * An interval for any statistic of clusters by the percentile bootstrap: `statistic` gets the drawn row numbers. Slower and a little too narrow
 * for few clusters; use `clusterMean` for means. `best` is the statistic of all rows. Null below 2 rows.
 */
export function bootstrapInterval(
  rows: number,
  statistic: (drawn: Uint32Array) => number,
  options: BootstrapOptions,
): Interval | null {
  if (rows < 2) return null;
  const level = options.level ?? 0.95;
  const resamples = options.resamples ?? 999;
  const random = randomFrom(options.seed);
  const drawn = Uint32Array.from({ length: rows }, (_, at) => at);
  const best = statistic(drawn);
  const results = new Float64Array(resamples);
  for (let round = 0; round < resamples; round++) {
    for (let at = 0; at < rows; at++) drawn[at] = integerBelow(random, rows);
    results[round] = statistic(drawn);
  }
  const [low, high] = ends(results.sort(), level);
  return { low: Math.min(low, best), best, high: Math.max(high, best), level, n: rows };
}

interface Pooled {
  readonly totals: Float64Array;
  readonly weights: Float64Array;
}

/** Rows with weight, pooled at random when there are too many and randomness is given. */
function pool(clusters: Clusters, random: Random | null): Pooled {
  const used: number[] = [];
  for (let at = 0; at < clusters.weights.length; at++) if ((clusters.weights[at] as number) > 0) used.push(at);
  const groups = random === null ? used.length : Math.min(used.length, MOST_CLUSTERS);
  if (random !== null && groups < used.length) shuffle(random, used);
  const totals = new Float64Array(groups);
  const weights = new Float64Array(groups);
  used.forEach((at, order) => {
    const group = order % groups;
    totals[group] = (totals[group] as number) + (clusters.totals[at] as number);
    weights[group] = (weights[group] as number) + (clusters.weights[at] as number);
  });
  return { totals, weights };
}

/** Each cluster's deviation is divided by what is left without it (jackknife), so that large clusters do not hide their own effect. */
function ratioOf(pooled: Pooled, drawn?: Uint32Array): RatioEstimate | null {
  const k = pooled.totals.length;
  const row = (at: number) => (drawn === undefined ? at : (drawn[at] as number));
  let [total, weight, weightSquares] = [0, 0, 0];
  for (let at = 0; at < k; at++) {
    const own = pooled.weights[row(at)] as number;
    total += pooled.totals[row(at)] as number;
    weight += own;
    weightSquares += own * own;
  }
  if (!(weight > 0)) return null;
  const mean = total / weight;
  let squares = 0;
  for (let at = 0; at < k; at++) {
    const own = pooled.weights[row(at)] as number;
    const deviation = (pooled.totals[row(at)] as number) - mean * own;
    // Rounding of the sums is no spread.
    if (Math.abs(deviation) > 1e-12 * mean * own) squares += (deviation / (1 - own / weight)) ** 2;
  }
  const standardError = k < 2 ? 0 : Math.sqrt((squares * (k - 1)) / k) / weight;
  return { mean, standardError, clusters: k, effectiveClusters: (weight * weight) / weightSquares };
}

function studentEnds(level: number, clusters: number): [number, number] {
  const t = studentQuantile((1 + level) / 2, Math.max(1, clusters - 1));
  return [-t, t];
}

function bootstrapEnds(
  pooled: Pooled,
  whole: RatioEstimate,
  level: number,
  resamples: number,
  random: Random,
): [number, number] {
  const k = whole.clusters;
  const drawn = new Uint32Array(k);
  const results: number[] = [];
  for (let round = 0; round < resamples; round++) {
    for (let at = 0; at < k; at++) drawn[at] = integerBelow(random, k);
    const again = ratioOf(pooled, drawn);
    if (again === null || again.standardError === 0 || !(again.mean > 0)) continue;
    results.push((Math.log(again.mean / whole.mean) * again.mean) / again.standardError);
  }
  if (results.length < resamples / 2) return studentEnds(level, whole.effectiveClusters);
  return ends(Float64Array.from(results).sort(), level);
}

function ends(sorted: Float64Array, level: number): [number, number] {
  const side = (1 - level) / 2;
  const at = (p: number) =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(p * (sorted.length + 1)) - 1))] as number;
  return [at(side), at(1 - side + 1 / (sorted.length + 1))];
}

function countOf(clusters: Clusters): number {
  let n = 0;
  for (let at = 0; at < clusters.weights.length; at++) n += clusters.weights[at] as number;
  return n;
}
