import { describe, expect, it } from 'vitest';
import { dipOf, dipTest } from '../../../src/core/stats/dip.ts';
import { normalVariate, randomFrom } from '../../../src/core/stats/prng.ts';

describe('dipOf', () => {
  it('agrees with values of an independent implementation', () => {
    expect(dipOf([1, 1.1, 1.2, 1.3, 9, 9.1, 9.2, 9.3])).toBeCloseTo(0.240625, 12);
    expect(dipOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(0.05, 12);
  });

  it('is half a step for even values, whatever their unit', () => {
    const even = Array.from({ length: 40 }, (_, at) => 3 + at);
    expect(dipOf(even)).toBeCloseTo(1 / 80, 12);
    expect(dipOf(even.map((x) => 1000 * x - 5))).toBeCloseTo(1 / 80, 12);
  });

  it('is the same when the axis is turned round', () => {
    const random = randomFrom(4);
    for (let round = 0; round < 40; round++) {
      const x = Float64Array.from({ length: 60 }, () => normalVariate(random) + (random() < 0.4 ? 3 : 0)).sort();
      expect(dipOf(x.map((value) => -value).reverse())).toBeCloseTo(dipOf(x), 10);
    }
  });
});

describe('dipTest', () => {
  it('raises false alarms as often as it says on uniform values, and less on others', () => {
    const random = randomFrom(99);
    const rate = (draw: () => number) => {
      let alarms = 0;
      for (let round = 0; round < 600; round++)
        if (dipTest(Float64Array.from({ length: 70 }, draw).sort()).p <= 0.05) alarms++;
      return alarms / 600;
    };
    expect(rate(random)).toBeLessThan(0.07);
    expect(rate(random)).toBeGreaterThan(0.02);
    expect(rate(() => normalVariate(random))).toBeLessThan(0.02);
  });

  it('has p-values that fall with the dip and reach beyond the table', () => {
    const apart = (n: number) => Array.from({ length: n }, (_, at) => at * 0.01 + (at < n / 2 ? 0 : 50));
    const p = [20, 60, 200].map((n) => dipTest(apart(n)).p);
    expect(p[0]).toBeLessThan(0.001);
    expect(p[1]!).toBeLessThan(p[0]!);
    expect(p[2]!).toBeLessThan(1e-12);
    expect(dipTest([1, 2, 3]).p).toBe(1);
  });
});
