import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, randomFrom } from '../../../src/core/stats/prng.ts';
import { expectedRecords, recordCountTest, recordGrowth } from '../../../src/core/stats/record-count.ts';

describe('recordCountTest', () => {
  it('has the mean and variance of records: sums of 1/i and of 1/i - 1/i^2', () => {
    const test = recordCountTest([{ calls: 4, distinct: 2 }])!;
    expect(test.expected).toBeCloseTo(1 / 2 + 1 / 3 + 1 / 4, 12);
    expect(test.variance).toBeCloseTo(1 / 4 + 2 / 9 + 3 / 16, 12);
    expect(test.records).toBe(1);
    expect(expectedRecords(1_000_000)).toBeCloseTo(Math.log(1_000_000) + 0.577215664902 + 5e-7 - 1, 9);
  });

  it('comes within a tenth of the exact tail probability', () => {
    for (const environments of [1, 3, 20]) {
      const calls = 30;
      const exact = exactTail(environments, calls);
      for (const [records, p] of exact.entries()) {
        if (p < 1e-8 || p > 0.4) continue;
        const seen = Array.from({ length: environments }, (_, e) => ({
          calls,
          distinct: 1 + Math.floor(records / environments) + (e < records % environments ? 1 : 0),
        }));
        expect(Math.log(recordCountTest(seen)!.p / p)).toBeLessThan(0.1);
        expect(Math.log(recordCountTest(seen)!.p / p)).toBeGreaterThan(-0.1);
      }
    }
  });

  it('raises at most 5 % false alarms for steady loads of any shape, ties or not', () => {
    const shapes: ((random: Random) => number)[] = [
      (random) => random(),
      (random) => (-Math.log(random())) ** 3,
      (random) => Math.ceil(random() * 12),
      (random) => (random() < 0.02 ? 1 : 0),
    ];
    for (const draw of shapes) {
      const random = randomFrom(61);
      let alarms = 0;
      for (let round = 0; round < 300; round++) {
        const seen = Array.from({ length: 10 }, () => steady(random, 80, draw));
        if (recordCountTest(seen)!.p <= 0.05) alarms++;
      }
      expect(alarms / 300).toBeLessThan(0.08);
    }
  });

  it('lets the first calls grow without holding it against the function', () => {
    const warming = Array.from({ length: 20 }, () => ({ calls: 100, distinct: 1 + 10 + 4 }));
    expect(recordCountTest(warming)!.p).toBeLessThan(1e-6);
    expect(recordCountTest(warming, 10)!.p).toBeGreaterThan(0.3);
  });

  it('never gives a smaller p for fewer records', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 1, max: 200 }), (calls, distinct) => {
        const p = (d: number) => recordCountTest([{ calls, distinct: d }])!.p;
        expect(p(Math.min(calls, distinct))).toBeLessThanOrEqual(p(Math.max(1, Math.min(calls, distinct) - 1)) + 1e-9);
      }),
    );
  });

  it('says nothing without an environment that outlives the warm-up', () => {
    expect(recordCountTest([{ calls: 11, distinct: 11 }], 10)).toBeNull();
    expect(recordCountTest([])).toBeNull();
  });
});

describe('recordGrowth', () => {
  it('tells growth that goes on from growth that has ended', () => {
    const random = randomFrom(13);
    const lengths = Array.from({ length: 30 }, () => 40 + Math.floor(random() * 300));
    const going = recordGrowth(
      lengths.map((calls) => ({ calls, distinct: Math.round(calls * 0.2) })),
      10,
      255,
    )!;
    expect(going.p).toBeLessThan(1e-6);
    expect(going.elasticity).toBeCloseTo(1, 1);
    expect(going.perCall).toBeGreaterThan(0.15);
    const ended = recordGrowth(
      lengths.map((calls, at) => ({ calls, distinct: 39 + (at % 3) })),
      10,
      255,
    )!;
    expect(ended.p).toBeGreaterThan(0.9);
    expect(ended.elasticity).toBeLessThan(0.1);
  });

  it('does not judge environments of one length, cut-off counts or a handful', () => {
    const alike = Array.from({ length: 20 }, () => ({ calls: 100, distinct: 30 }));
    expect(recordGrowth(alike, 10, 255)).toBeNull();
    const cut = Array.from({ length: 20 }, (_, at) => ({ calls: 100 + 100 * at, distinct: 255 }));
    expect(recordGrowth(cut, 10, 255)).toBeNull();
    expect(recordGrowth(cut.slice(0, 5), 10, 256)).toBeNull();
  });
});

function steady(random: Random, calls: number, draw: (random: Random) => number): { calls: number; distinct: number } {
  let [most, distinct] = [Number.NEGATIVE_INFINITY, 0];
  for (let call = 0; call < calls; call++) {
    const value = draw(random);
    if (value > most) [most, distinct] = [value, distinct + 1];
  }
  return { calls, distinct };
}

/** P(at least k new records), k = 0, 1, …, by convolution. */
function exactTail(environments: number, calls: number): number[] {
  let law = [1];
  for (let e = 0; e < environments; e++)
    for (let i = 2; i <= calls; i++) {
      const next = new Array<number>(law.length + 1).fill(0);
      law.forEach((p, k) => {
        next[k] = next[k]! + p * (1 - 1 / i);
        next[k + 1] = next[k + 1]! + p / i;
      });
      law = next;
    }
  let tail = 0;
  return law
    .toReversed()
    .map((p) => {
      tail += p;
      return tail;
    })
    .reverse();
}
