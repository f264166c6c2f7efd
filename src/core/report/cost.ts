/** The answer of `memfit cost` in every output format. */
import type { CaseCost, CostReport, MonthTotal, SetupCost } from '../../model/what-if.ts';
import { formatAlike, money, subtractMoney, toDecimalString } from '../pricing/money.ts';
import { cleanse } from './cleanse.ts';
import type { RenderContext, Renderer } from './context.ts';
import { escapeCsv, escapeJson, escapeMarkdown, escapeTerminal } from './escape.ts';
import { count, duration, exactMoney, megabytes, ratioChange } from './figures.ts';
import { priceLine } from './price-line.ts';
import type { Glyphs } from './style.ts';
import { type Column, layOut } from './table.ts';
import { wrap } from './width.ts';

/** How each format of `memfit cost` is written. */
export const COST_RENDERERS = {
  table: renderCostText,
  json: renderCostJson,
  ndjson: renderCostNdjson,
  csv: renderCostCsv,
  markdown: renderCostMarkdown,
} satisfies Record<string, Renderer<CostReport>>;

/** One line of a comparison: what, and money before, after and saved; absent money is shown as unknown. */
type Row = readonly [label: string, before: string, after: string, saving: string];

/** For a terminal: one comparison a function, then the sum, what the free tier leaves, and the prices used. */
function* renderCostText(given: CostReport, context: RenderContext): Iterable<string> {
  const report = cleanse(given, escapeTerminal);
  for (const one of report.cases) {
    yield `${wrap(heading(one, context.glyphs), context.width).map(context.style.bold).join('\n')}\n`;
    yield `${comparison(caseRows(one, report, context.glyphs), one.after !== null, context).join('\n')}\n`;
    for (const sentence of caseSentences(one, context.glyphs)) yield lines(sentence, context);
    yield '\n';
  }
  for (const sentence of closing(report, context.glyphs)) yield lines(sentence, context);
}

/** As Markdown: the same, one table a function. */
function* renderCostMarkdown(given: CostReport, { glyphs }: RenderContext): Iterable<string> {
  const report = cleanse(given, escapeTerminal);
  for (const one of report.cases) {
    const columns = one.after === null ? 2 : 4;
    yield `**${escapeMarkdown(heading(one, glyphs))}**\n\n`;
    yield `| ${['', ...titles(one.after !== null)].join(' | ')} |\n|${' --- |'.padEnd(6)}${' ---: |'.repeat(columns - 1)}\n`;
    for (const row of caseRows(one, report, glyphs)) {
      yield `| ${row.slice(0, columns).map(escapeMarkdown).join(' | ')} |\n`;
    }
    for (const sentence of caseSentences(one, glyphs)) yield `\n${escapeMarkdown(sentence)}\n`;
    yield '\n';
  }
  for (const sentence of closing(report, glyphs)) yield `${escapeMarkdown(sentence)}\n\n`;
}

/** As one JSON document (schemas/cost.v1.json). */
function* renderCostJson(report: CostReport): Iterable<string> {
  yield `${escapeJson(JSON.stringify(report, null, 2))}\n`;
}

/** As one function a line, each with the prices and terms it was computed with. */
function* renderCostNdjson({ cases, schemaVersion, prices, terms }: CostReport): Iterable<string> {
  for (const one of cases)
    yield `${escapeJson(JSON.stringify({ schemaVersion, kind: 'cost', prices, terms, ...one }))}\n`;
}

/** Heading and value of every CSV column, in order. Spreadsheets depend on the headings. */
const CSV_COLUMNS: readonly (readonly [
  string,
  (one: CaseCost, report: CostReport) => string | number | null | undefined,
])[] = [
  ['function', ({ name }) => name && escapeCsv(name)],
  ['region', (_, { prices }) => prices.region],
  ['currency', (_, { prices }) => prices.currency],
  ['beforeMB', ({ before }) => before.sizeMB],
  ['beforeMs', ({ before }) => before.durationMs],
  ['beforeArchitecture', ({ before }) => before.architecture],
  ['afterMB', ({ after }) => after?.sizeMB],
  ['afterMs', ({ after }) => after?.durationMs],
  ['afterArchitecture', ({ after }) => after?.architecture],
  ['invocationsPerMonth', ({ invocationsPerMonth }) => invocationsPerMonth],
  ['perInvocationBefore', ({ before }) => before.perInvocation.total],
  ['perInvocationAfter', ({ after }) => after?.perInvocation.total],
  ['perInvocationSaving', ({ change }) => change?.perInvocation],
  ['perThousandSaving', ({ change }) => change?.perThousand],
  ['perMonthBefore', ({ before }) => before.perMonth?.total],
  ['perMonthAfter', ({ after }) => after?.perMonth?.total],
  ['perMonthSaving', ({ change }) => change?.perMonth],
  ['savingPercent', ({ change }) => change?.percent],
  ['savingPercentOfTotal', ({ change }) => change?.percentOfTotal],
  ['shareOfSaving', ({ change }) => change?.shareOfSaving],
];

/** As CSV (RFC 4180): one row a function, exact decimals, empty for unknown. */
function* renderCostCsv(report: CostReport): Iterable<string> {
  yield `${CSV_COLUMNS.map(([title]) => title).join(',')}\r\n`;
  for (const one of report.cases) yield `${CSV_COLUMNS.map(([, cell]) => cell(one, report) ?? '').join(',')}\r\n`;
}

function heading({ name, before, after }: CaseCost, glyphs: Glyphs): string {
  const setup = (one: SetupCost): string => `${megabytes(one.sizeMB)} ${glyphs.times} ${duration(one.durationMs)}`;
  const same = after === null || after.architecture === before.architecture;
  const way = after
    ? `${setup(before)}${same ? '' : ` ${before.architecture}`} ${glyphs.arrow} ${setup(after)}${same ? '' : ` ${after.architecture}`}`
    : setup(before);
  return `${name === null ? '' : `${name}: `}${way}${same ? `, ${before.architecture}` : ''}`;
}

function caseRows(one: CaseCost, { prices: { currency } }: CostReport, glyphs: Glyphs): Row[] {
  const { before, after, change } = one;
  const row = (label: string, then: string | null, now: string | null | undefined, saved?: string | null): Row => {
    const known = [then, now, saved].flatMap((amount) => (amount == null ? [] : [money(amount, currency)]));
    const shown = formatAlike(known).map((amount) => amount.replace('-', glyphs.minus));
    const next = (amount: string | null | undefined): string => (amount == null ? 'unknown' : (shown.shift() ?? ''));
    return [label, next(then), next(now), next(saved)];
  };
  const parts = (['compute', 'init', 'ephemeral', 'provisioned', 'requests'] as const)
    .filter((part) => before.perInvocation[part] !== '0' || (after && after.perInvocation[part] !== '0'))
    .map((part) =>
      row(PART_LABELS[part], before.perInvocation[part], after?.perInvocation[part], partSaving(one, part)),
    );
  const whole = row('one invocation', before.perInvocation.total, after?.perInvocation.total, change?.perInvocation);
  const rows = [
    ...parts,
    whole,
    row('1,000 invocations', before.perThousand, after?.perThousand, change?.perThousand),
    row('a million', before.perMillion, after?.perMillion, change?.perMillion),
  ];
  if (one.invocationsPerMonth === null || !before.perMonth) return rows;
  const label = `a month of ${count(one.invocationsPerMonth)}`;
  return [...rows, row(label, before.perMonth.total, after?.perMonth?.total, change?.perMonth)];
}

const PART_LABELS = {
  compute: '  compute',
  init: '  billed init',
  ephemeral: '  /tmp above 512 MB',
  provisioned: '  on provisioned concurrency',
  requests: '  request fee',
} as const;

function partSaving({ before, after }: CaseCost, part: keyof typeof PART_LABELS): string | null {
  const [then, now] = [before.perInvocation[part], after?.perInvocation[part]];
  if (then == null || now == null) return null;
  return toDecimalString(subtractMoney(money(then), money(now)));
}

function titles(changes: boolean): string[] {
  return changes ? ['before', 'after', 'saving'] : ['cost'];
}

function comparison(rows: readonly Row[], changes: boolean, context: RenderContext): string[] {
  const money: Column<Row>[] = titles(changes).map((title, index) => ({
    title,
    side: 'right',
    cell: (row) => row[index + 1] ?? '',
  }));
  const columns: Column<Row>[] = [{ title: '', side: 'left', cell: ([label]) => label }, ...money];
  const { width, style, glyphs } = context;
  const layout = layOut(columns, rows, { width, ellipsis: glyphs.ellipsis, heading: style.dim });
  if (layout.lines) return [...layout.lines];
  return rows.flatMap((row) => wrap(`${row[0].trim()}: ${row.slice(1, changes ? 4 : 2).join(', ')}`, width, '  '));
}

function caseSentences({ change, before }: CaseCost, glyphs: Glyphs): string[] {
  if (!change) return [];
  if (change.perInvocation === null) return ['A price is not known for this Region, so no saving is stated.'];
  if (change.percent === null || change.percentOfTotal === null) return [];
  const verb = change.percent > 0 ? 'Saves' : change.percent < 0 ? 'Costs' : 'Changes nothing:';
  const more = change.percent < 0 ? ' more' : '';
  const fee =
    before.perInvocation.requests === '0' ? '' : ` (${tenths(Math.abs(change.percentOfTotal))} with the request fee)`;
  const { durationRatio, shareOfSaving } = change;
  const speed = durationRatio === null || durationRatio === 1 ? '' : `; duration ${ratioChange(durationRatio, glyphs)}`;
  const part =
    shareOfSaving === null || shareOfSaving === 1 ? '' : `; ${tenths(shareOfSaving * 100)} of the saving of all`;
  return [`${verb} ${tenths(Math.abs(change.percent))}${more} of what memory changes${fee}${speed}${part}.`];
}

/** A percentage to one tenth, since 12.5 is the answer and 13 is not: `12.5 %`, `40 %`. Small ones keep two digits. */
function tenths(value: number): string {
  const text = Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(1) : value.toPrecision(2);
  return `${text.replace(/\.0$/, '')} %`;
}

function closing(report: CostReport, glyphs: Glyphs): string[] {
  const { total, cases, terms } = report;
  return [
    ...(total && cases.length > 1
      ? [`All ${cases.length} functions a month: ${monthText(total, report, glyphs)}.`]
      : []),
    ...freeTierSentences(report, glyphs),
    ...(terms.freeTier === 'applied' && total ? ['The free tier is taken off the month.'] : []),
    ...(cases.some(({ architectureAssumed }) => architectureAssumed)
      ? ['x86_64 is assumed; --arch says otherwise.']
      : []),
    priceLine(report.prices),
  ];
}

function freeTierSentences(report: CostReport, glyphs: Glyphs): string[] {
  const { withFreeTier: free, total } = report;
  if (!free || !total) return [];
  const used = `${count(Number(total.gbSecondsBefore))} GB-seconds`;
  if (free.before === '0' && (free.after === null || free.after === '0')) {
    const saved = free.after === null ? '' : ', and nothing to save';
    return [
      `If the account runs nothing else, this month (${used}) lies inside the free tier: nothing to pay${saved}.`,
    ];
  }
  return [
    `If the account runs nothing else, the free tier leaves of this month (${used}): ${monthText(free, report, glyphs)}.`,
  ];
}

function monthText(
  { before, after, saving, percent }: MonthTotal,
  { prices: { currency } }: CostReport,
  glyphs: Glyphs,
): string {
  if (before === null) return 'an unknown amount';
  if (after === null || saving === null) return exactMoney(before, currency, glyphs);
  const [then = '', now = '', saved = ''] = formatAlike(
    [before, after, saving].map((amount) => money(amount, currency)),
  );
  const part = percent === null ? '' : ` (${tenths(percent).replace('-', glyphs.minus)})`;
  return `${then} ${glyphs.arrow} ${now}, a saving of ${saved.replace('-', glyphs.minus)}${part}`;
}

function lines(sentence: string, { width }: RenderContext): string {
  return `${wrap(sentence, width).join('\n')}\n`;
}
