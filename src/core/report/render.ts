/** The output formats of an analysis, one file each. */
import type { Analysis } from '../../model/analysis.ts';
import type { Renderer } from './context.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { renderJson, renderNdjson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText } from './text.ts';

/** Values of `-o`. */
export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'markdown', 'html'] as const;
/** One output format. */
export type Format = (typeof FORMATS)[number];

/** How each format is written. */
export const RENDERERS = {
  table: renderText,
  json: renderJson,
  ndjson: renderNdjson,
  csv: renderCsv,
  markdown: renderMarkdown,
  html: renderHtml,
} satisfies Record<Format, Renderer<Analysis>>;
