/** The functions to judge, out of files of curves and files of single calls: each function once, its single calls with it. */
import { byKey, curvesOfCells, type MeasuredCurve, type RawCell, readCurves, readRawCells } from './curve-data.ts';

/** Curves, and single calls under the names of their curves. */
export interface CurveSet {
  readonly curves: readonly MeasuredCurve[];
  readonly cells: readonly RawCell[];
}

/** Least number of sizes, and range, of a curve that is judged. */
const [FEWEST_SIZES, LEAST_RANGE] = [5, 4];
/** A file without names belongs to the curve whose sizes and means it has, to this precision. */
const SAME_MEAN = 0.03;

/**
 * Reads the files. Functions that only single calls know make curves of their own where `rawCounts`; else their calls serve as noise alone.
 * `namesFrom`: curves that the prior was fitted to; a nameless file of theirs is recognised, so that the prior it is judged with has not seen it.
 */
export function curveSet(
  curveFiles: readonly string[],
  rawFiles: readonly string[],
  rawCounts: boolean,
  namesFrom: readonly string[] = [],
): CurveSet {
  const fromFiles = curveFiles.flatMap((path) => readCurves(path, FEWEST_SIZES));
  const cells = rawFiles.flatMap(readRawCells);
  const others = namesFrom
    .filter((path) => !curveFiles.includes(path))
    .flatMap((path) => readCurves(path, FEWEST_SIZES));
  const named = underCurveNames(cells, [...fromFiles, ...others]);
  const known = new Set(fromFiles.map(({ source, name }) => `${source} ${name}`));
  const fromCells = rawCounts
    ? curvesOfCells(named, FEWEST_SIZES).filter(({ source, name }) => !known.has(`${source} ${plain(name)}`))
    : [];
  const curves = [...fromFiles, ...fromCells].filter(
    ({ points }) => (points.at(-1)?.sizeMB ?? 0) >= LEAST_RANGE * (points[0]?.sizeMB ?? 0),
  );
  return { curves, cells: named };
}

/** Cells of a function that the curves do not know by name, but by its sizes and means, get the curve's name. */
function underCurveNames(cells: readonly RawCell[], curves: readonly MeasuredCurve[]): RawCell[] {
  return [...byKey(cells, ({ source, name }) => `${source}\u0000${name}`).values()].flatMap((own) => {
    const first = own[0];
    if (!first || curves.some(({ source, name }) => source === first.source && name === plain(first.name))) return own;
    const twin = curves.find((curve) => isSame(curve, own));
    return twin ? own.map((cell) => ({ ...cell, source: twin.source, name: twin.name })) : own;
  });
}

function isSame({ points }: MeasuredCurve, cells: readonly RawCell[]): boolean {
  const means = new Map(points.map(({ sizeMB, meanMs }) => [sizeMB, meanMs]));
  if (cells.length < FEWEST_SIZES || cells.length !== points.length) return false;
  const alike = cells.filter(({ sizeMB, durations }) => {
    const mean = durations.reduce((a, b) => a + b, 0) / durations.length;
    return Math.abs(mean / (means.get(sizeMB) ?? Number.NaN) - 1) < SAME_MEAN;
  });
  return alike.length >= 0.9 * cells.length;
}

function plain(name: string): string {
  return name.replace(/ cold$/, '').trim();
}
