/** One function in full on a terminal: the recommendation and why, the pictures, sizes seen, findings, policies, how to settle what is open. */
import type { FunctionAnalysis } from '../../model/analysis.ts';
import type { Finding } from '../../model/finding.ts';
import type { SizeUsage } from '../../model/usage.ts';
import { quantile } from '../stats/quantile.ts';
import { facts, policyText, reasons, verdict } from './advice.ts';
import type { RenderContext } from './context.ts';
import { count, counted, duration, goalText, megabytes } from './figures.ts';
import { durationChart, environmentsAbove, memoryChart, quantileTexts, USE_MARKS } from './histograms.ts';
import { settleCommand } from './settle.ts';
import { layOut } from './table.ts';
import { pad, wrap } from './width.ts';

/** Lines of the detail view, none wider than the terminal. Texts must be escaped already. */
export function detailLines(analysed: FunctionAnalysis, context: RenderContext): string[] {
  const sections = [
    title(analysed, context),
    adviceLines(analysed, context),
    memoryLines(analysed, context),
    durationLines(analysed, context),
    sizeLines(analysed, context),
    findingLines(analysed, context),
    policyLines(analysed, context),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}

/** The size the pictures show: the one in force, else the one seen most. */
export function sizeInForce({ usage, currentMB }: FunctionAnalysis): SizeUsage | undefined {
  const most = [...usage.sizes].sort((a, b) => b.invocations - a.invocations)[0];
  return usage.sizes.find(({ sizeMB }) => sizeMB === currentMB) ?? most;
}

function title(analysed: FunctionAnalysis, { style, glyphs, width }: RenderContext): string[] {
  const { usage, region, architecture, owner, recommendation } = analysed;
  const about = [
    usage.ref.logGroup ?? '',
    region,
    architecture,
    `goal ${goalText(recommendation.goal)}`,
    owner ? `owner ${owner}` : '',
  ];
  return [
    ...wrap(usage.ref.name, width).map(style.bold),
    ...wrap(about.filter(Boolean).join(` ${glyphs.dot} `), width).map(style.dim),
  ];
}

function adviceLines(analysed: FunctionAnalysis, context: RenderContext): string[] {
  const { style, width, glyphs } = context;
  const { because, remarks } = reasons(analysed, context);
  const why = because.length > 0 ? [labelled('Why', because.join(' '), width)] : [];
  const also = remarks.map((remark) => labelled('Note', remark, width));
  const settle = settleCommand(analysed, context.shell);
  const open = settle === null ? [] : [labelled('To settle', settle, width)];
  return [
    ...wrap(capital(verdict(analysed, glyphs)), width).map(style.bold),
    ...[
      ...why,
      ...facts(analysed, context).map(({ label, text }) => labelled(label, text, width)),
      ...also,
      ...open,
    ].flat(),
  ];
}

function memoryLines(analysed: FunctionAnalysis, { glyphs, width, style }: RenderContext): string[] {
  const size = sizeInForce(analysed);
  if (!size) return [];
  const room = Math.min(72, width - 2);
  const chart = memoryChart(size, analysed.recommendation.floor, room, glyphs);
  const environments = size.environments;
  if (chart.length === 0 || environments === null) {
    const seen = size.usedMB ? `between ${count(size.usedMB.min)} and ${megabytes(size.usedMB.max)}` : 'unknown';
    return wrap(`Memory used at ${megabytes(size.sizeMB)}: ${seen}; environments unknown.`, width);
  }
  const above = USE_MARKS.map(
    (p) => `${environmentsAbove(size, p) ?? 0} ${p === 100 ? 'at the limit' : `above ${p} %`}`,
  );
  const head = `Memory: the most that each of ${counted(environments.count, 'environment')} used at ${megabytes(size.sizeMB)} (${above.join(', ')})`;
  return [...wrap(head, width).map(style.bold), ...chart.map((line) => `  ${line}`)];
}

function durationLines(analysed: FunctionAnalysis, { glyphs, width, style }: RenderContext): string[] {
  const size = sizeInForce(analysed);
  const durations = size?.warmMs ?? size?.durationMs ?? null;
  if (!size || durations === null || durations.n === 0) return [];
  const what = size.warmMs ? 'warm successful' : 'all';
  const head = `Duration: ${what} calls at ${megabytes(size.sizeMB)} (${quantileTexts(durations).join(', ')})`;
  const chart = durationChart(durations, Math.min(72, width - 2), glyphs);
  return [...wrap(head, width).map(style.bold), ...chart.map((line) => `  ${line}`)];
}

function sizeLines({ usage }: FunctionAnalysis, { width, glyphs, style }: RenderContext): string[] {
  if (usage.sizes.length === 0) return [];
  const at = (size: SizeUsage, p: number): string => (size.warmMs ? duration(quantile(size.warmMs, p)) : 'unknown');
  const failed = ({ outcomes, invocations }: SizeUsage): string => count(invocations - outcomes.success);
  const { lines } = layOut<SizeUsage>(
    [
      { title: 'SIZE MB', side: 'right', cell: ({ sizeMB }) => count(sizeMB) },
      { title: 'CALLS', side: 'right', cell: ({ invocations }) => count(invocations) },
      {
        title: 'ENVIRONMENTS',
        side: 'right',
        cell: ({ environments }) => (environments ? count(environments.count) : 'unknown'),
        drop: 2,
      },
      { title: 'COLD', side: 'right', cell: ({ coldStarts }) => count(coldStarts), drop: 1 },
      { title: 'FAILED', side: 'right', cell: failed },
      { title: 'P50', side: 'right', cell: (size) => at(size, 0.5), drop: 5 },
      { title: 'P95', side: 'right', cell: (size) => at(size, 0.95), drop: 4 },
      {
        title: 'BILLED MEAN',
        side: 'right',
        cell: ({ billedMs }) => (billedMs.n > 0 ? duration(billedMs.sum / billedMs.n) : 'unknown'),
        drop: 3,
      },
      { title: 'MAX USED', side: 'right', cell: ({ usedMB }) => (usedMB ? megabytes(usedMB.max) : 'unknown'), drop: 6 },
    ],
    usage.sizes,
    { width: width - 2, ellipsis: glyphs.ellipsis, heading: style.dim },
  );
  return [style.bold('Sizes seen'), ...(lines ?? []).map((line) => `  ${line}`)];
}

function findingLines({ findings }: FunctionAnalysis, context: RenderContext): string[] {
  if (findings.length === 0) return [context.style.bold('No findings')];
  return [context.style.bold('Findings'), ...findings.flatMap((finding) => findingBlock(finding, context))];
}

function findingBlock(finding: Finding, { words, width, style }: RenderContext): string[] {
  const { title: name, says, advice, docs } = words.finding(finding);
  const paint = finding.severity === 'critical' ? style.red : finding.severity === 'warning' ? style.yellow : style.dim;
  const where = finding.sizeMB === null ? '' : ` at ${megabytes(finding.sizeMB)}`;
  const head = wrap(`  ${finding.severity}: ${name} (${finding.code})${where}`, width, '    ').map(paint);
  if (finding.suppressed) {
    const until = finding.suppressed.until ? ` until ${finding.suppressed.until}` : '';
    return [...head, ...wrap(`    ignored${until}: ${finding.suppressed.reason}`, width, '    ').map(style.dim)];
  }
  const body = [says, advice].filter(Boolean).flatMap((text) => wrap(`    ${text}`, width, '    '));
  return [...head, ...body, ...wrap(`    ${docs}`, width, '    ').map(style.dim)];
}

function policyLines({ recommendation }: FunctionAnalysis, { width, glyphs, style }: RenderContext): string[] {
  if (recommendation.policies.length === 0) return [];
  return [
    ...wrap('Policies from the configuration, beside the answer above', width).map(style.bold),
    ...recommendation.policies.flatMap((policy) => {
      const lines = wrap(`  ${policyText(policy, glyphs)}`, width, '    ');
      return policy.unsafe ? lines.map(style.red) : lines;
    }),
  ];
}

/** A label in a column of its own; the text beside it, wrapped. On narrow terminals the text begins in the same place but indented less. */
function labelled(label: string, text: string, width: number): string[] {
  const indent = width < 60 ? 4 : 14;
  const head = `  ${pad(label, indent - 3)} `;
  const lines = wrap(text, width - indent);
  if (width < 60) return [`  ${label}`, ...lines.map((line) => `    ${line}`)];
  return lines.map((line, i) => (i === 0 ? head : ' '.repeat(indent)) + line);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
