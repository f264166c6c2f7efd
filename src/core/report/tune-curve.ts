/** The curve in text: duration or cost against size on log axes, with the band of what is believed and the sizes that were measured. */
import type { FunctionTuning, TunePoint } from '../../model/tuning.ts';
import type { Glyphs } from './style.ts';

/** One place of a curve; [low, high] is the band. */
export interface CurvePlace {
  readonly sizeMB: number;
  readonly low: number;
  readonly best: number;
  readonly high: number;
  readonly measured: boolean;
}

/** The places from the first to the last measured size: beyond what was measured the belief is of no use in a picture. Empty: none was measured. */
export function curvePlaces(
  { points }: Pick<FunctionTuning, 'points'>,
  valueAt: (point: TunePoint) => { readonly low: number; readonly best: number; readonly high: number },
): CurvePlace[] {
  const measured = points.filter((point) => point.measured > 0);
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined) return [];
  const shown = points.filter(({ sizeMB }) => sizeMB >= first.sizeMB && sizeMB <= last.sizeMB);
  return shown.map((point) => {
    const { low, best, high } = valueAt(point);
    return { sizeMB: point.sizeMB, low, best, high, measured: point.measured > 0 };
  });
}

/** Rows of the picture. */
const HEIGHT = 8;

interface Pens {
  readonly band: string;
  readonly line: string;
  readonly measured: string;
  readonly pick: string;
}

/** The picture's lines: the top and bottom value at the left (as `label` writes them), sizes below. `columns`: room for the picture itself. */
export function curvePicture(
  places: readonly CurvePlace[],
  pickMB: number | null,
  columns: number,
  label: (value: number) => string,
  glyphs: Glyphs,
): string[] {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || places.length < 2) return [];
  const pens = pensOf(glyphs);
  const x = (sizeMB: number): number =>
    Math.round((Math.log(sizeMB / first.sizeMB) / Math.log(last.sizeMB / first.sizeMB)) * (columns - 1));
  const least = Math.min(...places.map(({ low }) => low));
  const most = Math.max(...places.map(({ high }) => high), least * 1.02);
  const y = (value: number): number =>
    HEIGHT - 1 - Math.round((Math.log(value / least) / Math.log(most / least)) * (HEIGHT - 1));
  const rows = Array.from({ length: HEIGHT }, () => new Array<string>(columns).fill(' '));
  const put = (row: number, column: number, pen: string): void => {
    const cells = rows[row];
    if (cells) cells[column] = pen;
  };
  for (let column = 0; column < columns; column++) {
    const place = between(places, first.sizeMB * (last.sizeMB / first.sizeMB) ** (column / (columns - 1)));
    for (let row = y(place.high); row <= y(place.low); row++) put(row, column, pens.band);
    put(y(place.best), column, pens.line);
  }
  for (const { sizeMB, best, measured } of places) {
    if (measured) put(y(best), x(sizeMB), sizeMB === pickMB ? pens.pick : pens.measured);
  }
  return framed(rows, [label(most), label(least)], places, x, glyphs);
}

function pensOf({ levels }: Glyphs): Pens {
  const ascii = levels.length <= 3;
  return ascii
    ? { band: ':', line: '-', measured: 'o', pick: '@' }
    : { band: '░', line: '─', measured: '●', pick: '◆' };
}

/** Values at a size between two places, straight in the logarithms. */
function between(places: readonly CurvePlace[], sizeMB: number): CurvePlace {
  const at = Math.max(
    1,
    places.findIndex((place) => place.sizeMB >= sizeMB),
  );
  const [left, right] = [places[at - 1] as CurvePlace, places[at] as CurvePlace];
  const part = Math.log(sizeMB / left.sizeMB) / Math.log(right.sizeMB / left.sizeMB);
  const mix = (a: number, b: number): number => Math.exp(Math.log(a) + (Math.log(b) - Math.log(a)) * part);
  return {
    sizeMB,
    low: mix(left.low, right.low),
    best: mix(left.best, right.best),
    high: mix(left.high, right.high),
    measured: false,
  };
}

function framed(
  rows: readonly (readonly string[])[],
  labels: readonly [string, string],
  places: readonly CurvePlace[],
  x: (sizeMB: number) => number,
  glyphs: Glyphs,
): string[] {
  const margin = Math.max(...labels.map((text) => text.length));
  const side = (row: number): string =>
    (row === 0 ? labels[0] : row === rows.length - 1 ? labels[1] : '').padStart(margin);
  const columns = rows[0]?.length ?? 0;
  const axis = new Array<string>(columns).fill(glyphs.line);
  const names = new Array<string>(columns).fill(' ');
  let free = 0;
  for (const { sizeMB } of places) {
    const text = String(sizeMB);
    const from = Math.min(Math.max(0, x(sizeMB) - Math.floor(text.length / 2)), columns - text.length);
    if (from < free) continue;
    axis[x(sizeMB)] = glyphs.tick;
    names.splice(from, text.length, ...text);
    free = from + text.length + 2;
  }
  const lines = rows.map((cells, row) => `${side(row)} ${cells.join('')}`);
  const gap = ' '.repeat(margin + 1);
  return [...lines, `${gap}${axis.join('')}`, `${gap}${names.join('')}`].map((line) => line.trimEnd());
}
