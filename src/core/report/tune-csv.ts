/** The answer of `memfit tune` as CSV (RFC 4180). */
import type { FunctionTuning, TunePoint, TuneReport } from '../../model/tuning.ts';
import type { Renderer } from './context.ts';
import { escapeCsv } from './escape.ts';

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

/** One row a size, empty for unknown; sizes with 0 in `measured` are the model's belief. */
export const renderTuneCsv: Renderer<TuneReport> = function* ({ functions, prices }) {
  yield `${CSV.map(([title]) => title).join(',')}\r\n`;
  for (const one of functions) {
    for (const point of one.points)
      yield `${CSV.map(([, cell]) => cell(one, point, prices.currency) ?? '').join(',')}\r\n`;
  }
};
