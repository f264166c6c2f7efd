import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalVariate, randomFrom } from '../../../../src/core/stats/prng.ts';
import { predictedTailMB } from '../../../../src/core/usage/findings/memory-level.ts';
import { memoryUsageSummary } from '../../../../src/core/usage/findings/memory-summary.ts';
import { usageOf } from './usages.ts';

describe('memoryUsageSummary', () => {
  it('counts environments at or above 60, 80, 90 and 100 %, with exact intervals', () => {
    const needs = [100, 312, 400, 460, 470, 512];
    const size = usageOf({ environments: 6, memoryMB: ({ environment }) => needs[environment]! }).sizes[0]!;
    const summary = memoryUsageSummary(size)!;
    expect(summary.above.map(({ percent, environments }) => [percent, environments])).toEqual([
      [60, 5],
      [80, 3],
      [90, 2],
      [100, 1],
    ]);
    expect(summary.above[3]?.share.high).toBeCloseTo(0.6412, 3);
    expect(summary.maxMB).toBe(512);
    expect(summary.stability).toBeNull();
  });

  it('names stability by the ratio of the 95th to the 5th percentile', () => {
    const word = (low: number, high: number) =>
      memoryUsageSummary(
        usageOf({ sizeMB: 2048, environments: 20, memoryMB: ({ environment }) => (environment % 2 ? low : high) })
          .sizes[0]!,
      )?.stability;
    expect(word(200, 240)).toBe('stable');
    expect(word(200, 260)).toBe('variable');
    expect(word(200, 401)).toBe('unstable');
  });

  it('knows nothing without stream names', () => {
    expect(memoryUsageSummary(usageOf({ knownEnvironments: false }).sizes[0]!)).toBeNull();
  });
});

describe('predictedTailMB', () => {
  it('is exceeded by about one further environment in a hundred when maxima are log-normal', () => {
    const random = randomFrom(12);
    const draw = () => 300 * Math.exp(0.1 * normalVariate(random));
    let exceeded = 0;
    for (let round = 0; round < 4000; round++) {
      const maxima = Float64Array.from({ length: 15 }, draw).sort();
      if (draw() > predictedTailMB(maxima)) exceeded++;
    }
    expect(exceeded / 4000).toBeGreaterThan(0.005);
    expect(exceeded / 4000).toBeLessThan(0.015);
  });

  it('is never below the highest seen', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10_240 }), { minLength: 2 }), (used) => {
        const sorted = used.toSorted((a, b) => a - b);
        expect(predictedTailMB(sorted)).toBeGreaterThanOrEqual(sorted.at(-1)!);
      }),
    );
  });
});
