/** The sizes of `memfit tune` as a table: the same columns for the terminal, Markdown and HTML. */
import type { FunctionTuning, TunePoint, TuneReport } from '../../model/tuning.ts';
import { formatMoney, money } from '../pricing/money.ts';
import { duration, megabytes } from './figures.ts';
import type { Glyphs } from './style.ts';
import type { Column } from './table.ts';

/** USD, or CNY in China. */
export type Currency = TuneReport['prices']['currency'];

/** The sizes at which calls were made. */
export function tried({ points }: FunctionTuning): readonly TunePoint[] {
  return points.filter(({ measured, failed }) => measured > 0 || failed > 0);
}

/** Without calibration ratios come first: they are what holds. */
export function columnsOf({ pickMB, ruler }: FunctionTuning, currency: Currency, glyphs: Glyphs): Column<TunePoint>[] {
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
