/** A figure that is not known exactly. */

/** `low <= best <= high` hold the true value with probability `level` (0.95 unless said); `n` is how many samples or environments stand behind it. */
export interface Interval {
  readonly low: number;
  readonly best: number;
  readonly high: number;
  readonly level: number;
  readonly n: number;
}
