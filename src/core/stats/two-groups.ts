/** Does a quantity come in two groups? The dip test and a scan for a valley on a histogram, made safe for rounded values, and a description of the groups. */
import type { Distribution } from '../../model/usage.ts';
import { dipTest } from './dip.ts';
import { deepestValley } from './valley.ts';

/** One group. */
interface Group {
  /** Share of the values, 0..1. */
  readonly share: number;
  readonly median: number;
}

/** Two groups, whether real (small p) or not. */
export interface TwoGroups {
  /** Chance of so clear a split when there is one peak only. */
  readonly p: number;
  /** Independent values counted on. */
  readonly n: number;
  readonly lower: Group;
  readonly upper: Group;
  /** Where the gap between them is emptiest. */
  readonly splitAt: number;
}

/** Fewer values than this cannot show a group of 10 %. */
const FEWEST_FOR_GROUPS = 40;
/** Points the histogram is summarised by; more would change the dip by less than 0.001. */
const MOST_POINTS = 500;
/** Roundings that logs show: whole MB, ms; 10 ms; the 100-ms steps of old billing; 64-MB steps. Largest first. */
const QUANTA = [1000, 100, 64, 10, 1] as const;

/**
 * Tests for more than one peak on the logarithmic scale, and describes the best split in two. `independent`: how many independent values the
 * distribution is worth (clustered calls are worth fewer); default all. Null below 40 of them.
 */
export function twoGroups(distribution: Distribution, independent = distribution.n): TwoGroups | null {
  const n = Math.min(distribution.n, Math.floor(independent));
  if (n < FEWEST_FOR_GROUPS || !(distribution.min > 0)) return null;
  const points = spreadPoints(cellsOf(distribution), Math.min(distribution.n, MOST_POINTS));
  return judge(points, n);
}

/** The same for plain positive numbers in any order (environment maxima). */
export function twoGroupsOf(values: ArrayLike<number>): TwoGroups | null {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length < FEWEST_FOR_GROUPS || !((sorted[0] as number) > 0)) return null;
  const points = spreadPoints(exactCells(sorted), Math.min(sorted.length, MOST_POINTS));
  return judge(points, sorted.length);
}

/** The smaller of both p-values, doubled for having looked twice. */
function judge(points: Float64Array, n: number): TwoGroups {
  const dip = dipTest(points, n);
  const valley = deepestValley(points, n);
  const cut = valley.p <= dip.p ? valley.middle : emptiestOf(points);
  return { p: Math.min(1, 2 * Math.min(dip.p, valley.p)), n, ...splitAt(points, cut) };
}

/** A stretch of the axis that holds `count` values, evenly on the logarithmic scale. */
interface Cell {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

function cellsOf(distribution: Distribution): Cell[] {
  const { values, buckets, base, min, max } = distribution;
  if (values !== null) return exactCells(values);
  const edges = buckets.map(([index, count]) => ({ from: base ** index, to: base ** (index + 1), count }));
  const quantum = QUANTA.find((q) => isRounded(edges, distribution, q));
  const cells = quantum === undefined ? edges : edges.map((edge) => roundedCell(edge, quantum));
  return cells.map((cell, at) => ({
    ...cell,
    from: at === 0 && quantum === undefined ? Math.max(cell.from, min) : cell.from,
    to: at === cells.length - 1 && quantum === undefined ? Math.min(cell.to, max * (1 + 1e-9)) : cell.to,
  }));
}

/** Both extremes, which are kept exactly, are multiples of the quantum, and every bucket holds one. */
function isRounded(edges: readonly Cell[], { min, max }: Distribution, quantum: number): boolean {
  if (min % quantum !== 0 || max % quantum !== 0) return false;
  return edges.every(({ from, to }) => Math.ceil(from / quantum - 1e-9) * quantum < to);
}

/** A bucket of rounded values holds only multiples of the quantum; each stands for half a quantum on either side. */
function roundedCell({ from, to, count }: Cell, quantum: number): Cell {
  const first = Math.ceil(from / quantum - 1e-9) * quantum;
  const last = (Math.ceil(to / quantum - 1e-9) - 1) * quantum;
  return { from: first - quantum / 2, to: last + quantum / 2, count };
}

/** Equal values share a cell as wide as the rounding of the data, so that ties are not taken for peaks. */
function exactCells(sorted: ArrayLike<number>): Cell[] {
  const quantum = quantumOf(sorted);
  const cells: Cell[] = [];
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at] as number;
    let next = at;
    while (next < sorted.length && (sorted[next] as number) === value) next++;
    cells.push({ from: Math.max(value / 2, value - quantum / 2), to: value + quantum / 2, count: next - at });
    at = next;
  }
  return cells;
}

function quantumOf(sorted: ArrayLike<number>): number {
  const every = (test: (value: number) => boolean) => Array.prototype.every.call(sorted, test);
  return QUANTA.find((q) => every((value) => value % q === 0)) ?? 0.01;
}

/** `count` points at even ranks of the spread-out histogram, as logarithms, ascending. */
function spreadPoints(cells: readonly Cell[], count: number): Float64Array {
  const total = cells.reduce((sum, cell) => sum + cell.count, 0);
  const points = new Float64Array(count);
  let [at, before] = [0, 0];
  for (const { from, to, count: inside } of cells) {
    const [low, width] = [Math.log(from), Math.log(to / from)];
    for (; at < count; at++) {
      const rank = ((at + 0.5) / count) * total - before;
      if (rank > inside) break;
      points[at] = low + (width * rank) / inside;
    }
    before += inside;
  }
  return points;
}

function splitAt(points: Float64Array, cut: number): Pick<TwoGroups, 'lower' | 'upper' | 'splitAt'> {
  let smaller = 0;
  // Ascending.
  while (smaller < points.length && points[smaller]! < cut) smaller++;
  const below = Math.min(points.length - 1, Math.max(1, smaller));
  const share = below / points.length;
  return {
    lower: { share, median: Math.exp(points[below >>> 1] as number) },
    upper: { share: 1 - share, median: Math.exp(points[(below + points.length) >>> 1] as number) },
    splitAt: Math.exp(cut),
  };
}

/** Otsu's split (greatest variance between the two sides), moved to the emptiest place between the medians of its sides. */
function emptiestOf(points: Float64Array): number {
  const rough = otsu(points);
  return emptiest(points, points[rough >>> 1] as number, points[(rough + points.length) >>> 1] as number);
}

function otsu(points: Float64Array): number {
  let [total, best, most, sum] = [0, 1, -1, 0];
  for (let at = 0; at < points.length; at++) total += points[at]!;
  for (let below = 1; below < points.length; below++) {
    sum += points[below - 1] as number;
    const above = points.length - below;
    const between = below * above * (sum / below - (total - sum) / above) ** 2;
    if (between > most) [best, most] = [below, between];
  }
  return best;
}

function emptiest(points: Float64Array, left: number, right: number): number {
  const bins = 24;
  const width = (right - left) / bins;
  if (!(width > 0)) return right;
  const counts = new Array<number>(bins).fill(0);
  for (const x of points) {
    const bin = Math.floor((x - left) / width);
    if (bin >= 0 && bin < bins) counts[bin] = (counts[bin] as number) + 1;
  }
  const least = Math.min(...counts);
  const empty = counts.flatMap((count, bin) => (count === least ? [bin] : []));
  const middle = empty[empty.length >>> 1] as number;
  return left + (middle + 0.5) * width;
}
