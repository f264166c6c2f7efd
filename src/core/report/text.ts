/** An analysis for a terminal: a sentence, the table (or one function in detail), what was read, what to type next. */
import type { Analysis, FunctionAnalysis } from '../../model/analysis.ts';
import { accountSentences, freeTierSentences, priceSentence } from './account.ts';
import { cleanse } from './cleanse.ts';
import type { RenderContext, Renderer } from './context.ts';
import { detailLines } from './detail.ts';
import { escapeTerminal } from './escape.ts';
import { counted } from './figures.ts';
import { fleetTable } from './fleet.ts';
import { headline } from './headline.ts';
import { commandLine } from './shell.ts';
import { wrap } from './width.ts';

/** Narrower terminals are written for as if they had this many columns. */
const LEAST_WIDTH = 40;

/** Text for people. No line is wider than the terminal; no text from outside can act on it. */
export const renderText: Renderer<Analysis> = function* (analysis, given) {
  const context = { ...given, width: Math.max(LEAST_WIDTH, given.width) };
  const shown = cleanse(analysis, escapeTerminal);
  for (const lines of [headlineLines(shown, context), ...functionParts(shown, context), closingLines(shown, context)]) {
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
  }
};

function headlineLines(analysis: Analysis, { glyphs, style, width }: RenderContext): string[] {
  return headline(analysis, glyphs).flatMap((sentence) => wrap(sentence, width).map(style.bold));
}

/** The table, or one part per function, so that a detailed fleet is written as it is made. */
function* functionParts(analysis: Analysis, context: RenderContext): Iterable<string[]> {
  const { functions } = analysis;
  if (functions.length === 0) return;
  const shown = context.top === null ? functions : functions.slice(0, context.top);
  if (functions.length === 1 || context.detail) {
    for (const analysed of shown) yield ['', ...detailLines(analysed, context)];
  } else {
    yield ['', ...fleetTable(shown, context)];
  }
  const left = functions.slice(shown.length);
  if (left.length > 0) yield wrap(leftOut(left), context.width).map(context.style.dim);
}

function leftOut(functions: readonly FunctionAnalysis[]): string {
  const changes = functions.filter(({ recommendation }) => recommendation.action === 'change').length;
  return `And ${counted(functions.length, 'more function')}${changes > 0 ? `, ${counted(changes, 'change')} among them` : ''}; --top shows more.`;
}

function closingLines(analysis: Analysis, { glyphs, style, width, next, shell }: RenderContext): string[] {
  const said = [
    ...accountSentences(analysis.account),
    ...freeTierSentences(analysis.totals, glyphs),
    ...(analysis.functions.length > 0 ? [priceSentence(analysis)] : []),
  ];
  const lines = said.flatMap((sentence) =>
    wrap(sentence, width, sentence.startsWith('  ') ? '    ' : '').map(style.dim),
  );
  return ['', ...lines, ...(next.length > 0 ? wrap(`Next: ${commandLine(next, shell)}`, width, '  ') : [])];
}
