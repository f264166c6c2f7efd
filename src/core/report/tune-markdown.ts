/** The answer of `memfit tune` as Markdown: the terminal's without curves. */
import type { TuneReport } from '../../model/tuning.ts';
import { cleanse } from './cleanse.ts';
import type { Renderer } from './context.ts';
import { escapeMarkdown, escapeTerminal } from './escape.ts';
import type { Column } from './table.ts';
import { columnsOf, tried } from './tune-columns.ts';
import { fleetColumns } from './tune-fleet.ts';
import { closing, headline, rulerNotes, sentences } from './tune-says.ts';

/** For a pull request. */
export const renderTuneMarkdown: Renderer<TuneReport> = function* (given, { glyphs }) {
  const report = cleanse(given, escapeTerminal);
  for (const one of report.functions) {
    yield `**${escapeMarkdown(headline(one, glyphs))}**\n\n`;
    const rows = tried(one);
    if (rows.length > 0) yield tableOf(columnsOf(one, report.prices.currency, glyphs), rows);
    for (const text of [...sentences(one, report.prices.currency, glyphs), ...rulerNotes(one)])
      yield `${escapeMarkdown(text)}\n\n`;
    if (one.powerTuningLink !== null) yield `[The sizes on Power Tuning's page](${one.powerTuningLink})\n\n`;
  }
  if (report.functions.length > 1) yield tableOf(fleetColumns(glyphs), report.functions);
  for (const note of closing(report)) yield `${escapeMarkdown(note)}\n\n`;
};

function tableOf<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const sides = columns.map(({ side }) => (side === 'right' ? ' ---: |' : ' --- |'));
  const lines = rows.map((row) => `| ${columns.map(({ cell }) => escapeMarkdown(cell(row))).join(' | ')} |\n`);
  return `| ${columns.map(({ title }) => title).join(' | ')} |\n|${sides.join('')}\n${lines.join('')}\n`;
}
