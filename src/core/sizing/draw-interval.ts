/** Intervals read from the draws of a belief. */
import type { Interval } from '../../model/interval.ts';

/** The central interval of equally likely draws; `best` is their median. `n` is what stands behind them, given by the caller. */
export function drawInterval(draws: ArrayLike<number>, level: number, n: number): Interval {
  const sorted = Float64Array.from(draws).sort();
  const side = (1 - level) / 2;
  return { low: at(sorted, side), best: at(sorted, 0.5), high: at(sorted, 1 - side), level, n };
}

/** Linear between order statistics (Hyndman and Fan's type 7). */
function at(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}
