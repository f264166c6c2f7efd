/** Intervals read from the draws of a belief. */
import type { Interval } from '../../model/interval.ts';
import { orderStatistic } from '../stats/order-statistic.ts';

/** The central interval of equally likely draws; `best` is their median. `n` is what stands behind them, given by the caller. */
export function drawInterval(draws: Float64Array, level: number, n: number): Interval {
  const values = draws.slice();
  const side = (1 - level) / 2;
  return { low: at(values, side), best: at(values, 0.5), high: at(values, 1 - side), level, n };
}

/** The quantile of equally likely draws. */
export function drawQuantile(draws: Float64Array, share: number): number {
  return at(draws.slice(), share);
}

/** Linear between order statistics (Hyndman and Fan's type 7). Reorders the values. */
function at(values: Float64Array, share: number): number {
  const position = share * (values.length - 1);
  const below = Math.floor(position);
  const low = orderStatistic(values, below);
  if (below === position) return low;
  // Everything behind the place is at least as large: the next value is their least.
  let high = Infinity;
  for (let i = below + 1; i < values.length; i++) if (values[i]! < high) high = values[i]!;
  return low + (high - low) * (position - below);
}
