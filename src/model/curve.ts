/** Duration and cost against size. */
import type { Interval } from './interval.ts';

/** Duration at `sizeMB` relative to the duration at the reference size (1 at the reference), with its posterior interval. */
export interface CurvePoint {
  readonly sizeMB: number;
  readonly durationRatio: Interval;
  /** GB-seconds (plus billed init at the traffic's cold share) relative to the reference size. */
  readonly costRatio: Interval;
  /** P(cost <= 1.05 x cheapest feasible). */
  readonly chanceWithinPromise: number;
  readonly measured: boolean;
}

/** What is believed about a function's durations. */
export interface DurationCurve {
  readonly referenceMB: number;
  readonly points: readonly CurvePoint[];
  /** What the belief rests on. */
  readonly basis: 'one-size' | 'several-sizes' | 'cpu-time';
}
