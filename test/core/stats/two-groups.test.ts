import { describe, expect, it } from 'vitest';
import { ONE_PEAK, twoPeaks } from '../../../bench/finding-loads.ts';
import { normalVariate, type Random, randomFrom } from '../../../src/core/stats/prng.ts';
import { twoGroups, twoGroupsOf } from '../../../src/core/stats/two-groups.ts';
import { deepestValley } from '../../../src/core/stats/valley.ts';
import { distributionOf } from './distribution-of.ts';

describe('twoGroups', () => {
  for (const [name, draw] of Object.entries(ONE_PEAK)) {
    it(`calls ${name} two groups in at most 5 % of cases, exact or bucketed`, () => {
      const random = randomFrom(31);
      let alarms = 0;
      const rounds = 120;
      for (let round = 0; round < rounds; round++) {
        const keep = round % 2 === 0;
        const values = Array.from({ length: keep ? 150 : 900 }, () => draw(random));
        if ((twoGroups(distributionOf(values, keep))?.p ?? 1) <= 0.05) alarms++;
      }
      // 95 % binomial limit of 5 % in 120 rounds
      expect(alarms).toBeLessThanOrEqual(10);
    });
  }

  it('finds a group of 10 % at twice the duration in most samples of 200, and describes it', () => {
    const random = randomFrom(8);
    let found = 0;
    const rounds = 60;
    for (let round = 0; round < rounds; round++) {
      const values = mixture(random, 200, 0.1, 0.1);
      const groups = twoGroups(distributionOf(values, true))!;
      if (groups.p <= 0.05) {
        found++;
        expect(groups.lower.median).toBeGreaterThan(85);
        expect(groups.lower.median).toBeLessThan(115);
        expect(groups.upper.median / groups.lower.median).toBeGreaterThan(1.6);
        expect(groups.upper.share).toBeLessThan(0.25);
        expect(groups.splitAt).toBeGreaterThan(groups.lower.median);
        expect(groups.splitAt).toBeLessThan(groups.upper.median);
      }
    }
    expect(found / rounds).toBeGreaterThan(0.8);
  });

  it('finds broad halves too, and sees the same in buckets as in values', () => {
    const random = randomFrom(8);
    for (let round = 0; round < 10; round++) {
      const values = mixture(random, 1500, 0.5, 0.2);
      expect(twoGroups(distributionOf(values, true))!.p).toBeLessThan(0.05);
      expect(twoGroups(distributionOf(values, false))!.p).toBeLessThan(0.05);
    }
  });

  it('counts clustered calls for what they are worth', () => {
    const values = mixture(randomFrom(2), 2000, 0.2, 0.12);
    const distribution = distributionOf(values, true);
    expect(twoGroups(distribution)!.p).toBeLessThan(1e-6);
    expect(twoGroups(distribution, 45)!.p).toBeGreaterThan(twoGroups(distribution)!.p);
    expect(twoGroups(distribution, 39)).toBeNull();
  });

  it('says nothing about one value repeated or about too few', () => {
    expect(twoGroupsOf(new Array<number>(100).fill(64))!.p).toBeGreaterThan(0.05);
    expect(twoGroupsOf([1, 2, 3])).toBeNull();
    expect(twoGroupsOf(new Array<number>(100).fill(0))).toBeNull();
  });

  it('finds environments that need 200 MB here and 800 MB there', () => {
    const random = randomFrom(5);
    const maxima = Array.from({ length: 60 }, (_, at) =>
      Math.round((at % 4 === 0 ? 800 : 200) + 12 * normalVariate(random)),
    );
    const groups = twoGroupsOf(Uint16Array.from(maxima))!;
    expect(groups.p).toBeLessThan(0.01);
    expect(groups.upper.share).toBeCloseTo(0.25, 5);
    expect(groups.upper.median / groups.lower.median).toBeCloseTo(4, 0);
  });
});

describe('deepestValley', () => {
  it('keeps its false alarms on flat densities of any size', () => {
    const random = randomFrom(77);
    for (const n of [60, 500]) {
      let alarms = 0;
      for (let round = 0; round < 400; round++)
        if (deepestValley(Float64Array.from({ length: n }, random).sort(), n).p <= 0.05) alarms++;
      expect(alarms / 400).toBeLessThan(0.08);
    }
  });

  it('finds no valley in one point', () => {
    expect(deepestValley(new Float64Array(50).fill(3), 50)).toMatchObject({ depth: 0, p: 1 });
  });
});

function mixture(random: Random, n: number, share: number, spread: number): number[] {
  return Array.from({ length: n }, () => twoPeaks(share, spread)(random));
}
