import { describe, expect, it } from 'vitest';
import { binomialUpper, poissonCdf } from '../../../src/core/stats/distributions.ts';
import { rateIncreaseP, rateInterval, shareInterval } from '../../../src/core/stats/exact-intervals.ts';

describe('shareInterval', () => {
  it('agrees with published Clopper-Pearson limits', () => {
    const interval = shareInterval(10, 100);
    expect(interval.low).toBeCloseTo(0.0490047, 6);
    expect(interval.high).toBeCloseTo(0.1762226, 6);
    expect(shareInterval(0, 20).high).toBeCloseTo(1 - 0.025 ** (1 / 20), 12);
    expect(shareInterval(20, 20).low).toBeCloseTo(0.025 ** (1 / 20), 12);
    expect(shareInterval(0, 20).low).toBe(0);
  });

  it('covers every true share at least as often as it says', () => {
    for (const n of [7, 30]) {
      const intervals = Array.from({ length: n + 1 }, (_, k) => shareInterval(k, n));
      for (let p = 0.02; p < 1; p += 0.02) {
        let covered = 0;
        intervals.forEach(({ low, high }, k) => {
          if (low <= p && p <= high) covered += binomialUpper(k, n, p) - binomialUpper(k + 1, n, p);
        });
        expect(covered).toBeGreaterThanOrEqual(0.95 - 1e-9);
      }
    }
  });

  it('knows nothing from nothing', () => {
    expect(shareInterval(0, 0)).toMatchObject({ low: 0, high: 1, n: 0 });
  });
});

describe('rateInterval', () => {
  it('has tails of 2.5 % at its ends', () => {
    const { low, high, best } = rateInterval(4, 2);
    expect(best).toBe(2);
    expect(1 - poissonCdf(3, low * 2)).toBeCloseTo(0.025, 9);
    expect(poissonCdf(4, high * 2)).toBeCloseTo(0.025, 9);
    expect(rateInterval(0, 1).high).toBeCloseTo(3.6888794, 6);
    expect(rateInterval(0, 1).low).toBe(0);
  });
});

describe('rateIncreaseP', () => {
  it('is exact for rare events', () => {
    expect(rateIncreaseP({ events: 0, exposure: 100 }, { events: 3, exposure: 100 })).toBeCloseTo(0.125, 12);
    expect(rateIncreaseP({ events: 0, exposure: 900 }, { events: 1, exposure: 100 })).toBeCloseTo(0.1, 12);
    expect(rateIncreaseP({ events: 5, exposure: 100 }, { events: 0, exposure: 100 })).toBe(1);
  });
});
