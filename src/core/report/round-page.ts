/** A whole round as one HTML page: what each opinion says, the curves, the logs, the diff. No script, nothing loaded from elsewhere, readable on paper. */
import type { Analysis } from '../../model/analysis.ts';
import type { TuneReport } from '../../model/tuning.ts';
import type { RenderContext } from './context.ts';
import { escapeHtml } from './escape.ts';
import { analysisClosing, analysisParts } from './html.ts';
import { pageFooter, pageHead, paragraph } from './page-parts.ts';
import { PAGE_STYLE } from './page-style.ts';
import { type SeenTwice, sideBySide, sideBySideColumns, unsafeNote } from './side-by-side.ts';
import { tuneFleet, tuneSection } from './tune-page.ts';
import { closing } from './tune-says.ts';
import { TUNE_STYLE } from './tune-style.ts';

/** What the page shows. */
export interface Round {
  readonly title: string;
  /** What a reader must know before any figure, one paragraph each. */
  readonly about: readonly string[];
  /** Null: there are no logs. */
  readonly analysis: Analysis | null;
  readonly tuning: TuneReport;
  /** Unified diff of the template; empty: nothing would be edited. Null: nothing was planned. */
  readonly diff: string | null;
}

/** Parts stand out above their functions; the diff has its usual colours, and its signs besides. */
const ROUND_STYLE = `
h1 { margin: 3rem 0 .5rem; padding-top: .8rem; border-top: 2px solid var(--line); } h1:first-of-type { font-size: 1.7rem; margin-top: 0; border: 0; }
nav { margin: 1rem 0 2rem; } nav a { margin-right: 1.2rem; } .diff .plus { color: var(--tie); } .diff .minus { color: var(--failed); }
.diff { padding: .8rem; border: 1px solid var(--line); overflow-x: auto; line-height: 1.35; }
`;

/** The page. Texts may be hostile: each passes the HTML escape where it is written. */
export function* renderRoundPage(round: Round, context: RenderContext): Iterable<string> {
  const { title, about, analysis, tuning, diff } = round;
  const { functions, prices } = tuning;
  yield pageHead(title, PAGE_STYLE + TUNE_STYLE + ROUND_STYLE);
  yield `<h1>${escapeHtml(title)}</h1>\n`;
  if (analysis !== null) yield opinions(sideBySide(analysis, functions), context);
  yield contents(round);
  for (const text of about) yield paragraph(text);
  yield '<h1 id="measured">Measured</h1>\n';
  yield tuneFleet(functions, context);
  for (const [i, one] of functions.entries()) yield tuneSection(one, prices.currency, context, `t${i}`);
  if (diff !== null) yield planned(diff);
  if (analysis !== null) {
    yield '<h1 id="logs">From the logs</h1>\n';
    yield* analysisParts(analysis, context);
  }
  const rests = analysis === null ? [] : analysisClosing(analysis, context);
  yield pageFooter([...closing(tuning), ...rests, `Made by memfit ${tuning.memfitVersion}.`]);
}

function contents({ analysis, diff }: Round): string {
  const parts = [
    '<a href="#measured">Measured</a>',
    ...(diff === null ? [] : ['<a href="#plan">In the template</a>']),
    ...(analysis === null ? [] : ['<a href="#logs">From the logs</a>']),
  ];
  return `<nav aria-label="Contents">${parts.join('\n')}</nav>\n`;
}

function opinions(rows: readonly SeenTwice[], { glyphs }: RenderContext): string {
  const columns = sideBySideColumns(glyphs);
  const look = ({ side }: { readonly side: string }): string => (side === 'right' ? ' class="number"' : '');
  const heading = columns.map((column) => `<th scope="col"${look(column)}>${column.title}</th>`).join('');
  const lines = rows.map((row) => {
    const [first = '', ...rest] = columns.map((column) => escapeHtml(column.cell(row)));
    const cells = rest.map((text, i) => `<td${look(columns[i + 1] as (typeof columns)[number])}>${text}</td>`).join('');
    return `<tr><th scope="row">${first}</th>${cells}</tr>\n`;
  });
  const note = unsafeNote(rows);
  return `<div class="scroll" role="region" aria-label="What each says" tabindex="0">\n<table>\n<caption>What the written policies, the logs and the measurement say</caption>\n<thead><tr>${heading}</tr></thead>\n<tbody>\n${lines.join('')}</tbody>\n</table>\n</div>\n${note === null ? '' : paragraph(note, 'quiet')}`;
}

function planned(diff: string): string {
  const body =
    diff === ''
      ? paragraph('Nothing would be edited: no other size was measured to be better with enough certainty.')
      : `<pre class="diff">${diff.split('\n').map(diffLine).join('\n')}</pre>\n`;
  return `<h1 id="plan">In the template</h1>\n${body}`;
}

function diffLine(line: string): string {
  const text = escapeHtml(line);
  if (/^[+-]{3} /.test(line)) return `<b>${text}</b>`;
  if (line.startsWith('+')) return `<span class="plus">${text}</span>`;
  return line.startsWith('-') ? `<span class="minus">${text}</span>` : text;
}
