/** An analysis as Markdown fit for a pull-request comment: a hidden marker, one sentence, the table, the rest folded. */
import type { Analysis, FunctionAnalysis } from '../../model/analysis.ts';
import type { Finding } from '../../model/finding.ts';
import { accountSentences, freeTierSentences, priceSentence } from './account.ts';
import { facts, policyText, reasons, verdict } from './advice.ts';
import {
  activeFindings,
  confidenceCell,
  durationCell,
  findingsCell,
  headroomCell,
  nowCell,
  savingCell,
  severityOf,
  sizeCell,
} from './cells.ts';
import { cleanse } from './cleanse.ts';
import type { RenderContext, Renderer } from './context.ts';
import { escapeMarkdown, escapeMarkdownHtml, escapeTerminal } from './escape.ts';
import { counted } from './figures.ts';
import { headline } from './headline.ts';
import { settleCommand } from './settle.ts';

/** First line of the comment: how a later run finds it to replace it. Changing it orphans comments that are already there. */
export const COMMENT_MARKER = '<!-- memfit:analysis -->';

/** GitHub refuses comments above 65,536 characters; details stop well before. */
const DETAILS_BUDGET = 50_000;

const HEADINGS = [
  'Function',
  'Size (MB)',
  'Cost now',
  'Saving',
  'Duration',
  'Headroom',
  'Confidence',
  'Severity',
  'Findings',
];

/** Markdown. Every text, ours or others', passes the Markdown escape; only the structure is written raw. */
export const renderMarkdown: Renderer<Analysis> = function* (analysis, context) {
  const shown = cleanse(analysis, escapeTerminal);
  const functions = context.top === null ? shown.functions : shown.functions.slice(0, context.top);
  yield `${COMMENT_MARKER}\n**${headline(shown, context.glyphs).map(escapeMarkdown).join(' ')}**\n\n`;
  if (functions.length > 0) yield* table(functions, shown.functions.length - functions.length, context);
  yield* details(functions, context);
  yield folded('What was read', closing(shown, context));
};

function* table(functions: readonly FunctionAnalysis[], left: number, context: RenderContext): Iterable<string> {
  yield `| ${HEADINGS.join(' | ')} |\n| --- | --- | ---: | --- | --- | ---: | ---: | --- | --- |\n`;
  for (const analysed of functions) yield `| ${row(analysed, context).map(escapeMarkdown).join(' | ')} |\n`;
  yield left > 0 ? `\nAnd ${counted(left, 'more function')}.\n\n` : '\n';
}

function row(analysed: FunctionAnalysis, { glyphs }: RenderContext): string[] {
  return [
    analysed.usage.ref.name,
    sizeCell(analysed, glyphs),
    nowCell(analysed, glyphs),
    savingCell(analysed, glyphs),
    durationCell(analysed, glyphs),
    headroomCell(analysed, glyphs),
    confidenceCell(analysed, glyphs),
    severityOf(analysed) ?? '',
    findingsCell(analysed),
  ];
}

/** One folded part per function that has something to say, as long as the comment has room. */
function* details(functions: readonly FunctionAnalysis[], context: RenderContext): Iterable<string> {
  let room = DETAILS_BUDGET;
  for (const [i, analysed] of functions.entries()) {
    if (analysed.recommendation.action === 'keep' && activeFindings(analysed).length === 0) continue;
    const part = folded(
      `${analysed.usage.ref.name}: ${verdict(analysed, context.glyphs)}`,
      functionLines(analysed, context),
    );
    room -= part.length;
    if (room < 0) {
      yield `Details of ${counted(functions.length - i, 'more function')} left out: a comment holds no more.\n\n`;
      return;
    }
    yield part;
  }
}

/** Lines as Markdown, escaped. */
function functionLines(analysed: FunctionAnalysis, context: RenderContext): string[] {
  const { because, remarks } = reasons(analysed, context);
  const settle = settleCommand(analysed, context.shell);
  const lines = [
    ...(because.length > 0 ? [`Why: ${because.join(' ')}`] : []),
    ...facts(analysed, context).map(({ label, text }) => `${label}: ${text}`),
    ...remarks,
    ...(settle === null ? [] : [`To settle: ${settle}`]),
    ...analysed.recommendation.policies.map((policy) => policyText(policy, context.glyphs)),
  ];
  return [...lines.map(escapeMarkdown), ...analysed.findings.map((finding) => findingLine(finding, context))];
}

/** The docs page is linked only when it is a plain https address. */
function findingLine(finding: Finding, { words }: RenderContext): string {
  const { title, says, advice, docs } = words.finding(finding);
  if (finding.suppressed)
    return escapeMarkdown(`${finding.severity} (ignored: ${finding.suppressed.reason}): ${title}`);
  const link = /^https:\/\/[\w./-]+$/.test(docs) ? ` <${docs}>` : ` ${escapeMarkdown(docs)}`;
  return `${escapeMarkdown(`${finding.severity}: ${title}. ${[says, advice].filter(Boolean).join(' ')}`)}${docs ? link : ''}`;
}

function closing(analysis: Analysis, { glyphs }: RenderContext): string[] {
  const sentences = [
    ...accountSentences(analysis.account, 10),
    ...freeTierSentences(analysis.totals, glyphs),
    priceSentence(analysis),
    `Made by memfit ${analysis.memfitVersion} at ${analysis.generatedAt}.`,
  ];
  return sentences.map((sentence) => escapeMarkdown(sentence.trim()));
}

/** A part that opens on a click; its lines are Markdown already. */
function folded(summary: string, lines: readonly string[]): string {
  const items = lines.map((line) => `- ${line}\n`).join('');
  return `<details><summary>${escapeMarkdownHtml(summary)}</summary>\n\n${items}\n</details>\n\n`;
}
