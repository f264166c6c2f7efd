/** The answer of `memfit tune` for a terminal. */
import type { FunctionTuning, TunePoint, TuneReport } from '../../model/tuning.ts';
import { cleanse } from './cleanse.ts';
import type { RenderContext, Renderer } from './context.ts';
import { escapeTerminal } from './escape.ts';
import { duration } from './figures.ts';
import { layOut } from './table.ts';
import { type Currency, columnsOf, tried } from './tune-columns.ts';
import { curvePicture, curvePlaces } from './tune-curve.ts';
import { fleetColumns } from './tune-fleet.ts';
import { closing, headline, linkLine, rulerNotes, sentences } from './tune-says.ts';
import { wrap } from './width.ts';

/** For a terminal: what to do, the sizes, two curves, and what the figures rest on. */
export const renderTuneText: Renderer<TuneReport> = function* (given, context) {
  const report = cleanse(given, escapeTerminal);
  const { style, width, glyphs } = context;
  const say = (text: string, paint = (line: string): string => line): string =>
    `${wrap(text, width).map(paint).join('\n')}\n`;
  for (const one of report.functions) {
    yield* picture(one, report.prices.currency, context);
    yield '\n';
    for (const sentence of sentences(one, report.prices.currency, glyphs)) yield say(sentence);
    const link = linkLine(one);
    // A link is of no use in pieces.
    if (link !== null) yield `${link}\n`;
    for (const note of rulerNotes(one)) yield say(note, style.dim);
    yield '\n';
  }
  if (report.functions.length > 1) yield `${fleetLines(report.functions, context).join('\n')}\n\n`;
  for (const note of closing(report)) yield say(note, style.dim);
};

/** One function in short: the answer in a sentence, the sizes, two curves. Texts may be hostile. */
export function tunePicture(given: FunctionTuning, currency: Currency, context: RenderContext): Iterable<string> {
  return picture(cleanse(given, escapeTerminal), currency, context);
}

function* picture(one: FunctionTuning, currency: Currency, context: RenderContext): Iterable<string> {
  const { style, width, glyphs } = context;
  yield `${wrap(headline(one, glyphs), width).map(style.bold).join('\n')}\n`;
  const rows = tried(one);
  if (rows.length > 0) yield `\n${tableLines(one, rows, currency, context).join('\n')}\n`;
  yield* curves(one, context);
}

function fleetLines(functions: readonly FunctionTuning[], { width, glyphs, style }: RenderContext): readonly string[] {
  const layout = layOut(fleetColumns(glyphs), functions, { width, ellipsis: glyphs.ellipsis, heading: style.dim });
  return layout.lines ?? functions.map((one) => headline(one, glyphs));
}

function tableLines(
  one: FunctionTuning,
  rows: readonly TunePoint[],
  currency: Currency,
  { width, style, glyphs }: RenderContext,
): string[] {
  const columns = columnsOf(one, currency, glyphs).map((column) => ({
    ...column,
    paint: (text: string, row: TunePoint) => (row.sizeMB === one.pickMB ? style.green(text) : text),
  }));
  const layout = layOut(columns, rows, { width, ellipsis: glyphs.ellipsis, heading: style.dim });
  return [...(layout.lines ?? rows.map(({ sizeMB, durationMs }) => `${sizeMB} MB: ${duration(durationMs.best)}`))];
}

function* curves(one: FunctionTuning, { width, glyphs, style }: RenderContext): Iterable<string> {
  const { points, pickMB } = one;
  if (points.filter(({ measured }) => measured > 0).length < 2) return;
  const costs = curvePlaces(one, ({ perMillion: { low, best, high } }) => ({
    low: Number(low),
    best: Number(best),
    high: Number(high),
  }));
  const base = Math.min(...costs.map(({ best }) => best));
  const multiples = costs.map((place) => ({
    ...place,
    low: place.low / base,
    best: place.best / base,
    high: place.high / base,
  }));
  const columns = Math.max(30, Math.min(72, width - 12));
  const pictures = [
    ['duration', curvePlaces(one, ({ durationMs }) => durationMs), duration],
    ['cost, times the cheapest', multiples, (value: number) => value.toFixed(2)],
  ] as const;
  for (const [title, places, label] of pictures) {
    yield `\n${style.dim(title)}\n`;
    yield `${curvePicture(places, pickMB, columns, label, glyphs).join('\n')}\n`;
  }
}
