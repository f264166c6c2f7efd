/** One lasting change of level in a series over time, told from daily rhythm, slow waves and chance. */

import type { Interval } from '../../model/interval.ts';
import { studentQuantile, studentUpper } from './distributions.ts';

/** One slice of time: its beginning, a value (usually a logarithm) and how many observations stand behind it. */
export interface SeriesPoint {
  readonly fromMs: number;
  readonly value: number;
  readonly weight: number;
}

/** The most likely change, whether real (small p) or not. */
export interface LevelShift {
  /** The slice that begins the new level. */
  readonly atMs: number;
  /** New level minus old, in units of the value, rhythm taken out. */
  readonly shift: Interval;
  /** Corrected for having looked at every possible time and for slices that resemble their neighbours. */
  readonly p: number;
  readonly before: number;
  readonly after: number;
  /** What of the day's rhythm could be taken out: `phases` (each time of day has its own level), `waves` (of 24 h and its fractions), `none` (slices of whole days). */
  readonly rhythm: 'phases' | 'waves' | 'none';
  /** Less than two days were seen: an abrupt daily rhythm (office hours) looks like a step. */
  readonly mayBeRhythm: boolean;
}

/** Fewer slices than this on one side of a change are not a level. */
const FEWEST_A_SIDE = 4;
const FEWEST_SLICES = 12;
/** From so many slices on, more waves of the day than two are affordable. */
const MANY_SLICES = 24;
const DAY_MS = 86_400_000;
/** Observations at which a slice counts in full: beyond this, what differs between slices is more than chance within them. */
const FULL_WEIGHT = 20;
/** Values are never taken to be known better than this, so that rounding is no evidence. */
const LEAST_NOISE = 1e-6;

/**
 * Scans all times for one level shift by weighted least squares beside nuisance terms (a level for each time of day when the slices divide the day
 * and two days or more are seen, else waves of 24 h, 12 h and, with 24 slices, 8 h and, with two days, 6 h). The t statistic is deflated by the lag-1 autocorrelation of what remains, and p multiplied by the number of
 * times looked at (Bonferroni). Slices are sorted by time and equally wide (`widthMs`); gaps are allowed. Null below 12 slices.
 */
export function levelShift(points: readonly SeriesPoint[], widthMs: number, level = 0.95): LevelShift | null {
  const n = points.length;
  if (n < FEWEST_SLICES) return null;
  const roots = points.map(({ weight }) => Math.sqrt(Math.min(1, weight / FULL_WEIGHT)));
  const { rhythm, columns } = nuisances(points, widthMs);
  const basis = orthonormal(columns.map((column) => column.map((x, at) => x * (roots[at] as number))));
  const y = residual(
    points.map(({ value }, at) => value * (roots[at] as number)),
    basis,
  );
  const looks = Math.max(1, n - 2 * FEWEST_A_SIDE + 1);
  let best: Fit | null = null;
  for (let at = FEWEST_A_SIDE; at <= n - FEWEST_A_SIDE; at++) {
    const fit = fitStep(at, y, basis, roots);
    if (fit !== null && (best === null || fit.explained > best.explained)) best = fit;
  }
  if (best === null) return null;
  return judge(best, y, basis.length, looks, rhythm, points, level);
}

interface Fit {
  readonly at: number;
  readonly shift: number;
  readonly explained: number;
  readonly leverage: number;
  readonly step: readonly number[];
}

function fitStep(
  at: number,
  y: readonly number[],
  basis: readonly (readonly number[])[],
  roots: readonly number[],
): Fit | null {
  const step = residual(
    roots.map((root, row) => (row >= at ? root : 0)),
    basis,
  );
  const leverage = dot(step, step);
  // A step that the rhythm can imitate is no evidence.
  if (leverage < 0.05 * Math.min(at, roots.length - at)) return null;
  const shift = dot(step, y) / leverage;
  return { at, shift, explained: shift * shift * leverage, leverage, step };
}

function judge(
  fit: Fit,
  y: readonly number[],
  terms: number,
  looks: number,
  rhythm: LevelShift['rhythm'],
  points: readonly SeriesPoint[],
  level: number,
): LevelShift | null {
  const left = y.map((value, at) => value - fit.shift * (fit.step[at] as number));
  const freedom = y.length - terms - 1;
  if (freedom < 4) return null;
  const squares = Math.max(dot(left, left), freedom * LEAST_NOISE ** 2);
  const likeness = autocorrelation(left, terms + 1);
  const inflation = (1 + likeness) / (1 - likeness);
  const error = Math.sqrt(((squares / freedom) * inflation) / fit.leverage);
  const df = Math.max(2, freedom / inflation);
  const p = Math.min(1, 2 * looks * studentUpper(Math.abs(fit.shift) / error, df));
  const half = studentQuantile((1 + level) / 2, df) * error;
  return {
    atMs: (points[fit.at] as SeriesPoint).fromMs,
    shift: { low: fit.shift - half, best: fit.shift, high: fit.shift + half, level, n: y.length },
    p,
    before: fit.at,
    after: y.length - fit.at,
    rhythm,
    mayBeRhythm: (points.at(-1) as SeriesPoint).fromMs - (points[0] as SeriesPoint).fromMs < 2 * DAY_MS,
  };
}

function nuisances(
  points: readonly SeriesPoint[],
  widthMs: number,
): { rhythm: LevelShift['rhythm']; columns: number[][] } {
  const constant = points.map(() => 1);
  if (widthMs % DAY_MS === 0) return { rhythm: 'none', columns: [constant] };
  const span = (points.at(-1) as SeriesPoint).fromMs - (points[0] as SeriesPoint).fromMs + widthMs;
  const phases = DAY_MS / widthMs;
  if (span >= 2 * DAY_MS && Number.isInteger(phases) && phases <= points.length / 2) {
    const phaseOf = points.map(({ fromMs }) => Math.floor((fromMs % DAY_MS) / widthMs));
    const columns = Array.from({ length: phases }, (_, phase) => phaseOf.map((p) => (p === phase ? 1 : 0)));
    return { rhythm: 'phases', columns };
  }
  // The mean of a wave over a slice is a wave of the same period, so this also holds for slices longer than a day.
  const harmonics = points.length < MANY_SLICES ? 2 : span >= 2 * DAY_MS ? 4 : 3;
  const waves = Array.from({ length: harmonics }, (_, at) => (2 * Math.PI * (at + 1)) / DAY_MS).flatMap((speed) => [
    points.map(({ fromMs }) => Math.cos(speed * fromMs)),
    points.map(({ fromMs }) => Math.sin(speed * fromMs)),
  ]);
  return { rhythm: 'waves', columns: [constant, ...waves] };
}

/** Gram and Schmidt; columns that others already span fall out. */
function orthonormal(columns: readonly (readonly number[])[]): number[][] {
  const basis: number[][] = [];
  for (const column of columns) {
    const rest = residual(residual(column, basis), basis);
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-6 * Math.sqrt(dot(column, column)) && length > 0) basis.push(rest.map((x) => x / length));
  }
  return basis;
}

function residual(column: readonly number[], basis: readonly (readonly number[])[]): number[] {
  const rest = [...column];
  for (const unit of basis) {
    const share = dot(rest, unit);
    for (let at = 0; at < rest.length; at++) rest[at] = (rest[at] as number) - share * (unit[at] as number);
  }
  return rest;
}

/** Lag-1 autocorrelation, corrected for the bias that fitting `terms` terms causes (about -(1 + terms) / n), between 0 and 0.9. */
function autocorrelation(rest: readonly number[], terms: number): number {
  let products = 0;
  for (let at = 1; at < rest.length; at++) products += (rest[at] as number) * (rest[at - 1] as number);
  const squares = dot(rest, rest);
  if (squares === 0) return 0;
  return Math.min(0.9, Math.max(0, products / squares + (1 + Math.min(terms, rest.length / 4)) / rest.length));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
