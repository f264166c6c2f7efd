import { describe, expect, it } from 'vitest';
import { bootstrapInterval, clusterMean, clusterRatio, clustersBy } from '../../../src/core/stats/bootstrap.ts';
import { gammaVariate, integerBelow, normalVariate, randomFrom } from '../../../src/core/stats/prng.ts';

describe('clusterMean', () => {
  it('covers the true mean as often as it says although calls of one environment resemble each other', () => {
    const random = randomFrom(17);
    const rounds = 500;
    let held = 0;
    let naive = 0;
    for (let round = 0; round < rounds; round++) {
      const clusters = simulate(random, 30);
      const interval = clusterMean(clusters, { seed: round, resamples: 399 })!;
      if (interval.low <= 100 && 100 <= interval.high) held++;
      const calls = clusters.weights.reduce((sum, n) => sum + n, 0);
      if (Math.abs(interval.best - 100) < (1.96 * 45) / Math.sqrt(calls)) naive++;
    }
    expect(held / rounds).toBeGreaterThan(0.92);
    expect(held / rounds).toBeLessThan(0.985);
    expect(naive / rounds).toBeLessThan(0.8);
  });

  it('repeats itself for the same seed and scales with the unit', () => {
    const clusters = simulate(randomFrom(1), 20);
    const interval = clusterMean(clusters, { seed: 4 })!;
    expect(clusterMean(clusters, { seed: 4 })).toEqual(interval);
    const scaled = clusterMean({ ...clusters, totals: clusters.totals.map((total) => total * 1000) }, { seed: 4 })!;
    expect(scaled.low / 1000).toBeCloseTo(interval.low, 6);
    expect(scaled.high / 1000).toBeCloseTo(interval.high, 6);
  });

  it('falls back to Student below eight clusters, and says nothing from one', () => {
    const few = clusterMean({ totals: [90, 100, 110], weights: [1, 1, 1] }, { seed: 1 })!;
    expect(few.high).toBeCloseTo(100 * Math.exp((4.302653 * 5.773503) / 100), 4);
    expect(clusterMean({ totals: [100], weights: [3] }, { seed: 1 })).toBeNull();
    expect(clusterMean({ totals: [0, 0], weights: [0, 0] }, { seed: 1 })).toBeNull();
  });

  it('gives a point when all clusters agree', () => {
    const same = clusterMean({ totals: [20, 40, 30], weights: [2, 4, 3] }, { seed: 1 })!;
    expect([same.low, same.best, same.high]).toEqual([10, 10, 10]);
    expect(same.n).toBe(9);
  });

  it('bounds its work for very many clusters and keeps the mean exact', () => {
    const clusters = simulate(randomFrom(2), 5000);
    const interval = clusterMean(clusters, { seed: 9 })!;
    const calls = clusters.weights.reduce((sum, n) => sum + n, 0);
    expect(interval.best).toBeCloseTo(clusters.totals.reduce((sum, x) => sum + x, 0) / calls, 8);
    expect(interval.low).toBeLessThan(100.8);
    expect(interval.high).toBeGreaterThan(99.2);
    expect(interval.high - interval.low).toBeLessThan(4);
  });
});

describe('clustersBy', () => {
  it('adds environments of one day together', () => {
    const days = clustersBy({ totals: [1, 2, 4, 8], weights: [1, 1, 2, 2] }, [10, 10, 11, 10]);
    expect(days).toEqual({ totals: [11, 4], weights: [4, 2] });
    expect(clusterRatio(days)!.mean).toBeCloseTo(15 / 6, 12);
  });
});

describe('bootstrapInterval', () => {
  it('bounds any statistic of the rows', () => {
    const random = randomFrom(3);
    const rows = Array.from({ length: 200 }, () => gammaVariate(random, 2));
    const median = (drawn: Uint32Array) => [...drawn].map((at) => rows[at]!).sort((a, b) => a - b)[100]!;
    const interval = bootstrapInterval(rows.length, median, { seed: 5, resamples: 300 })!;
    expect(interval.low).toBeLessThan(1.678);
    expect(interval.high).toBeGreaterThan(1.5);
    expect(interval.low).toBeLessThanOrEqual(interval.best);
    expect(bootstrapInterval(1, median, { seed: 5 })).toBeNull();
  });
});

/** Environments of 1 to 80 calls with mean 100, an environment effect of 30 and a call effect of 33 (intra-class correlation near 0.45). */
function simulate(random: () => number, count: number): { totals: number[]; weights: number[] } {
  const totals: number[] = [];
  const weights: number[] = [];
  for (let environment = 0; environment < count; environment++) {
    const calls = 1 + integerBelow(random, 80);
    const level = 70 + 30 * gammaVariate(random, 1);
    totals.push(calls * level + Math.sqrt(calls) * 33 * normalVariate(random));
    weights.push(calls);
  }
  return { totals, weights };
}
