/** How high the next environment's memory may go: a generalised Pareto tail on the environments' maxima with uncertain shape and scale, plus a chance of something never seen. */
import { type NativeDraws, openNativeDraws } from '../stats/native-draws.ts';

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

/** Hypotheses about the tail with their posterior weights, one an index. */
interface Hypotheses {
  readonly count: number;
  readonly shape: Float64Array;
  readonly scaleMB: Float64Array;
  readonly weight: Float64Array;
}

/** Fits the tail. Needs at least one environment. Maxima in any order. `plain`: without WebAssembly. */
export function tailModel(counts: readonly MaximumCount[], plain = false): TailModel {
  const sorted = [...counts].sort((a, b) => a.usedMB - b.usedMB);
  const n = sorted.reduce((sum, { environments }) => sum + environments, 0);
  const threshold = lowerMedian(sorted, n);
  const half = stepOf(sorted, n) / 2;
  const above = sorted.filter(({ usedMB }) => usedMB > threshold - half);
  const k = above.reduce((sum, { environments }) => sum + environments, 0);
  const start = threshold - half;
  const native = plain ? null : nativeTail(above, start, threshold, half);
  const excessAbove = native ?? plainTail(above, start, threshold, half);
  // With the median as threshold the share above is k/n up to one environment of doubt.
  const share = Math.min(1, (k + 0.5) / (n + 0.5));
  const tailAbove = (sizeMB: number): number => (sizeMB <= start ? 1 : share * excessAbove(sizeMB - start));
  return {
    environments: n,
    tailAbove,
    chanceAbove: (sizeMB) => Math.min(1, tailAbove(sizeMB) + UNSEEN / (n + 1)),
    level: (p) => levelOf(tailAbove, p, start),
  };
}

/** P(excess > x), for excesses over where the tail starts. */
type Survival = (excess: number) => number;

function plainTail(above: readonly MaximumCount[], start: number, threshold: number, half: number): Survival {
  const hypotheses = posterior(above, start, threshold, half);
  return (excess) => weighed(hypotheses, excess);
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

/** Logarithm of a weight below which a hypothesis cannot matter. */
const NEGLIGIBLE = -30;
/** Weight below which a hypothesis is left out. */
const LEAST_WEIGHT = 1e-6;

function posterior(above: readonly MaximumCount[], start: number, threshold: number, half: number): Hypotheses {
  const logs = new Float64Array(SHAPES.length * SCALES.length);
  let top = Number.NEGATIVE_INFINITY;
  for (const s of SHAPE_ORDER) {
    const shape = SHAPES[s]!;
    const prior = priorOf(shape);
    for (let k = 0; k < SCALES.length; k++) {
      const least = top + NEGLIGIBLE - prior;
      const log = prior + logLikelihood(shape, scaleAt(k, threshold), above, start, half, least);
      logs[s * SCALES.length + k] = log;
      if (log > top) top = log;
    }
  }
  return weighty(logs, top, threshold);
}

/** Logarithm of the prior weight. */
function priorOf(shape: number): number {
  return -0.5 * ((shape - SHAPE_PRIOR.mean) / SHAPE_PRIOR.spread) ** 2;
}

/** Shapes from the middle of the prior outwards: the likely ones first, so that the hopeless ones are seen as such early. */
const SHAPE_ORDER = [...SHAPES.keys()].sort(
  (a, b) => Math.abs(SHAPES[a]! - SHAPE_PRIOR.mean) - Math.abs(SHAPES[b]! - SHAPE_PRIOR.mean),
);

/** More values than this are not weighed in WebAssembly. */
const MOST_VALUES = 2_000;
let tailMemory: TailMemory | null | undefined;

/** The same as `plainTail` in WebAssembly; null where there is none. The hypotheses are copied out, so that a tail stays good. */
function nativeTail(above: readonly MaximumCount[], start: number, threshold: number, half: number): Survival | null {
  if (above.length > MOST_VALUES) return null;
  tailMemory ??= openTailMemory();
  if (tailMemory === null) return null;
  const { native, shapes, priors, order, scales, maxima, logs, hypotheses } = tailMemory;
  const { floats, run } = native;
  SCALES.forEach((_, k) => {
    floats[scales / 8 + k] = scaleAt(k, threshold);
  });
  above.forEach(({ usedMB, environments, atLeast }, i) => {
    floats[maxima / 8 + 3 * i] = usedMB;
    floats[maxima / 8 + 3 * i + 1] = environments;
    floats[maxima / 8 + 3 * i + 2] = atLeast ? 1 : 0;
  });
  const [s, k] = [SHAPES.length, SCALES.length];
  run.weighTail(above.length, maxima, start, half, s, shapes, priors, order, k, scales, logs, hypotheses);
  const [steep, flat] = [run.steep.value, run.flat.value];
  const own = floats.slice(hypotheses / 8, hypotheses / 8 + 3 * (steep + flat));
  tailMemory.owner = own;
  return (excess) => {
    // Another tail may have been fitted since.
    if (tailMemory!.owner !== own) floats.set(own, hypotheses / 8);
    tailMemory!.owner = own;
    return run.tailAbove(steep, flat, hypotheses, excess);
  };
}

/** The memory of `nativeTail` and what stands where in it. */
interface TailMemory {
  readonly native: NativeDraws;
  readonly shapes: number;
  readonly priors: number;
  readonly order: number;
  readonly scales: number;
  readonly maxima: number;
  readonly logs: number;
  readonly hypotheses: number;
  /** Whose hypotheses stand there. */
  owner: Float64Array | null;
}

function openTailMemory(): TailMemory | null {
  const grid = SHAPES.length * SCALES.length;
  const native = openNativeDraws(65_536 + 24 * MOST_VALUES + 32 * grid);
  if (native === null) return null;
  const [shapes, priors, order] = [
    native.take(8 * SHAPES.length),
    native.take(8 * SHAPES.length),
    native.take(4 * SHAPES.length),
  ];
  // Shape 0 must be exactly that there.
  native.floats.set(
    SHAPES.map((shape) => (Math.abs(shape) < 1e-9 ? 0 : shape)),
    shapes / 8,
  );
  native.floats.set(SHAPES.map(priorOf), priors / 8);
  native.words.set(SHAPE_ORDER, order / 4);
  const [scales, maxima] = [native.take(8 * SCALES.length), native.take(24 * MOST_VALUES)];
  return {
    native,
    shapes,
    priors,
    order,
    scales,
    maxima,
    logs: native.take(8 * grid),
    hypotheses: native.take(24 * (grid + 2)),
    owner: null,
  };
}

function scaleAt(k: number, threshold: number): number {
  return Math.max(0.3, SCALES[k]! * threshold);
}

function weighty(logs: Float64Array, top: number, threshold: number): Hypotheses {
  const weights = logs.map((log) => Math.exp(log - top));
  const total = weights.reduce((a, b) => a + b, 0);
  const all = [...weights.keys()].filter((i) => weights[i]! / total > LEAST_WEIGHT);
  return {
    count: all.length,
    shape: Float64Array.from(all, (i) => SHAPES[Math.floor(i / SCALES.length)]!),
    scaleMB: Float64Array.from(all, (i) => scaleAt(i % SCALES.length, threshold)),
    weight: Float64Array.from(all, (i) => weights[i]! / total),
  };
}

function weighed({ count, shape, scaleMB, weight }: Hypotheses, excess: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weight[i]! * survival(shape[i]!, scaleMB[i]!, excess);
  return sum;
}

/** Values are intervals of their rounding, so that ties count as what they are; clipped maxima are "at least". Every term is negative: below `least` the rest is not added up. */
function logLikelihood(
  shape: number,
  scaleMB: number,
  above: readonly MaximumCount[],
  start: number,
  half: number,
  least: number,
): number {
  let sum = 0;
  for (let i = 0; i < above.length && sum >= least; i++) {
    const { usedMB, environments, atLeast } = above[i]!;
    const from = survival(shape, scaleMB, usedMB - half - start);
    const to = atLeast ? 0 : survival(shape, scaleMB, usedMB + half - start);
    sum += environments * Math.log(Math.max(from - to, 1e-300));
  }
  return sum;
}

/** P(excess > x) of the generalised Pareto distribution (Coles 2001, ch. 4). */
function survival(shape: number, scaleMB: number, x: number): number {
  if (x <= 0) return 1;
  if (Math.abs(shape) < 1e-9) return Math.exp(-x / scaleMB);
  const inside = 1 + (shape * x) / scaleMB;
  return inside <= 0 ? 0 : inside ** (-1 / shape);
}

/** Where the tail has fallen to p: false position on its logarithm, the stale end halved (Illinois). */
function levelOf(tailAbove: (sizeMB: number) => number, p: number, start: number): number {
  const excess = (sizeMB: number) => Math.log(Math.max(tailAbove(sizeMB), 1e-300) / p);
  let low = start;
  let high = Math.max(1, start) * 2;
  let [atLow, atHigh] = [-Math.log(p), excess(high)];
  while (atHigh > 0 && high < 1e6) {
    [low, atLow] = [high, atHigh];
    high *= 2;
    atHigh = excess(high);
  }
  let side = 0;
  for (let step = 0; step < 60 && high - low > PRECISE * high; step++) {
    const x = (low * atHigh - high * atLow) / (atHigh - atLow);
    const at = excess(x);
    if (at > 0) {
      if (side > 0) atHigh /= 2;
      [low, atLow, side] = [x, at, 1];
    } else {
      if (side < 0) atLow /= 2;
      [high, atHigh, side] = [x, at, -1];
      if (at === 0) break;
    }
  }
  return high;
}

/** How closely a level is found, as a share of it. */
const PRECISE = 1e-9;
