/** The answer of `memfit sizes` in every output format. */
import type { SizeRow, SizesReport } from '../../model/what-if.ts';
import { formatAlike, money } from '../pricing/money.ts';
import type { RenderContext, Renderer } from './context.ts';
import { escapeCsv, escapeJson, escapeMarkdown } from './escape.ts';
import { count, duration, exactMoney } from './figures.ts';
import { priceLine } from './price-line.ts';
import type { Glyphs } from './style.ts';
import { type Column, layOut } from './table.ts';
import { wrap } from './width.ts';

/** How each format of `memfit sizes` is written. */
export const SIZES_RENDERERS = {
  table: renderSizesText,
  json: renderSizesJson,
  ndjson: renderSizesNdjson,
  csv: renderSizesCsv,
  markdown: renderSizesMarkdown,
} satisfies Record<string, Renderer<SizesReport>>;

/** A row with its money already written, in the places of its column. */
interface ShownRow extends SizeRow {
  readonly second: string;
  readonly million: string;
}

/** For a terminal: the table, then what has to be known about it. */
function* renderSizesText(report: SizesReport, { width, style, glyphs }: RenderContext): Iterable<string> {
  const layout = layOut(columnsOf(report), shown(report, glyphs), {
    width,
    ellipsis: glyphs.ellipsis,
    heading: style.bold,
  });
  const narrow = report.sizes.map(({ sizeMB, vcpu }) => `${sizeMB} MB: ${vcpuText(vcpu)} vCPU`);
  yield `${(layout.lines ?? narrow).join('\n')}\n\n`;
  for (const note of notes(report, glyphs)) yield `${wrap(note, width).map(style.dim).join('\n')}\n`;
}

/** As Markdown. */
function* renderSizesMarkdown(report: SizesReport, { glyphs }: RenderContext): Iterable<string> {
  const columns = columnsOf(report);
  yield `| ${columns.map(({ title }) => title).join(' | ')} |\n`;
  yield `|${columns.map(({ side }) => (side === 'right' ? ' ---: |' : ' --- |')).join('')}\n`;
  for (const row of shown(report, glyphs))
    yield `| ${columns.map(({ cell }) => escapeMarkdown(cell(row))).join(' | ')} |\n`;
  for (const note of notes(report, glyphs)) yield `\n${escapeMarkdown(note)}\n`;
}

/** As one JSON document (schemas/sizes.v1.json). */
function* renderSizesJson(report: SizesReport): Iterable<string> {
  yield `${escapeJson(JSON.stringify(report, null, 2))}\n`;
}

/** As one size a line. */
function* renderSizesNdjson({ sizes, schemaVersion, prices, architecture, durationMs }: SizesReport): Iterable<string> {
  for (const row of sizes) {
    yield `${escapeJson(JSON.stringify({ schemaVersion, kind: 'size', prices, architecture, durationMs, ...row }))}\n`;
  }
}

/** As CSV (RFC 4180). Spreadsheets depend on the headings. */
function* renderSizesCsv(report: SizesReport): Iterable<string> {
  yield 'sizeMB,vcpu,visibleCores,costMultiplier,region,architecture,currency,perSecond,durationMs,perMillion,useCase\r\n';
  const { prices, architecture, durationMs } = report;
  for (const { sizeMB, vcpu, visibleCores, costMultiplier, perSecond, perMillion, useCase } of report.sizes) {
    const numbers = [sizeMB, vcpu.toFixed(4), visibleCores, costMultiplier];
    const money = [prices.region, architecture, prices.currency, perSecond, durationMs, perMillion];
    yield `${[...numbers, ...money, escapeCsv(useCase)].join(',')}\r\n`;
  }
}

function columnsOf({ durationMs }: SizesReport): Column<ShownRow>[] {
  return [
    {
      title: 'MB',
      side: 'right',
      cell: ({ sizeMB, aboveAccountMax }) => `${count(sizeMB)}${aboveAccountMax ? '*' : ''}`,
    },
    { title: 'vCPU', side: 'right', cell: ({ vcpu }) => vcpuText(vcpu) },
    { title: 'cores', side: 'right', cell: ({ visibleCores }) => String(visibleCores), drop: 1 },
    { title: 'price', side: 'right', cell: ({ costMultiplier }) => `${Number(costMultiplier.toFixed(2))}x`, drop: 3 },
    { title: 'a second', side: 'right', cell: ({ second }) => second, drop: 2 },
    { title: `a million of ${duration(durationMs)}`, side: 'right', cell: ({ million }) => million },
    { title: 'typically', side: 'left', cell: ({ useCase }) => useCase, min: 20, drop: 0 },
  ];
}

function shown({ sizes, prices: { currency } }: SizesReport, glyphs: Glyphs): ShownRow[] {
  const column = (amounts: readonly string[]): string[] =>
    formatAlike(amounts.map((amount) => money(amount, currency))).map((text) => text.replace('-', glyphs.minus));
  const seconds = column(sizes.map(({ perSecond }) => perSecond));
  const millions = column(sizes.map(({ perMillion }) => perMillion));
  return sizes.map((row, index) => ({ ...row, second: seconds[index] ?? '', million: millions[index] ?? '' }));
}

function vcpuText(vcpu: number): string {
  return vcpu.toFixed(vcpu < 1 ? 3 : 2);
}

function notes(report: SizesReport, glyphs: Glyphs): string[] {
  const fee = exactMoney(report.requestsPerMillion, report.prices.currency, glyphs);
  const capped = report.sizes.some(({ aboveAccountMax }) => aboveAccountMax);
  return [
    'One full vCPU is at 1,769 MB; a single thread gains nothing above it, two gain nothing above 3,538 MB. Cores are what the system shows; this is measured, AWS does not publish it.',
    `Requests cost ${fee} a million on top. Any whole number of MB from 128 to 10,240 can be set.`,
    capped
      ? `* above ${count(report.accountMaxMB)} MB, the most that was said for this account.`
      : 'New accounts may be held to 3,008 MB, some to 512, until they are used or AWS is asked; --account-max says so.',
    ...(report.architectureAssumed ? ['Prices are for x86_64; --arch arm64 shows the other.'] : []),
    priceLine(report.prices),
  ];
}
