/** The answer of `memfit tune` in every output format. */
import type { FunctionTuning, TunePoint, TuneReport } from '../../model/tuning.ts';
import { formatMoney, money } from '../pricing/money.ts';
import { cleanse } from './cleanse.ts';
import type { RenderContext, Renderer } from './context.ts';
import { escapeCsv, escapeJson, escapeMarkdown, escapeTerminal } from './escape.ts';
import { counted, duration, goalText, megabytes } from './figures.ts';
import { priceLine } from './price-line.ts';
import type { Glyphs } from './style.ts';
import { type Column, layOut } from './table.ts';
import { curvePicture } from './tune-curve.ts';
import { calibrationText, floorText, MARK_WORDS, reasonText, STOP_WORDS, tuneRemark } from './tune-words.ts';
import { wrap } from './width.ts';

/** How each format of `memfit tune` is written. */
export const TUNE_RENDERERS = {
  table: renderText,
  json: renderJson,
  csv: renderCsv,
  markdown: renderMarkdown,
} satisfies Record<string, Renderer<TuneReport>>;

type Currency = TuneReport['prices']['currency'];

/** For a terminal: what to do, the sizes, two curves, and what the figures rest on. */
function* renderText(given: TuneReport, context: RenderContext): Iterable<string> {
  const report = cleanse(given, escapeTerminal);
  const { style, width, glyphs } = context;
  const say = (text: string, paint = (line: string): string => line): string =>
    `${wrap(text, width).map(paint).join('\n')}\n`;
  for (const one of report.functions) {
    yield say(headline(one, glyphs), style.bold);
    const rows = tried(one);
    if (rows.length > 0) yield `\n${tableLines(one, rows, report.prices.currency, context).join('\n')}\n`;
    yield* curves(one, context);
    yield '\n';
    for (const sentence of sentences(one, glyphs)) yield say(sentence);
    for (const note of rulerNotes(one)) yield say(note, style.dim);
    yield '\n';
  }
  for (const note of closing(report)) yield say(note, style.dim);
}

/** As Markdown: the same without curves. */
function* renderMarkdown(given: TuneReport, { glyphs }: RenderContext): Iterable<string> {
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
    for (const text of [...sentences(one, glyphs), ...rulerNotes(one)]) yield `${escapeMarkdown(text)}\n\n`;
  }
  for (const note of closing(report)) yield `${escapeMarkdown(note)}\n\n`;
}

/** As one JSON document (schemas/tune.v1.json). */
function* renderJson(report: TuneReport): Iterable<string> {
  yield `${escapeJson(JSON.stringify(report, null, 2))}\n`;
}

type Cell = string | number | null;

/** Heading and value of every CSV column, in order. Spreadsheets depend on the headings. */
const CSV: readonly (readonly [string, (one: FunctionTuning, point: TunePoint, currency: string) => Cell])[] = [
  ['function', ({ name }) => escapeCsv(name)],
  ['sizeMB', (_, { sizeMB }) => sizeMB],
  ['pick', ({ pickMB }, { sizeMB }) => (pickMB === sizeMB ? 1 : 0)],
  ['status', ({ status }) => status],
  ['measured', (_, { measured }) => measured],
  ['failed', (_, { failed }) => failed],
  ['discarded', (_, { discarded }) => discarded],
  ['durationMs', (_, { durationMs }) => durationMs.best],
  ['durationMsLow', (_, { durationMs }) => durationMs.low],
  ['durationMsHigh', (_, { durationMs }) => durationMs.high],
  ['currency', (_one, _point, currency) => currency],
  ['perMillion', (_, { perMillion }) => perMillion.best],
  ['perMillionLow', (_, { perMillion }) => perMillion.low],
  ['perMillionHigh', (_, { perMillion }) => perMillion.high],
  ['durationRatio', (_, { durationRatio }) => durationRatio],
  ['costRatio', (_, { costRatio }) => costRatio],
  ['maxUsedMB', (_, { maxUsedMB }) => maxUsedMB],
  ['engine', ({ ruler }) => ruler.engine],
  ['driver', ({ ruler }) => ruler.driver],
  ['calibrationLevel', ({ ruler }) => ruler.calibration.level],
  ['marks', (_, { marks }) => escapeCsv(marks.map(({ mark, calls }) => `${mark}=${calls}`).join(' '))],
];

/** As CSV (RFC 4180): one row a size, empty for unknown; sizes with 0 in `measured` are the model's belief. */
function* renderCsv({ functions, prices }: TuneReport): Iterable<string> {
  yield `${CSV.map(([title]) => title).join(',')}\r\n`;
  for (const one of functions) {
    for (const point of one.points)
      yield `${CSV.map(([, cell]) => cell(one, point, prices.currency) ?? '').join(',')}\r\n`;
  }
}

function tried({ points }: FunctionTuning): readonly TunePoint[] {
  return points.filter(({ measured, failed }) => measured > 0 || failed > 0);
}

function headline(one: FunctionTuning, glyphs: Glyphs): string {
  const { name, goal, currentMB, pickMB, status, reason, chance } = one;
  const from = currentMB === null ? '' : `${megabytes(currentMB)} ${glyphs.arrow} `;
  if (pickMB === null) return `${name}: no recommendation, ${reasonText(reason ?? '')}`;
  const sure = chance === null ? '' : `, ${Math.floor(chance * 100)} % sure`;
  const asked = `for goal ${goalText(goal)}`;
  if (status === 'undecided') {
    return `${name}: undecided ${asked}, ${reasonText(reason ?? '')}; best guess ${megabytes(pickMB)}${sure}`;
  }
  return currentMB === pickMB
    ? `${name}: keep ${megabytes(pickMB)} ${asked}${sure}`
    : `${name}: ${from}${megabytes(pickMB)} ${asked}${sure}`;
}

function tableLines(
  one: FunctionTuning,
  rows: readonly TunePoint[],
  currency: Currency,
  { width, style, glyphs }: RenderContext,
): string[] {
  const columns = columnsOf(one, currency, glyphs).map((column) => ({
    ...column,
    paint: (text: string, row: TunePoint) => (row.sizeMB === one.pickMB ? style.green(text) : text),
  }));
  const layout = layOut(columns, rows, { width, ellipsis: glyphs.ellipsis, heading: style.dim });
  return [...(layout.lines ?? rows.map(({ sizeMB, durationMs }) => `${sizeMB} MB: ${duration(durationMs.best)}`))];
}

/** Without calibration ratios come first: they are what holds. */
function columnsOf({ pickMB, ruler }: FunctionTuning, currency: Currency, glyphs: Glyphs): Column<TunePoint>[] {
  const here = ruler.calibration.level === 0 ? ' here' : '';
  const right = (title: string, cell: (row: TunePoint) => string, drop?: number): Column<TunePoint> => ({
    title,
    side: 'right',
    cell: (row) => (row.measured > 0 || title === 'MB' || title === 'n' || title === 'failed' ? cell(row) : ''),
    ...(drop === undefined ? {} : { drop }),
  });
  const amount = (text: string): string => formatMoney(money(text, currency), Number(text) < 1 ? 4 : 2);
  const ratios = [
    right('time', ({ durationRatio }) => `${durationRatio.toFixed(2)}${glyphs.times}`),
    right('cost', ({ costRatio }) => `${costRatio.toFixed(2)}${glyphs.times}`),
  ];
  const figures = [
    right(
      `mean duration${here}`,
      ({ durationMs: { low, best, high } }) => `${duration(best)} (${duration(low)}${glyphs.dash}${duration(high)})`,
    ),
    right(
      `a million calls${here}`,
      ({ perMillion: { low, best, high } }) => `${amount(best)} (${amount(low)}${glyphs.dash}${amount(high)})`,
    ),
  ];
  return [
    right('MB', ({ sizeMB }) => `${sizeMB === pickMB ? '> ' : ''}${megabytes(sizeMB).replace(' MB', '')}`),
    right('n', ({ measured }) => String(measured)),
    ...(here === '' ? [...figures, ...ratios] : [...ratios, ...figures]),
    right('max memory', ({ maxUsedMB }) => (maxUsedMB === null ? '' : megabytes(maxUsedMB)), 2),
    right('failed', ({ failed }) => (failed === 0 ? '' : String(failed)), 1),
  ];
}

function* curves(one: FunctionTuning, { width, glyphs, style }: RenderContext): Iterable<string> {
  const { points, pickMB } = one;
  const measured = points.filter((point) => point.measured > 0);
  if (measured.length < 2) return;
  // Beyond what was measured the belief is of no use in a picture.
  const [low, high] = [measured[0]?.sizeMB ?? 0, measured.at(-1)?.sizeMB ?? 0];
  const shown = points.filter(({ sizeMB }) => sizeMB >= low && sizeMB <= high);
  const base = Math.min(...shown.map(({ perMillion }) => Number(perMillion.best)));
  const columns = Math.max(30, Math.min(72, width - 12));
  const pictures = [
    ['duration', (value: number) => duration(value), (point: TunePoint) => point.durationMs],
    [
      'cost, times the cheapest',
      (value: number) => value.toFixed(2),
      ({ perMillion: cost }: TunePoint) => ({
        low: Number(cost.low) / base,
        best: Number(cost.best) / base,
        high: Number(cost.high) / base,
      }),
    ],
  ] as const;
  for (const [title, label, valueAt] of pictures) {
    const places = shown.map((point) => ({
      ...pick(valueAt(point)),
      sizeMB: point.sizeMB,
      measured: point.measured > 0,
    }));
    yield `\n${style.dim(title)}\n`;
    yield `${curvePicture(places, pickMB, columns, label, glyphs).join('\n')}\n`;
  }
}

function pick({ low, best, high }: { readonly low: number; readonly best: number; readonly high: number }) {
  return { low, best, high };
}

function sentences(one: FunctionTuning, glyphs: Glyphs): string[] {
  const { tie, pickMB, wouldChange, failures, remarks, invocations, discarded, failed, stopped } = one;
  const floor = floorText(one);
  const share = (value: number): string => `${Math.round(value * 100)} %`;
  const spent = `${counted(invocations, 'call')} (${discarded} to warm up or repeated, ${failed} failed); measuring ended because ${STOP_WORDS[stopped]}.`;
  const range =
    tie === null || tie.lowMB === tie.highMB
      ? []
      : [
          `Within ${share(tie.within)} of the best anywhere in ${megabytes(tie.lowMB).replace(' MB', '')}${glyphs.dash}${megabytes(tie.highMB)} (probability ${share(tie.chance)}).`,
        ];
  const more =
    wouldChange === null || pickMB === null || one.status === 'decided'
      ? []
      : [
          `What would tell most: ${counted(Number(wouldChange.values.calls), 'call')} at ${wouldChange.values.sizeMB} MB.`,
        ];
  return [
    ...range,
    ...(floor === null ? [] : [floor]),
    ...failures.map(
      ({ calls, sizeMB, payload, status, errorType, why }) =>
        `${counted(calls, 'call')} failed at ${megabytes(sizeMB)} with payload ${payload}: ${status}${errorType === null ? '' : `, ${errorType}`}${why === null ? '' : `: ${why}`}.`,
    ),
    ...remarks.map(tuneRemark),
    ...more,
    spent,
  ];
}

function rulerNotes(one: FunctionTuning): string[] {
  const { ruler, points, runtime, architecture } = one;
  const { machine, driver, exact, engine, runsOn, remarks } = ruler;
  const marks = new Map<string, number>();
  for (const { marks: own } of points) {
    for (const { mark, calls } of own) marks.set(MARK_WORDS[mark], (marks.get(MARK_WORDS[mark]) ?? 0) + calls);
  }
  return [
    `Measured by engine ${engine}, driver ${driver}${exact ? '' : ' (approximate)'}, ${calibrationText(one)}.`,
    `${runtime} ${architecture} on ${runsOn}; ${counted(machine.cores, 'core')} of ${machine.cpu}, ${machine.system}.`,
    ...[...marks].map(([words, calls]) => `${counted(calls, 'call')} ${words}.`),
    ...remarks.map((remark) => `${remark}.`),
  ];
}

function closing({ prices, runId }: TuneReport): string[] {
  return [
    'Money is the compute of warm calls; requests and cold starts come on top.',
    priceLine(prices),
    ...(runId === null ? [] : [`Run ${runId}; memfit tune --engine replay --run ${runId} shows it again.`]),
  ];
}
