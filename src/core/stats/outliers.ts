/** Classes far-off values without dropping any: how far from the middle half, and on which side. */
import { sortedQuantile } from './quantile.ts';

/** Where a value lies against the fences; `severe` is outside the outer ones. */
export type OutlierClass = 'low-severe' | 'low-mild' | 'none' | 'high-mild' | 'high-severe';

/** Tukey's fences in the values' unit. */
export interface Fences {
  readonly lowSevere: number;
  readonly lowMild: number;
  readonly highMild: number;
  readonly highSevere: number;
}

/** Fences at 1.5 and 3 interquartile ranges outside the quartiles (Tukey 1977), on logarithms because durations are skewed. Values > 0, at least 4, any order; else null. */
export function fencesOf(values: ArrayLike<number>): Fences | null {
  if (values.length < 4) return null;
  const sorted = Float64Array.from(values).sort();
  if (!((sorted[0] as number) > 0)) return null;
  const low = Math.log(sortedQuantile(sorted, 0.25));
  const high = Math.log(sortedQuantile(sorted, 0.75));
  const range = high - low;
  const at = (x: number) => Math.exp(x);
  return {
    lowSevere: at(low - 3 * range),
    lowMild: at(low - 1.5 * range),
    highMild: at(high + 1.5 * range),
    highSevere: at(high + 3 * range),
  };
}

/** The class of one value. */
export function outlierClass(value: number, fences: Fences): OutlierClass {
  if (value < fences.lowSevere) return 'low-severe';
  if (value < fences.lowMild) return 'low-mild';
  if (value > fences.highSevere) return 'high-severe';
  return value > fences.highMild ? 'high-mild' : 'none';
}
