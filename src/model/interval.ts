/** A figure that is not known exactly. */

/** `low <= best <= high` hold the true value with probability `level` (0.95 unless said); `n` is how many samples or environments stand behind it. */
export interface Interval {
  readonly low: number;
  readonly best: number;
  readonly high: number;
  readonly level: number;
  readonly n: number;
}

/** Applies a monotone function to all three figures of an interval and puts them in order again. */
export function mapInterval(interval: Interval, f: (value: number) => number): Interval {
  const low = f(interval.low);
  const high = f(interval.high);
  return { ...interval, low: Math.min(low, high), best: f(interval.best), high: Math.max(low, high) };
}
