/** How high the next environment's memory may go: a generalised Pareto tail on the environments' maxima with uncertain shape and scale, plus a chance of something never seen. */

/** Maxima as whole MB with how many environments ended at or above each (`atLeast`: clipped, only a lower bound). */
export interface MaximumCount {
  readonly usedMB: number;
  readonly environments: number;
  readonly atLeast: boolean;
}

/** A predictive distribution of the next environment's maximum. */
export interface TailModel {
  readonly environments: number;
  /** P(next environment's maximum > sizeMB). */
  chanceAbove(sizeMB: number): number;
  /** The same with the tail alone, without the chance of a kind of load never seen. */
  tailAbove(sizeMB: number): number;
  /** The level that the tail alone exceeds with chance p, MB. */
  level(p: number): number;
}

/** Values of the tail's shape that are weighed, and their prior: mostly light to moderately heavy, 0.5 (variance infinite) possible. */
const SHAPES = Array.from({ length: 17 }, (_, k) => -0.4 + k * 0.08);
const SHAPE_PRIOR = { mean: 0.1, spread: 0.25 } as const;
/** Scales weighed, as shares of the threshold: from a rounding's width to several times the threshold, evenly in the logarithm. */
const SCALES = Array.from({ length: 28 }, (_, k) => 0.0015 * 2 ** (k * 0.4));
/** Max Memory Used is printed in whole MB. */
const ROUNDING_MB = 1;
/** With this many environments a value on average the values come in steps of their own (arenas, buffers), and a value stands for its whole step. */
const TIES = 3;

/**
 * A second kind of load that n environments did not meet: if its share lies anywhere between 1 in 1,000 and a half (evenly in the logarithm), it meets the
 * next environment, unseen until then, with chance 0.16/(n+1); rounded up. It bounds what no tail model of the seen loads can know.
 */
const UNSEEN = 0.2;

/** One hypothesis about the tail with its posterior weight. */
interface Hypothesis {
  readonly shape: number;
  readonly scaleMB: number;
  readonly weight: number;
}

/** Fits the tail. Needs at least one environment. Maxima in any order. */
export function tailModel(counts: readonly MaximumCount[]): TailModel {
  const sorted = [...counts].sort((a, b) => a.usedMB - b.usedMB);
  const n = sorted.reduce((sum, { environments }) => sum + environments, 0);
  const threshold = lowerMedian(sorted, n);
  const half = stepOf(sorted, n) / 2;
  const above = sorted.filter(({ usedMB }) => usedMB > threshold - half);
  const k = above.reduce((sum, { environments }) => sum + environments, 0);
  const start = threshold - half;
  const hypotheses = posterior(above, start, threshold, half);
  // With the median as threshold the share above is k/n up to one environment of doubt.
  const share = Math.min(1, (k + 0.5) / (n + 0.5));
  const tailAbove = (sizeMB: number): number =>
    sizeMB <= start ? 1 : share * hypotheses.reduce((sum, h) => sum + h.weight * survival(h, sizeMB - start), 0);
  return {
    environments: n,
    tailAbove,
    chanceAbove: (sizeMB) => Math.min(1, tailAbove(sizeMB) + UNSEEN / (n + 1)),
    level: (p) => levelOf(tailAbove, p, start),
  };
}

/** The rounding of the values: whole MB, or the smallest gap where many environments share few values. */
function stepOf(sorted: readonly MaximumCount[], n: number): number {
  if (sorted.length < 3 || n < TIES * sorted.length) return ROUNDING_MB;
  const gaps = sorted.slice(1).map(({ usedMB }, i) => usedMB - sorted[i]!.usedMB);
  return Math.max(ROUNDING_MB, Math.min(...gaps));
}

function lowerMedian(sorted: readonly MaximumCount[], n: number): number {
  let seen = 0;
  for (const { usedMB, environments } of sorted) {
    seen += environments;
    if (seen * 2 >= n) return usedMB;
  }
  return sorted[sorted.length - 1]?.usedMB ?? 0;
}

function posterior(above: readonly MaximumCount[], start: number, threshold: number, half: number): Hypothesis[] {
  const all: { shape: number; scaleMB: number; log: number }[] = [];
  for (const shape of SHAPES) {
    const prior = -0.5 * ((shape - SHAPE_PRIOR.mean) / SHAPE_PRIOR.spread) ** 2;
    for (const relative of SCALES) {
      const scaleMB = Math.max(0.3, relative * threshold);
      all.push({ shape, scaleMB, log: prior + logLikelihood({ shape, scaleMB }, above, start, half) });
    }
  }
  const top = all.reduce((most, { log }) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const weights = all.map(({ log }) => Math.exp(log - top));
  const total = weights.reduce((a, b) => a + b, 0);
  return all
    .map(({ shape, scaleMB }, i) => ({ shape, scaleMB, weight: (weights[i] as number) / total }))
    .filter(({ weight }) => weight > 1e-6);
}

type Tail = Pick<Hypothesis, 'shape' | 'scaleMB'>;

/** Values are intervals of their rounding, so that ties count as what they are; clipped maxima are "at least". */
function logLikelihood(tail: Tail, above: readonly MaximumCount[], start: number, half: number): number {
  let sum = 0;
  for (const { usedMB, environments, atLeast } of above) {
    const from = survival(tail, usedMB - half - start);
    const to = atLeast ? 0 : survival(tail, usedMB + half - start);
    sum += environments * Math.log(Math.max(from - to, 1e-300));
  }
  return sum;
}

/** P(excess > x) of the generalised Pareto distribution (Coles 2001, ch. 4). */
function survival({ shape, scaleMB }: Tail, x: number): number {
  if (x <= 0) return 1;
  if (Math.abs(shape) < 1e-9) return Math.exp(-x / scaleMB);
  const inside = 1 + (shape * x) / scaleMB;
  return inside <= 0 ? 0 : inside ** (-1 / shape);
}

function levelOf(tailAbove: (sizeMB: number) => number, p: number, start: number): number {
  let low = start;
  let high = Math.max(1, start) * 2;
  while (tailAbove(high) > p && high < 1e6) high *= 2;
  for (let step = 0; step < 34; step++) {
    const middle = (low + high) / 2;
    if (tailAbove(middle) > p) low = middle;
    else high = middle;
  }
  return high;
}
