/** The answer of `memfit tune` in every output format. */
import type { TuneReport } from '../../model/tuning.ts';
import type { Renderer } from './context.ts';
import { escapeJson } from './escape.ts';
import { renderTuneCsv } from './tune-csv.ts';
import { renderTuneMarkdown } from './tune-markdown.ts';
import { renderTunePage } from './tune-page.ts';
import { renderTuneText } from './tune-text.ts';

/** How each format of `memfit tune` is written. */
export const TUNE_RENDERERS = {
  table: renderTuneText,
  json: renderJson,
  csv: renderTuneCsv,
  markdown: renderTuneMarkdown,
  html: renderTunePage,
} satisfies Record<string, Renderer<TuneReport>>;

/** As one JSON document (schemas/tune.v1.json). */
function* renderJson(report: TuneReport): Iterable<string> {
  yield `${escapeJson(JSON.stringify(report, null, 2))}\n`;
}
