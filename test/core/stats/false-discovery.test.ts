import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, benjaminiYekutieli } from '../../../src/core/stats/false-discovery.ts';
import { randomFrom } from '../../../src/core/stats/prng.ts';

describe('benjaminiHochberg', () => {
  it('reproduces the example of the 1995 paper: four of fifteen at 5 %', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const { rejected, adjusted } = benjaminiHochberg(p, 0.05);
    expect(rejected.filter(Boolean)).toHaveLength(4);
    expect(rejected.slice(0, 4)).toEqual([true, true, true, true]);
    expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
  });

  it('does not depend on the order and never rejects a larger p while keeping a smaller one', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), (p) => {
        const { adjusted, rejected } = benjaminiHochberg(p, 0.1);
        const reversed = benjaminiHochberg(p.toReversed(), 0.1);
        expect(reversed.adjusted.toReversed()).toEqual(adjusted);
        for (let i = 0; i < p.length; i++)
          for (let j = 0; j < p.length; j++) if (p[i]! < p[j]! && rejected[j]) expect(rejected[i]).toBe(true);
        const careful = benjaminiYekutieli(p, 0.1);
        careful.adjusted.forEach((value, at) => {
          expect(value).toBeGreaterThanOrEqual(adjusted[at]!);
        });
      }),
    );
  });

  it('keeps the false discovery rate in simulation', () => {
    const random = randomFrom(5);
    let shares = 0;
    for (let round = 0; round < 400; round++) {
      const p = Array.from({ length: 100 }, (_, at) => (at < 80 ? random() : random() * 0.001));
      const { rejected } = benjaminiHochberg(p, 0.1);
      const wrong = rejected.slice(0, 80).filter(Boolean).length;
      shares += wrong / Math.max(1, rejected.filter(Boolean).length);
    }
    expect(shares / 400).toBeLessThan(0.1);
    expect(shares / 400).toBeGreaterThan(0.05);
  });

  it('takes an unknown p as no evidence and an empty list as empty', () => {
    expect(benjaminiHochberg([Number.NaN, 0.01], 0.05)).toEqual({ adjusted: [1, 0.02], rejected: [false, true] });
    expect(benjaminiHochberg([], 0.05)).toEqual({ adjusted: [], rejected: [] });
  });
});
