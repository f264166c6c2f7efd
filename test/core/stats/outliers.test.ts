import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fencesOf, outlierClass } from '../../../src/core/stats/outliers.ts';

describe('outlier classes', () => {
  it('stand at 1.5 and 3 interquartile ranges of the logarithms', () => {
    const fences = fencesOf([100, 100, 200, 200])!;
    expect(fences.highMild).toBeCloseTo(200 * 2 ** 1.5, 8);
    expect(fences.highSevere).toBeCloseTo(1600, 8);
    expect(fences.lowMild).toBeCloseTo(100 / 2 ** 1.5, 8);
    expect([10, 20, 150, 700, 2000].map((value) => outlierClass(value, fences))).toEqual([
      'low-severe',
      'low-mild',
      'none',
      'high-mild',
      'high-severe',
    ]);
  });

  it('do not depend on the unit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 4 }), (values) => {
        const [ms, seconds] = [fencesOf(values)!, fencesOf(values.map((value) => value * 1000))!];
        expect(seconds.highSevere / ms.highSevere).toBeCloseTo(1000, 3);
      }),
    );
  });

  it('need four positive values', () => {
    expect(fencesOf([1, 2, 3])).toBeNull();
    expect(fencesOf([0, 1, 2, 3])).toBeNull();
  });
});
