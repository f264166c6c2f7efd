/** Hartigan's dip: how far a sample is from every distribution with a single peak. */

/** The result of the dip test. */
export interface DipTest {
  /** Greatest distance between the empirical distribution and the nearest unimodal one, 0..0.25. */
  readonly dip: number;
  /** Chance of so large a dip when there is one peak only (uniform, the least favourable: other single peaks give less). */
  readonly p: number;
}

/**
 * Dip test of unimodality (Hartigan and Hartigan 1985) on ascending values without ties. `n`: how many independent values
 * stand behind them, when the values are a summary of more. Needs at least 4 values, else p = 1.
 */
export function dipTest(sorted: ArrayLike<number>, n = sorted.length): DipTest {
  if (sorted.length < 4) return { dip: 0, p: 1 };
  const measured = dipOf(sorted);
  const dip = n > sorted.length ? Math.max(0, measured - 1 / (2 * sorted.length)) : measured;
  return { dip, p: dipP(dip, n) };
}

/**
 * The dip itself. A unimodal distribution is convex up to its peak and concave after it, so the peak's interval is narrowed
 * between the greatest convex minorant and the least concave majorant of the empirical distribution until the distance
 * between the two no longer exceeds what has been met outside (the search of Applied Statistics algorithm AS 217).
 */
export function dipOf(x: ArrayLike<number>): number {
  const n = x.length;
  let [from, to] = [0, n - 1];
  // Distances in units of 1 / n; a step function is one step away from itself.
  let dip = 1;
  for (;;) {
    const minorant = hull(x, from, to, 1);
    const majorant = hull(x, from, to, -1);
    const gap = widestGap(x, minorant, majorant);
    if (gap.width <= dip) break;
    dip = Math.max(dip, bulgeAbove(x, minorant, from, gap.from), bulgeBelow(x, majorant, gap.to, to));
    if (gap.from === from && gap.to === to) break;
    [from, to] = [gap.from, gap.to];
  }
  return dip / (2 * n);
}

/** Indices of the lower (side 1) or upper (side -1) convex hull of the points (x_i, i), from `from` to `to`. */
function hull(x: ArrayLike<number>, from: number, to: number, side: 1 | -1): number[] {
  const corners = [from];
  for (let at = from + 1; at <= to; at++) {
    while (corners.length > 1 && !turns(x, corners.at(-2) as number, corners.at(-1) as number, at, side)) corners.pop();
    corners.push(at);
  }
  return corners;
}

function turns(x: ArrayLike<number>, a: number, b: number, c: number, side: 1 | -1): boolean {
  const first = (b - a) * ((x[c] as number) - (x[b] as number));
  const second = (c - b) * ((x[b] as number) - (x[a] as number));
  return side * (second - first) > 0;
}

interface Gap {
  readonly width: number;
  /** The corner of the minorant at or left of the widest place, and that of the majorant at or right of it. */
  readonly from: number;
  readonly to: number;
}

/** The widest vertical distance between the two hulls, met at a corner of one of them. */
function widestGap(x: ArrayLike<number>, minorant: readonly number[], majorant: readonly number[]): Gap {
  let widest: Gap = { width: 0, from: minorant[0] as number, to: minorant.at(-1) as number };
  let [low, high] = [0, 0];
  for (const corner of minorant) {
    while ((majorant[high + 1] ?? Number.POSITIVE_INFINITY) <= corner) high++;
    const next = majorant[high] === corner ? corner : (majorant[high + 1] as number);
    const width = lineAt(x, majorant[high] as number, next, corner) - corner + 1;
    if (width > widest.width) widest = { width, from: corner, to: next };
  }
  for (const corner of majorant) {
    while ((minorant[low + 1] ?? Number.POSITIVE_INFINITY) <= corner) low++;
    const last = minorant[low] as number;
    const next = last === corner ? corner : (minorant[low + 1] as number);
    const width = corner - lineAt(x, last, next, corner) + 1;
    if (width > widest.width) widest = { width, from: last, to: corner };
  }
  return widest;
}

function lineAt(x: ArrayLike<number>, a: number, b: number, at: number): number {
  if (a === b) return a;
  const [xa, xb, xi] = [x[a] as number, x[b] as number, x[at] as number];
  return xb === xa ? a : a + ((b - a) * (xi - xa)) / (xb - xa);
}

/** How far the sample rises above its convex minorant left of the peak. */
function bulgeAbove(x: ArrayLike<number>, minorant: readonly number[], from: number, to: number): number {
  return bulge(x, minorant, from, to, 1);
}

/** How far the sample falls below its concave majorant right of the peak. */
function bulgeBelow(x: ArrayLike<number>, majorant: readonly number[], from: number, to: number): number {
  return bulge(x, majorant, from, to, -1);
}

function bulge(x: ArrayLike<number>, corners: readonly number[], from: number, to: number, side: 1 | -1): number {
  let most = 1;
  for (let piece = 0; piece + 1 < corners.length; piece++) {
    const [a, b] = [corners[piece] as number, corners[piece + 1] as number];
    if (a < from || b > to) continue;
    for (let at = a + 1; at < b; at++) most = Math.max(most, side * (at - lineAt(x, a, b, at)) + 1);
  }
  return most;
}

/** Chances of being exceeded that the rows below belong to. */
const TAILS = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001] as const;
/** Points of sqrt(n) x dip for uniform samples: 40,000 samples a row up to n = 200, 16,000 at 500, 8,000 at 1,000 (sfc32, seed 1). */
const TAIL_POINTS = [
  { n: 10, points: [0.3094, 0.3756, 0.4123, 0.442, 0.4779, 0.505, 0.573] },
  { n: 20, points: [0.3278, 0.3962, 0.4361, 0.4709, 0.5112, 0.5409, 0.6212] },
  { n: 50, points: [0.3457, 0.4163, 0.4593, 0.4977, 0.542, 0.5708, 0.6699] },
  { n: 100, points: [0.3542, 0.4271, 0.4715, 0.5106, 0.5611, 0.5908, 0.679] },
  { n: 200, points: [0.3619, 0.4354, 0.4802, 0.5207, 0.5675, 0.6014, 0.6964] },
  { n: 500, points: [0.3681, 0.4425, 0.4868, 0.5305, 0.5798, 0.6114, 0.7102] },
  { n: 1000, points: [0.37, 0.447, 0.4959, 0.539, 0.5869, 0.6157, 0.7076] },
] as const;

/** Interpolated: ln p is taken as linear in the square of sqrt(n) x dip, also beyond the table. The row above n is used, which errs to the safe side. */
function dipP(dip: number, n: number): number {
  const stat = dip * dip * n;
  const points = (TAIL_POINTS.find((row) => row.n >= n) ?? TAIL_POINTS[6]).points;
  let piece = 0;
  while (piece < points.length - 2 && stat > (points[piece + 1] as number) ** 2) piece++;
  const [left, right] = [(points[piece] as number) ** 2, (points[piece + 1] as number) ** 2];
  const [leftP, rightP] = [Math.log(TAILS[piece] as number), Math.log(TAILS[piece + 1] as number)];
  return Math.min(1, Math.exp(leftP + ((stat - left) / (right - left)) * (rightP - leftP)));
}
