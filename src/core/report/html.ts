/** An analysis as one HTML page: no script, nothing loaded from elsewhere, readable on paper. */
import type { Analysis, FunctionAnalysis } from '../../model/analysis.ts';
import type { Finding } from '../../model/finding.ts';
import { accountSentences, freeTierSentences, priceSentence } from './account.ts';
import { facts, policyText, reasons, verdict } from './advice.ts';
import {
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
import { sizeInForce } from './detail.ts';
import { escapeHtml, escapeTerminal } from './escape.ts';
import { counted, megabytes } from './figures.ts';
import { headline } from './headline.ts';
import { durationChart, memoryChart, quantileTexts } from './histograms.ts';
import { pageFooter, pageHead, paragraph } from './page-parts.ts';
import { PAGE_STYLE } from './page-style.ts';
import { settleCommand } from './settle.ts';

/** Columns of the pictures in a page. */
const CHART_WIDTH = 72;

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

/** A whole page. Every text passes the HTML escape at the place where it is written. */
export const renderHtml: Renderer<Analysis> = function* (analysis, context) {
  yield pageHead(`memfit analysis, ${analysis.generatedAt}`, PAGE_STYLE);
  yield `<h1>memfit analysis</h1>\n`;
  yield* analysisParts(analysis, context);
  const sentences = analysisClosing(analysis, context);
  const made = `Made by memfit ${analysis.memfitVersion} at ${analysis.generatedAt}.`;
  yield pageFooter([...sentences, made]);
};

/**
 * The analysis as a part of a page that has the style PAGE_STYLE: its sentence, the table of functions, a section each with the anchors `f0`, `f1` … Texts may be hostile.
 */
export function* analysisParts(analysis: Analysis, context: RenderContext): Iterable<string> {
  const shown = cleanse(analysis, escapeTerminal);
  const functions = context.top === null ? shown.functions : shown.functions.slice(0, context.top);
  yield headline(shown, context.glyphs)
    .map((sentence) => paragraph(sentence, 'lead'))
    .join('');
  if (functions.length > 0) yield* table(functions, context);
  const left = shown.functions.length - functions.length;
  if (left > 0) yield paragraph(`And ${counted(left, 'more function')}.`, 'quiet');
  for (const [i, analysed] of functions.entries()) yield section(analysed, i, context);
}

/** What the figures of an analysis rest on: what was read, free tier, prices. */
export function analysisClosing(analysis: Analysis, { glyphs }: Pick<RenderContext, 'glyphs'>): string[] {
  const shown = cleanse(analysis, escapeTerminal);
  const sentences = [
    ...accountSentences(shown.account, 20),
    ...freeTierSentences(shown.totals, glyphs),
    priceSentence(shown),
  ];
  return sentences.map((sentence) => sentence.trim());
}

function* table(functions: readonly FunctionAnalysis[], context: RenderContext): Iterable<string> {
  yield `<table>\n<thead><tr>${HEADINGS.map((heading) => `<th scope="col">${heading}</th>`).join('')}</tr></thead>\n<tbody>\n`;
  for (const [i, analysed] of functions.entries()) yield row(analysed, i, context);
  yield '</tbody>\n</table>\n';
}

function row(analysed: FunctionAnalysis, i: number, { glyphs }: RenderContext): string {
  const severity = severityOf(analysed);
  const cells = [
    sizeCell(analysed, glyphs),
    nowCell(analysed, glyphs),
    savingCell(analysed, glyphs),
    durationCell(analysed, glyphs),
    headroomCell(analysed, glyphs),
    confidenceCell(analysed, glyphs),
  ];
  const name = `<th scope="row"><a href="#f${i}">${escapeHtml(analysed.usage.ref.name)}</a></th>`;
  const middle = cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('');
  return `<tr>${name}${middle}<td class="${severity ?? 'none'}">${severity ?? ''}</td><td>${escapeHtml(findingsCell(analysed))}</td></tr>\n`;
}

function section(analysed: FunctionAnalysis, i: number, context: RenderContext): string {
  const { because, remarks } = reasons(analysed, context);
  const settle = settleCommand(analysed, context.shell);
  const rows = facts(analysed, context).map(
    ({ label, text }) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(text)}</dd>\n`,
  );
  const policies = analysed.recommendation.policies.map((policy) => policyText(policy, context.glyphs));
  return [
    `<section id="f${i}">\n<h2>${escapeHtml(analysed.usage.ref.name)}</h2>\n`,
    paragraph(verdict(analysed, context.glyphs), 'verdict'),
    because.length > 0 ? paragraph(because.join(' ')) : '',
    `<dl>\n${rows.join('')}</dl>\n`,
    ...remarks.map((remark) => paragraph(remark, 'quiet')),
    settle === null ? '' : `<p>To settle: <code>${escapeHtml(settle)}</code></p>\n`,
    pictures(analysed, context),
    analysed.findings.length > 0
      ? `<ul>\n${analysed.findings.map((finding) => findingItem(finding, context)).join('')}</ul>\n`
      : '',
    ...policies.map((policy) => paragraph(policy, 'quiet')),
    '</section>\n',
  ].join('');
}

function pictures(analysed: FunctionAnalysis, { glyphs }: RenderContext): string {
  const size = sizeInForce(analysed);
  if (!size) return '';
  const durations = size.warmMs ?? size.durationMs;
  const memory = memoryChart(size, analysed.recommendation.floor, CHART_WIDTH, glyphs);
  const times = durationChart(durations, CHART_WIDTH, glyphs);
  return [
    figure(`Highest memory use of each environment at ${megabytes(size.sizeMB)}`, memory),
    figure(
      `Durations at ${megabytes(size.sizeMB)}: ${durations && durations.n > 0 ? quantileTexts(durations).join(', ') : ''}`,
      times,
    ),
  ].join('');
}

function figure(caption: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<figure><figcaption>${escapeHtml(caption)}</figcaption><pre>${lines.map(escapeHtml).join('\n')}</pre></figure>\n`;
}

function findingItem(finding: Finding, { words }: RenderContext): string {
  const { title, says, advice, docs } = words.finding(finding);
  const head = `<b class="${finding.severity}">${finding.severity}: ${escapeHtml(title)}</b>`;
  if (finding.suppressed) return `<li>${head} (ignored: ${escapeHtml(finding.suppressed.reason)})</li>\n`;
  const link = /^https:\/\/[\w./-]+$/.test(docs) ? ` <a href="${escapeHtml(docs)}">more</a>` : '';
  return `<li>${head} ${escapeHtml([says, advice].filter(Boolean).join(' '))}${link}</li>\n`;
}
