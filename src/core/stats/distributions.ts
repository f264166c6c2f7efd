/** Distribution functions and their inverses: normal, Student's t, beta, gamma, binomial, Poisson. */
import { logBeta, logGamma, lowerGamma, regularisedBeta, upperGamma } from './special-functions.ts';

/** P(Z <= z) of the standard normal, with small tails kept exact. */
export function normalCdf(z: number): number {
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z < 0 ? tail : 1 - tail;
}

/** P(Z > z) of the standard normal. */
export function normalUpper(z: number): number {
  return normalCdf(-z);
}

/** z with P(Z <= z) = p, for 0 < p < 1 (Acklam's rational approximation and one Halley step). -Infinity at 0, Infinity at 1. */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  const guess = acklam(p);
  const error = normalCdf(guess) - p;
  const step = error * Math.sqrt(2 * Math.PI) * Math.exp((guess * guess) / 2);
  return guess - step / (1 + (guess * step) / 2);
}

/** P(T <= t) of Student's t with `df` degrees of freedom (> 0). */
export function studentCdf(t: number, df: number): number {
  return studentUpper(-t, df);
}

/** P(T > t) of Student's t, small values kept. */
export function studentUpper(t: number, df: number): number {
  const tail = 0.5 * regularisedBeta(df / (df + t * t), df / 2, 0.5);
  return t < 0 ? 1 - tail : tail;
}

/** t with P(T <= t) = p for Student's t with `df` degrees of freedom (> 0). */
export function studentQuantile(p: number, df: number): number {
  if (p === 0.5) return 0;
  if (df > 1e7) return normalQuantile(p);
  const known = FOUND.get(p) ?? new Map<number, number>();
  const found = known.get(df) ?? studentQuantileOf(p, df);
  // A fleet asks for the same few hundred again and again.
  if (known.size < MOST_FOUND && FOUND.size < MOST_FOUND) FOUND.set(p, known.set(df, found));
  return found;
}

const FOUND = new Map<number, Map<number, number>>();
const MOST_FOUND = 1_000;

function studentQuantileOf(p: number, df: number): number {
  const bothTails = 2 * Math.min(p, 1 - p);
  // Near the middle the complement keeps the digits of a small t.
  const tail = bothTails > 0.5 ? betaQuantile(1 - bothTails, 0.5, df / 2) : betaQuantile(bothTails, df / 2, 0.5);
  const t = Math.sqrt(df * (bothTails > 0.5 ? tail / (1 - tail) : (1 - tail) / tail));
  return p < 0.5 ? -t : t;
}

/** P(X <= x) of the beta distribution. */
export function betaCdf(x: number, a: number, b: number): number {
  return regularisedBeta(x, a, b);
}

/** x with P(X <= x) = p for the beta distribution with a, b > 0. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const norm = logBeta(a, b);
  const density = (x: number) => Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - norm);
  return invert((x) => regularisedBeta(x, a, b), density, p, 0, 1, a / (a + b));
}

/** P(X <= x) of the gamma distribution with the given shape and scale 1. */
export function gammaCdf(x: number, shape: number): number {
  return lowerGamma(shape, x);
}

/** x with P(X <= x) = p for the gamma distribution with the given shape and scale 1. */
export function gammaQuantile(p: number, shape: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  let high = shape + 10 * Math.sqrt(shape) + 10;
  while (lowerGamma(shape, high) < p) high *= 2;
  const norm = logGamma(shape);
  const density = (x: number) => Math.exp((shape - 1) * Math.log(x) - x - norm);
  return invert((x) => lowerGamma(shape, x), density, p, 0, high, Math.min(shape, high / 2));
}

/** P(X > x) of chi-square with `df` degrees of freedom. */
export function chiSquareUpper(x: number, df: number): number {
  return upperGamma(df / 2, x / 2);
}

/** P(X <= k) for X binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return regularisedBeta(1 - p, n - k, k + 1);
}

/** P(X >= k) for X binomial(n, p), small values kept. */
export function binomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return regularisedBeta(p, k, n - k + 1);
}

/** P(X <= k) for X Poisson(mean). */
export function poissonCdf(k: number, mean: number): number {
  return k < 0 ? 0 : upperGamma(k + 1, mean);
}

/** P(X >= k) for X Poisson(mean), small values kept. */
export function poissonUpper(k: number, mean: number): number {
  return k <= 0 ? 1 : lowerGamma(k, mean);
}

/** Solves cdf(x) = p between low and high by Newton steps kept inside a shrinking bracket. */
function invert(
  cdf: (x: number) => number,
  density: (x: number) => number,
  p: number,
  low: number,
  high: number,
  start: number,
): number {
  let [below, above, x] = [low, high, start];
  for (let step = 0; step < 200; step++) {
    const error = cdf(x) - p;
    if (error === 0) return x;
    if (error > 0) above = x;
    else below = x;
    const slope = density(x);
    const newton = x - error / slope;
    const next = slope > 0 && newton > below && newton < above && step % 8 !== 7 ? newton : (below + above) / 2;
    if (Math.abs(next - x) <= 1e-15 * Math.abs(next) || above - below <= 4e-16 * above) return next;
    x = next;
  }
  return x;
}

function acklam(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      polynomial(
        q,
        -7.784894002430293e-3,
        -0.3223964580411365,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
      ) / polynomial(q, 7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    (q *
      polynomial(
        r,
        -39.69683028665376,
        220.9460984245205,
        -275.9285104469687,
        138.357751867269,
        -30.66479806614716,
        2.506628277459239,
      )) /
    polynomial(r, -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1)
  );
}

/** Highest power first. */
function polynomial(x: number, ...coefficients: readonly number[]): number {
  return coefficients.reduce((sum, c) => sum * x + c, 0);
}
