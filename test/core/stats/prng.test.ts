import { mean, standardDeviation, variance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import {
  gammaVariate,
  integerBelow,
  normalVariate,
  randomFrom,
  seedFromText,
  shuffle,
} from '../../../src/core/stats/prng.ts';

describe('randomFrom', () => {
  it('gives the same numbers for the same seed and unrelated ones for the next', () => {
    const first = draw(randomFrom(7), 1000);
    expect(draw(randomFrom(7), 1000)).toEqual(first);
    const other = draw(randomFrom(8), 1000);
    const product = mean(first.map((value, at) => (value - 0.5) * ((other[at] as number) - 0.5)));
    expect(Math.abs(product)).toBeLessThan(0.012);
  });

  it('is uniform: mean 1/2, variance 1/12, equal deciles', () => {
    const values = draw(randomFrom(1), 100_000);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(variance(values)).toBeCloseTo(1 / 12, 3);
    const deciles = new Array<number>(10).fill(0);
    for (const value of values) deciles[Math.floor(value * 10)]!++;
    const chiSquare = deciles.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9);
  });

  it('draws whole numbers, normal and gamma numbers with the right moments', () => {
    const random = randomFrom(3);
    expect(new Set(Array.from({ length: 200 }, () => integerBelow(random, 4)))).toEqual(new Set([0, 1, 2, 3]));
    const normal = Array.from({ length: 50_000 }, () => normalVariate(random));
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(standardDeviation(normal)).toBeCloseTo(1, 1);
    for (const shape of [0.5, 3]) {
      const gamma = Array.from({ length: 50_000 }, () => gammaVariate(random, shape));
      expect(mean(gamma) / shape).toBeCloseTo(1, 1);
      expect(variance(gamma) / shape).toBeCloseTo(1, 1);
    }
  });

  it('shuffles into every order equally often', () => {
    const random = randomFrom(11);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffle(random, [1, 2, 3]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('makes different seeds of different names', () => {
    const seeds = Array.from({ length: 2000 }, (_, at) => seedFromText(`function-${at}`));
    expect(new Set(seeds).size).toBe(2000);
    expect(seedFromText('poetry', 1)).not.toBe(seedFromText('poetry', 2));
  });
});

function draw(random: () => number, count: number): number[] {
  return Array.from({ length: count }, random);
}
