/** An analysis as CSV (RFC 4180, CRLF): one row a function, plain numbers with the unit in the heading, empty for unknown. */
import type { Analysis, FunctionAnalysis } from '../../model/analysis.ts';
import { quantile } from '../stats/quantile.ts';
import { activeFindings, severityOf } from './cells.ts';
import type { Renderer } from './context.ts';
import { sizeInForce } from './detail.ts';
import { escapeCsv } from './escape.ts';
import { goalText } from './figures.ts';

type Cell = string | number | null | undefined;

/** Heading and value of every column, in order. Spreadsheets depend on the headings. */
const COLUMNS: readonly (readonly [heading: string, cell: (analysed: FunctionAnalysis) => Cell])[] = [
  ['function', ({ usage }) => text(usage.ref.name)],
  ['logGroup', ({ usage }) => text(usage.ref.logGroup)],
  ['account', ({ usage }) => text(usage.ref.account)],
  ['region', ({ region }) => text(region)],
  ['architecture', ({ architecture }) => text(architecture)],
  ['owner', ({ owner }) => text(owner)],
  ['goal', ({ recommendation }) => text(goalText(recommendation.goal))],
  ['action', ({ recommendation }) => text(recommendation.action)],
  [
    'reason',
    ({ recommendation: r }) =>
      r.action === 'undecided' ? text(r.reason) : r.action === 'change' ? text(r.urgency) : null,
  ],
  ['currentMB', ({ currentMB }) => currentMB],
  ['toMB', ({ recommendation: r }) => (r.action === 'change' ? r.toMB : null)],
  ['floorMB', ({ recommendation: r }) => r.floor?.sizeMB],
  ['currency', ({ recommendation: r }) => r.cost?.currency],
  ['per', ({ recommendation: r }) => r.cost?.per],
  ['costNow', ({ recommendation: r }) => r.cost?.now],
  ['saving', ({ recommendation: r }) => (r.action === 'change' ? r.cost?.saving.best : null)],
  ['savingLow', ({ recommendation: r }) => (r.action === 'change' ? r.cost?.saving.low : null)],
  ['savingHigh', ({ recommendation: r }) => (r.action === 'change' ? r.cost?.saving.high : null)],
  ['savingPercent', ({ recommendation: r }) => (r.action === 'change' ? r.cost?.savingPercent.best : null)],
  ['atStake', ({ recommendation: r }) => (r.action === 'undecided' ? r.atStake : null)],
  ['durationRatio', ({ recommendation: r }) => (r.action === 'change' ? r.durationRatio?.best : null)],
  ['durationRatioLow', ({ recommendation: r }) => (r.action === 'change' ? r.durationRatio?.low : null)],
  ['durationRatioHigh', ({ recommendation: r }) => (r.action === 'change' ? r.durationRatio?.high : null)],
  ['headroom', ({ recommendation: r }) => r.headroom],
  ['confidence', ({ recommendation: r }) => r.confidence],
  ['severity', (analysed) => severityOf(analysed)],
  ['findings', (analysed) => text([...new Set(activeFindings(analysed).map(({ code }) => code))].join(' '))],
  ['invocations', ({ usage }) => usage.sizes.reduce((n, size) => n + size.invocations, 0)],
  ['environments', (analysed) => sizeInForce(analysed)?.environments?.count],
  ['maxUsedMB', (analysed) => sizeInForce(analysed)?.usedMB?.max],
  ['warmP50Ms', (analysed) => percentile(analysed, 0.5)],
  ['warmP95Ms', (analysed) => percentile(analysed, 0.95)],
  ['warmP99Ms', (analysed) => percentile(analysed, 0.99)],
  ['from', ({ usage }) => usage.span && new Date(usage.span.fromMs).toISOString()],
  ['to', ({ usage }) => usage.span && new Date(usage.span.toMs).toISOString()],
];

/** A heading, then one row a function. `--top` does not shorten it. */
export const renderCsv: Renderer<Analysis> = function* (analysis) {
  yield `${COLUMNS.map(([heading]) => heading).join(',')}\r\n`;
  for (const analysed of analysis.functions)
    yield `${COLUMNS.map(([, cell]) => written(cell(analysed))).join(',')}\r\n`;
};

function text(value: string | null): string | null {
  return value === null ? null : escapeCsv(value);
}

function written(cell: Cell): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return cell ?? '';
}

function percentile(analysed: FunctionAnalysis, p: number): number | null {
  const warm = sizeInForce(analysed)?.warmMs;
  return warm && warm.n > 0 ? quantile(warm, p) : null;
}
