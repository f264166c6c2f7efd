/** The answer of `memfit tune` as Markdown: the terminal's without curves. */
import type { TuneReport } from '../../model/tuning.ts';
import { cleanse } from './cleanse.ts';
import type { Renderer } from './context.ts';
import { escapeMarkdown, escapeTerminal } from './escape.ts';
import { columnsOf, tried } from './tune-columns.ts';
import { closing, headline, rulerNotes, sentences } from './tune-says.ts';

/** For a pull request. */
export const renderTuneMarkdown: Renderer<TuneReport> = function* (given, { glyphs }) {
  const report = cleanse(given, escapeTerminal);
  for (const one of report.functions) {
    const columns = columnsOf(one, report.prices.currency, glyphs);
    yield `**${escapeMarkdown(headline(one, glyphs))}**\n\n`;
    const rows = tried(one);
    if (rows.length > 0) {
      yield `| ${columns.map(({ title }) => title).join(' | ')} |\n|${columns.map(() => ' ---: |').join('')}\n`;
      for (const row of rows) yield `| ${columns.map(({ cell }) => escapeMarkdown(cell(row))).join(' | ')} |\n`;
      yield '\n';
    }
    for (const text of [...sentences(one, report.prices.currency, glyphs), ...rulerNotes(one)])
      yield `${escapeMarkdown(text)}\n\n`;
    if (one.powerTuningLink !== null) yield `[The sizes on Power Tuning's page](${one.powerTuningLink})\n\n`;
  }
  for (const note of closing(report)) yield `${escapeMarkdown(note)}\n\n`;
};
