import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderStatistic } from '../../../src/core/stats/order-statistic.ts';

const values = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 5 })), { minLength: 1 });

describe('an order statistic', () => {
  it('is what sorting would put at its rank, with smaller values before and larger ones behind', () => {
    fc.assert(
      fc.property(values, fc.nat(), (list, any) => {
        const rank = any % list.length;
        const moved = Float64Array.from(list);
        const found = orderStatistic(moved, rank);
        // 0 and -0 are the same rank.
        expect(found === Float64Array.from(list).sort()[rank]).toBe(true);
        expect(moved.subarray(0, rank).every((value) => value <= found)).toBe(true);
        expect(moved.subarray(rank).every((value) => value >= found)).toBe(true);
        expect([...moved].sort()).toEqual([...Float64Array.from(list)].sort());
      }),
    );
  });
});
