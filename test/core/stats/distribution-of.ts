/** Builds a Distribution from values, as the reader would: exact when few, else log buckets of ratio `base`. */
import type { Distribution } from '../../../src/model/usage.ts';

export function distributionOf(values: readonly number[], keep = true, base = 1.02): Distribution {
  const sorted = values.toSorted((a, b) => a - b);
  const counts = new Map<number, number>();
  for (const value of sorted) {
    const index = Math.floor(Math.log(value) / Math.log(base) + 1e-12);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return {
    n: sorted.length,
    sum: sorted.reduce((sum, value) => sum + value, 0),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    base,
    relativeError: Math.sqrt(base) - 1,
    buckets: [...counts].sort((a, b) => a[0] - b[0]),
    values: keep ? sorted : null,
  };
}
