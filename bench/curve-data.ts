/** Reads measured curves and single invocations from files in the formats of curves.csv, raw_invocations.csv.gz and raw_cfs_sweep.csv.gz; columns by name, functions of any name. */
import { readCsv } from './csv-file.ts';

/** Mean duration at one size. `logError`: standard error of its logarithm. */
export interface CurvePointSeen {
  readonly sizeMB: number;
  readonly meanMs: number;
  readonly logError: number;
}

/** One function's measured curve, sizes ascending, each once. */
export interface MeasuredCurve {
  readonly source: string;
  readonly name: string;
  readonly points: readonly CurvePointSeen[];
}

/** Single warm durations of one function at one size; `groups` are sandboxes where known. */
export interface RawCell {
  readonly source: string;
  readonly name: string;
  readonly sizeMB: number;
  readonly durations: readonly number[];
  readonly groups: readonly number[] | null;
}

/** Columns of a file of curves that hold numbers where they are there. */
const NUMBERS = ['memory_mb', 'mean_ms', 'n', 'std_ms', 'median_ms', 'p95_ms'];

/** Curves with at least `fewest` sizes over a range of at least 2. Cold rows count only where a function has no warm ones. */
export function readCurves(path: string, fewest = 3): MeasuredCurve[] {
  const groups = new Map<string, Record<string, string>[]>();
  for (const row of readCsv(path, ['function', 'memory_mb', 'mean_ms'], NUMBERS)) {
    if (!(Number(row.mean_ms) > 0) || !(Number(row.memory_mb) > 0)) continue;
    const key = [row.source, row.function, row.arch].join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((rows) => {
    const warm = rows.filter(({ cold }) => !isCold(cold));
    const kept =
      new Set(warm.map(({ memory_mb }) => memory_mb)).size >= fewest ? warm : rows.filter(({ cold }) => isCold(cold));
    const points = pointsOf(kept);
    const [first, last] = [points[0], points.at(-1)];
    if (points.length < fewest || !first || !last || last.sizeMB < 2 * first.sizeMB) return [];
    const { source = '', function: name = '', arch = '' } = rows[0] ?? {};
    return [{ source: source || 'unnamed', name: `${name} ${arch}`.trim(), points }];
  });
}

/** Single invocations by function and size, in either format; failed numbers are left out. */
export function readRawCells(path: string): RawCell[] {
  const groups = new Map<string, { row: Record<string, string>; durations: number[]; sandboxes: number[] }>();
  for (const row of readCsv(path, ['memory_mb', 'duration_ms'])) {
    const duration = Number(row.duration_ms);
    if (!(duration > 0) || !(Number(row.memory_mb) > 0)) continue;
    const key = [row.source, row.function, row.arch, row.cold, row.memory_mb].join('\u0000');
    const group = groups.get(key) ?? { row, durations: [], sandboxes: [] };
    group.durations.push(duration);
    if (row.sandbox !== undefined) group.sandboxes.push(Number(row.sandbox));
    groups.set(key, group);
  }
  return [...groups.values()].map(({ row, durations, sandboxes }) => ({
    source: row.source || path.replace(/^.*[\\/]/, ''),
    name: `${row.function ?? 'one function'} ${row.arch ?? ''} ${isCold(row.cold) ? 'cold' : ''}`.trim(),
    sizeMB: Number(row.memory_mb),
    durations,
    groups: sandboxes.length === durations.length ? sandboxes : null,
  }));
}

/** Curves made of the means of single invocations. */
export function curvesOfCells(cells: readonly RawCell[], fewest = 3): MeasuredCurve[] {
  const groups = byKey(cells, ({ source, name }) => `${source}\u0000${name}`);
  return [...groups.values()].flatMap((own) => {
    const points = own
      .filter(({ durations }) => durations.length >= 5)
      .map(({ sizeMB, durations }) => ({
        sizeMB,
        meanMs: mean(durations),
        logError: spread(durations) / Math.sqrt(durations.length),
      }))
      .sort((a, b) => a.sizeMB - b.sizeMB);
    const [first] = own;
    return first && points.length >= fewest ? [{ source: first.source, name: first.name, points }] : [];
  });
}

/** Coefficient of variation. */
export function spread(values: readonly number[]): number {
  const middle = mean(values);
  return (
    Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1)) / middle
  );
}

function pointsOf(rows: readonly Record<string, string>[]): CurvePointSeen[] {
  const bySize = new Map<number, Record<string, string>>();
  for (const row of rows) bySize.set(Number(row.memory_mb), row);
  return [...bySize]
    .map(([sizeMB, row]) => ({ sizeMB, meanMs: Number(row.mean_ms), logError: errorOf(row) }))
    .sort((a, b) => a.sizeMB - b.sizeMB);
}

/** From the standard deviation, else from p95 - median of a normal, else a usual 10 %. */
function errorOf(row: Record<string, string>): number {
  const n = Math.max(1, Number(row.n) || 20);
  const mean = Number(row.mean_ms);
  const [std, p95, median] = [Number(row.std_ms), Number(row.p95_ms), Number(row.median_ms)];
  const cv = std > 0 ? std / mean : p95 > median && median > 0 ? (p95 - median) / 1.645 / mean : 0.1;
  return Math.min(cv, 1.5) / Math.sqrt(n);
}

/** Whether a row of a file is of first calls. */
export function isCold(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Items in groups, in the order in which the groups first appear. */
export function byKey<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Neighbouring sizes whose outer two differ by less than this factor show by their scatter how far a mean is off. */
const NEIGHBOURS = 2.2;
/** Means of more calls than this are taken as they are: their roughness is the function's own (quota stairs), not noise. */
const PRECISE_ERROR = 0.004;

/**
 * How far the means of a curve are off, ln: the scatter around straight lines between neighbours (robust), where it is more than the stated errors
 * and the means are not known to be precise. Repeated runs differ by more than the spread within one run says.
 */
export function scatterOf({ points }: MeasuredCurve): number {
  const misses: number[] = [];
  for (let i = 1; i + 1 < points.length; i++) {
    const [a, b, c] = points
      .slice(i - 1, i + 2)
      .map(({ sizeMB, meanMs }) => [Math.log(sizeMB), Math.log(meanMs)] as const);
    if (!a || !b || !c || c[0] - a[0] > Math.log(NEIGHBOURS)) continue;
    const share = (b[0] - a[0]) / (c[0] - a[0]);
    const miss = b[1] - (1 - share) * a[1] - share * c[1];
    misses.push(Math.abs(miss) / Math.sqrt(1 + share ** 2 + (1 - share) ** 2));
  }
  if (misses.length < 4) return 0;
  misses.sort((x, y) => x - y);
  return 1.4826 * (misses[misses.length >> 1] as number);
}

/** The curve with errors as large as its own scatter says. */
export function withScatter(curve: MeasuredCurve): MeasuredCurve {
  const scatter = scatterOf(curve);
  const points = curve.points.map((point) => ({
    ...point,
    logError: point.logError > PRECISE_ERROR ? Math.max(point.logError, scatter) : point.logError,
  }));
  return { ...curve, points };
}
