/** Parrotfish (Moghimi et al., SoCC '23) as its code works, from the published description: exponential fit, next size by knowledge, stop by threshold. */
import type { Found, Run } from './search-strategies.ts';
import { SLACK } from './search-worlds.ts';

/** Its settings: calls a size (as many again to warm up), extra calls at most, threshold of knowledge, data points at most. */
interface Settings {
  readonly min: number;
  readonly extra: number;
  readonly threshold: number;
  readonly total: number;
}

/** Values that agree to this coefficient of variation are taken. */
const MAX_CV = 0.05;
/** Width of the knowledge that a sample gives, MB. */
const REACH_MB = 200;

/** One run. Sizes step by 1 MB within the world's range. */
export function parrotfish({ world, goal, random }: Run, settings: Settings): Found | null {
  const { lowMB, highMB } = world;
  const span = highMB - lowMB + 1;
  let [invocations, discarded, spent] = [0, 0, 0];
  const data: { m: number; ms: number }[] = [];
  const call = (m: number) => {
    const ms = world.call(m, random);
    invocations++;
    spent += Math.ceil(ms) * m;
    return ms;
  };
  const sample = (m: number) => {
    for (let i = 0; i < settings.min; i++) call(m);
    discarded += settings.min;
    let values = Array.from({ length: settings.min }, () => call(m));
    for (let i = 0; i < settings.extra && cv(values) > MAX_CV; i++) values = replaceWorst(values, call(m));
    data.push(...values.map((ms) => ({ m, ms })));
  };
  const sampled = new Set([lowMB, lowMB + Math.ceil(span / 3), highMB]);
  for (const m of sampled) sample(Math.min(m, highMB));
  let fit = fitExponential(data, null);
  const knowledge = (m: number) =>
    [...sampled].reduce((sum, k) => sum + Math.exp(-((m - k) ** 2) / (2 * REACH_MB ** 2)), 1);
  for (;;) {
    const optimum = argmin(lowMB, highMB, (m) => at(fit, m) * m);
    if (data.length > settings.total || knowledge(optimum) > settings.threshold) break;
    const next = argmin(lowMB, highMB, (m) =>
      sampled.has(m) ? Number.POSITIVE_INFINITY : at(fit, m) * m * knowledge(m),
    );
    if (sampled.has(next)) break;
    sampled.add(next);
    sample(next);
    fit = fitExponential(data, fit);
  }
  const pickMB = pickOf(lowMB, highMB, fit, goal === 'cost' ? 1 : SLACK);
  return { pickMB, invocations, discarded, spent, undecided: false, tie: null };
}

/** Its own tolerance window: the fastest size whose predicted cost is within the slack. */
function pickOf(lowMB: number, highMB: number, fit: Fit, slack: number): number {
  const optimum = argmin(lowMB, highMB, (m) => at(fit, m) * m);
  if (slack === 1) return optimum;
  const allowed = slack * at(fit, optimum) * optimum;
  return argmin(lowMB, highMB, (m) => (at(fit, m) * m <= allowed ? at(fit, m) : Number.POSITIVE_INFINITY));
}

type Fit = readonly [number, number, number];

function at([a0, a1, a2]: Fit, m: number): number {
  return a0 + a1 * Math.exp(-m / a2);
}

function argmin(low: number, high: number, value: (m: number) => number): number {
  let [best, least] = [low, Number.POSITIVE_INFINITY];
  for (let m = low; m <= high; m++) {
    const own = value(m);
    if (own < least) [best, least] = [m, own];
  }
  return best;
}

function cv(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1)) / mean;
}

/** One more value takes the place of the one whose loss lowers the variation most; the number of values stays. */
function replaceWorst(values: readonly number[], fresh: number): number[] {
  const options = values.map((_, i) => values.map((value, k) => (k === i ? fresh : value)));
  return [...options, [...values]].reduce((best, next) => (cv(next) < cv(best) ? next : best));
}

/** Least squares in ms, unweighted, by Levenberg and Marquardt, as scipy's curve_fit does; starts at a tenth of the first duration, thrice. */
function fitExponential(data: readonly { m: number; ms: number }[], previous: Fit | null): Fit {
  const tenth = Math.max(1, Math.floor((data[0]?.ms ?? 10) / 10));
  let fit: Fit = previous ?? [tenth, tenth, tenth];
  let damping = 1e-3;
  let error = squares(data, fit);
  for (let round = 0; round < 300 && damping < 1e12; round++) {
    const next = stepOf(data, fit, damping);
    const own = squares(data, next);
    if (own < error) {
      const done = error - own < 1e-12 * error;
      [fit, error, damping] = [next, own, damping / 5];
      if (done) break;
    } else damping *= 4;
  }
  return fit;
}

function squares(data: readonly { m: number; ms: number }[], fit: Fit): number {
  const sum = data.reduce((total, { m, ms }) => total + (at(fit, m) - ms) ** 2, 0);
  return Number.isFinite(sum) ? sum : Number.POSITIVE_INFINITY;
}

function stepOf(data: readonly { m: number; ms: number }[], fit: Fit, damping: number): Fit {
  const [, a1, a2] = fit;
  const matrix = [0, 1, 2].map(() => [0, 0, 0, 0]);
  for (const { m, ms } of data) {
    const e = Math.exp(-m / a2);
    const row = [1, e, (a1 * e * m) / (a2 * a2), ms - at(fit, m)];
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 4; j++) (matrix[i] as number[])[j] = num(matrix[i]?.[j]) + num(row[i]) * num(row[j]);
    }
  }
  for (let i = 0; i < 3; i++) (matrix[i] as number[])[i] = num(matrix[i]?.[i]) * (1 + damping) + 1e-30;
  const [x = 0, y = 0, z = 0] = solve(matrix);
  return [fit[0] + x, fit[1] + y, fit[2] + z];
}

function num(value: number | undefined): number {
  return value ?? 0;
}

/** Gauss with row exchange, three equations. */
function solve(matrix: number[][]): number[] {
  for (let i = 0; i < 3; i++) {
    const pivot = [0, 1, 2]
      .slice(i)
      .reduce((a, b) => (Math.abs(num(matrix[b]?.[i])) > Math.abs(num(matrix[a]?.[i])) ? b : a), i);
    [matrix[i], matrix[pivot]] = [matrix[pivot] as number[], matrix[i] as number[]];
    for (let r = 0; r < 3; r++) {
      if (r === i) continue;
      const factor = num(matrix[r]?.[i]) / num(matrix[i]?.[i]);
      for (let c = i; c < 4; c++) (matrix[r] as number[])[c] = num(matrix[r]?.[c]) - factor * num(matrix[i]?.[c]);
    }
  }
  return [0, 1, 2].map((i) => num(matrix[i]?.[3]) / num(matrix[i]?.[i]));
}
