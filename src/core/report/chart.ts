/** A small column chart in text: counts over an axis, with named marks beneath. */
import type { Glyphs } from './style.ts';
import { widthOf } from './width.ts';

/** A place on the axis with its label; `at` is a column. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

/** Columns of the chart: how much stands in each, left to right. */
export type Columns = readonly number[];

/** Rows that the columns are high. */
const HEIGHT = 4;

/** The chart's lines, as wide as there are columns: the columns (the highest fills the height; whatever is not zero shows), the axis with ticks, the labels. */
export function columnChart(columns: Columns, marks: readonly Mark[], glyphs: Glyphs): string[] {
  return [...columnRows(columns, glyphs), axis(columns.length, marks, glyphs), ...labelRows(marks, columns.length)];
}

/** Sorts weighted values into `count` equal columns over [from, to]; values outside go into the first and last. `scale` is applied to values and ends. */
export function intoColumns(
  weighted: readonly (readonly [value: number, weight: number])[],
  from: number,
  to: number,
  count: number,
  scale: (value: number) => number = (value) => value,
): number[] {
  const columns = new Array<number>(count).fill(0);
  for (const [value, weight] of weighted) {
    const at = columnOf(value, from, to, count, scale);
    columns[at] = (columns[at] ?? 0) + weight;
  }
  return columns;
}

/** How many bars show n values well (Rice's rule, 2 n^(1/3), at least 8), and how many columns each is wide, in at most `width` columns. */
export function barsFor(n: number, width: number): { readonly bars: number; readonly barWidth: number } {
  const wanted = Math.max(8, Math.ceil(2 * Math.cbrt(n)));
  const barWidth = Math.max(1, Math.floor(width / wanted));
  return { bars: Math.floor(width / barWidth), barWidth };
}

/** Each bar as so many equal columns. */
export function widened(bars: Columns, barWidth: number): number[] {
  return bars.flatMap((value) => new Array<number>(barWidth).fill(value));
}

/** The column a value falls into. */
export function columnOf(
  value: number,
  from: number,
  to: number,
  count: number,
  scale: (value: number) => number = (v) => v,
): number {
  const width = scale(to) - scale(from);
  const part = width > 0 ? (scale(value) - scale(from)) / width : 0.5;
  return Math.min(count - 1, Math.max(0, Math.floor(part * count)));
}

function columnRows(columns: Columns, { levels }: Glyphs): string[] {
  const full = levels.length - 1;
  const most = columns.reduce((a, b) => Math.max(a, b), 0);
  const heights = columns.map((n) => (n === 0 || most === 0 ? 0 : Math.max(1, Math.round((n / most) * HEIGHT * full))));
  const rows: string[] = [];
  for (let row = HEIGHT - 1; row >= 0; row--) {
    const cells = heights.map((height) => levels[Math.min(full, Math.max(0, height - row * full))] ?? ' ');
    rows.push(cells.join('').trimEnd());
  }
  return rows.filter((row, i) => row !== '' || rows.slice(0, i).some((above) => above !== ''));
}

function axis(width: number, marks: readonly Mark[], { line, tick, end }: Glyphs): string {
  const cells = new Array<string>(width).fill(line);
  for (const { at } of marks) cells[at] = at === width - 1 ? end : tick;
  return cells.join('');
}

/** Labels centred under their marks, on as many rows as they need to keep clear of each other and of the right edge. */
function labelRows(marks: readonly Mark[], width: number): string[] {
  const rows: string[] = [];
  for (const { at, label } of [...marks].sort((a, b) => a.at - b.at)) {
    const size = widthOf(label);
    const start = Math.max(0, Math.min(at - Math.floor(size / 2), width - size));
    let row = rows.findIndex((text) => widthOf(text) === 0 || widthOf(text) + 2 <= start);
    if (row < 0) row = rows.push('') - 1;
    rows[row] = (rows[row] ?? '') + ' '.repeat(start - widthOf(rows[row] ?? '')) + label;
  }
  return rows;
}
