import fc from 'fast-check';
import { quantileSorted } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../src/core/stats/prng.ts';
import {
  quantile,
  quantileInterval,
  quantileUpperBound,
  samplesForUpperBound,
  sortedQuantile,
  sortedQuantileInterval,
} from '../../../src/core/stats/quantile.ts';
import { distributionOf } from './distribution-of.ts';

const values = fc.array(fc.double({ min: 0.1, max: 900_000, noNaN: true }), { minLength: 1, maxLength: 300 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('quantile', () => {
  it('is exact when all values are kept, and a seen value', () => {
    const five = distributionOf([5, 1, 4, 2, 3]);
    expect([0, 0.2, 0.5, 0.9, 1].map((p) => quantile(five, p))).toEqual([1, 1, 3, 5, 5]);
    for (const p of [0, 0.25, 0.5, 0.75, 1]) expect(quantile(five, p)).toBe(quantileSorted([1, 2, 3, 4, 5], p));
  });

  it('errs by at most the stated bound when read from buckets', () => {
    fc.assert(
      fc.property(values, share, (seen, p) => {
        const exact = quantile(distributionOf(seen), p);
        const bucketed = distributionOf(seen, false);
        expect(Math.abs(quantile(bucketed, p) / exact - 1)).toBeLessThanOrEqual(bucketed.relativeError + 1e-9);
      }),
    );
  });

  it('rises with p and stays between the extremes', () => {
    fc.assert(
      fc.property(values, share, share, (seen, p, q) => {
        const bucketed = distributionOf(seen, false);
        const [low, high] = [quantile(bucketed, Math.min(p, q)), quantile(bucketed, Math.max(p, q))];
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(bucketed.min);
        expect(high).toBeLessThanOrEqual(bucketed.max);
      }),
    );
  });

  it('of nothing is not a number', () => {
    expect(quantile(distributionOf([]), 0.5)).toBeNaN();
    expect(sortedQuantile([], 0.5)).toBeNaN();
  });
});

describe('quantileInterval', () => {
  it('holds the true quantile at least as often as it says, and not much more', () => {
    const random = randomFrom(21);
    for (const [p, n] of [
      [0.5, 40],
      [0.9, 120],
      [0.95, 200],
    ] as const) {
      const truth = -Math.log(1 - p);
      let held = 0;
      const rounds = 2000;
      for (let round = 0; round < rounds; round++) {
        const sorted = Float64Array.from({ length: n }, () => -Math.log(1 - random())).sort();
        const interval = sortedQuantileInterval(sorted, p, 0.95)!;
        if (interval.low <= truth && truth <= interval.high) held++;
      }
      expect(held / rounds).toBeGreaterThan(0.938);
      expect(held / rounds).toBeLessThan(0.985);
    }
  });

  it('of buckets encloses the interval of the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 60, maxLength: 200 }), (seen) => {
        const exact = quantileInterval(distributionOf(seen), 0.9)!;
        const rough = quantileInterval(distributionOf(seen, false), 0.9)!;
        expect(rough.low).toBeLessThanOrEqual(exact.low + 1e-9 * exact.low);
        expect(rough.high).toBeGreaterThanOrEqual(exact.high - 1e-9 * exact.high);
      }),
    );
  });

  it('is unknown when there are too few values to bound the tail', () => {
    const hundred = distributionOf(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(quantileInterval(hundred, 0.99)).toBeNull();
    expect(quantileInterval(hundred, 0.5)).toMatchObject({ low: 40, best: 50, high: 61, n: 100 });
  });
});

describe('quantileUpperBound', () => {
  it('needs 59 values for 95/95', () => {
    expect(samplesForUpperBound(0.95, 0.95)).toBe(59);
    const upTo = (n: number) => distributionOf(Array.from({ length: n }, (_, at) => at + 1));
    expect(quantileUpperBound(upTo(58), 0.95)).toBeNull();
    expect(quantileUpperBound(upTo(59), 0.95)).toBe(59);
    expect(quantileUpperBound(upTo(93), 0.95)).toBe(92);
  });
});
