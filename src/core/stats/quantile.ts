/** Quantiles of what was seen, with order-statistics intervals that assume nothing about the shape. */
import type { Interval } from '../../model/interval.ts';
import type { Distribution } from '../../model/usage.ts';
import { binomialCdf } from './distributions.ts';

/**
 * The p-quantile of a distribution: the smallest value with at least a share p of the values at or below it (Hyndman and Fan's
 * type 1, always a seen value). From buckets it errs by at most the distribution's `relativeError`. NaN when it is empty.
 */
export function quantile(distribution: Distribution, p: number): number {
  if (distribution.n === 0) return Number.NaN;
  return valueAt(distribution, rankOf(p, distribution.n), 'middle');
}

/** The same over an ascending array (environment maxima, say). NaN when it is empty. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  return sorted.length === 0 ? Number.NaN : (sorted[rankOf(p, sorted.length) - 1] as number);
}

/**
 * A two-sided interval for the p-quantile of what the values were drawn from, from two order statistics whose binomial
 * coverage is at least `level` (each side at most (1 - level) / 2). Independent draws are assumed. Null when n is too small for one side.
 */
export function quantileInterval(distribution: Distribution, p: number, level = 0.95): Interval | null {
  const ranks = quantileRanks(distribution.n, p, level);
  if (ranks === null) return null;
  return {
    low: valueAt(distribution, ranks.low, 'low'),
    best: quantile(distribution, p),
    high: valueAt(distribution, ranks.high, 'high'),
    level,
    n: distribution.n,
  };
}

/** The same over an ascending array. */
export function sortedQuantileInterval(sorted: ArrayLike<number>, p: number, level = 0.95): Interval | null {
  const ranks = quantileRanks(sorted.length, p, level);
  if (ranks === null) return null;
  return {
    low: sorted[ranks.low - 1] as number,
    best: sortedQuantile(sorted, p),
    high: sorted[ranks.high - 1] as number,
    level,
    n: sorted.length,
  };
}

/** The 1-based ranks of the interval's ends; null when no order statistic is far enough out. */
function quantileRanks(n: number, p: number, level: number): { low: number; high: number } | null {
  const side = (1 - level) / 2;
  const low = highestRank(n, (rank) => binomialCdf(rank - 1, n, p) <= side);
  const high = upperRank(n, p, 1 - side);
  return low === 0 || high === null ? null : { low, high };
}

/**
 * A one-sided upper bound for the p-quantile that holds with confidence `level`, from an order statistic; null when n is
 * below `samplesForUpperBound(p, level)` (59 for 95/95).
 */
export function quantileUpperBound(distribution: Distribution, p: number, level = 0.95): number | null {
  const rank = upperRank(distribution.n, p, level);
  return rank === null ? null : valueAt(distribution, rank, 'high');
}

/** How many independent values are needed before the largest bounds the p-quantile with confidence `level`: ln(1 - level) / ln(p). */
export function samplesForUpperBound(p: number, level: number): number {
  return Math.ceil(Math.log(1 - level) / Math.log(p) - 1e-12);
}

/** Smallest rank r with P(the p-quantile lies at or below the r-th value) >= level. */
function upperRank(n: number, p: number, level: number): number | null {
  const below = highestRank(n, (rank) => binomialCdf(rank - 1, n, p) < level);
  return below >= n ? null : below + 1;
}

/** The highest rank in 1..n that still fulfils a condition which holds for low ranks only; 0 when none does. */
function highestRank(n: number, holds: (rank: number) => boolean): number {
  let [inside, outside] = [0, n + 1];
  while (outside - inside > 1) {
    const middle = (inside + outside) >>> 1;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

function rankOf(p: number, n: number): number {
  return Math.min(n, Math.max(1, Math.ceil(p * n - 1e-9)));
}

/** The value of a rank: exact when all values are kept, else the asked edge (or geometric middle) of its bucket, within [min, max]. */
function valueAt(distribution: Distribution, rank: number, edge: 'low' | 'middle' | 'high'): number {
  const { values, buckets, base, min, max, n } = distribution;
  if (values !== null) return values[rank - 1] as number;
  if (rank <= 1) return min;
  if (rank >= n) return max;
  let seen = 0;
  for (const [index, count] of buckets) {
    seen += count;
    if (seen < rank) continue;
    const exponent = edge === 'low' ? index : edge === 'high' ? index + 1 : index + 0.5;
    return Math.min(max, Math.max(min, base ** exponent));
  }
  return max;
}
