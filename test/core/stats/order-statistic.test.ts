import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderStatistic } from '../../../src/core/stats/order-statistic.ts';

/** Numbers with ties; -0 becomes 0, as sorting tells them apart and comparing does not. */
const number = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 5 })).map((value) => value + 0);
const values = fc.array(number, { minLength: 1 });

describe('an order statistic', () => {
  it('is what sorting would put at its rank, with smaller values before and larger ones behind', () => {
    fc.assert(
      fc.property(values, fc.nat(), (list, any) => {
        const rank = any % list.length;
        const moved = Float64Array.from(list);
        const found = orderStatistic(moved, rank);
        expect(found).toBe(Float64Array.from(list).sort()[rank]);
        expect(moved.subarray(0, rank).every((value) => value <= found)).toBe(true);
        expect(moved.subarray(rank).every((value) => value >= found)).toBe(true);
        expect([...moved].sort()).toEqual([...Float64Array.from(list)].sort());
      }),
    );
  });
});
