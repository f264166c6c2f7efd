import { describe, expect, it } from 'vitest';
import { normalVariate, randomFrom } from '../../../../src/core/stats/prng.ts';
import { floorOf } from '../../../../src/core/tuning/search/failures.ts';
import { coarseLadder, fineLadder } from '../../../../src/core/tuning/search/ladder.ts';
import { contestOf, prospectOf } from '../../../../src/core/tuning/search/lookahead.ts';
import { lossesOf } from '../../../../src/core/tuning/search/loss.ts';
import { observe } from '../../../../src/core/tuning/search/observations.ts';
import { type SearchSample, searchOptions } from '../../../../src/core/tuning/search/options.ts';
import type { Outlook } from '../../../../src/core/tuning/search/outlook.ts';
import { tieRange } from '../../../../src/core/tuning/search/tie-range.ts';

const sample = (sizeMB: number, durationMs: number, more: Partial<SearchSample> = {}): SearchSample => ({
  sizeMB,
  environment: `at ${sizeMB}`,
  kind: 'warm',
  payload: 'default',
  durationMs,
  billedMs: Math.ceil(durationMs),
  status: 'success',
  ...more,
});
const options = searchOptions({ goal: { kind: 'cost' }, seed: 1 });

/** An outlook whose draws are given: costs by size, times as cost / size. */
function outlook(sizesMB: readonly number[], costs: readonly (readonly number[])[]): Outlook {
  const cost = costs.map((column) => Float64Array.from(column));
  const ms = cost.map((column, d) => column.map((value) => value / sizesMB[d]!));
  return {
    sizesMB,
    draws: cost[0]!.length,
    cost,
    ms,
    logMs: ms.map((column) => column.map(Math.log)),
    percentile: null,
  };
}

describe('observations', () => {
  it('use warm successes alone', () => {
    const seen = observe(options, [
      sample(512, 900, { kind: 'cold' }),
      sample(512, 100),
      sample(512, 100, { kind: 'discarded' }),
      sample(256, 5, { status: 'error' }),
    ]);
    expect(seen.sizes.map(({ sizeMB, calls }) => [sizeMB, calls])).toEqual([[512, 1]]);
    expect(seen.sizes[0]!.meanMs).toBeCloseTo(100, 0);
  });

  it('pool the noise over sizes', () => {
    const random = randomFrom(3);
    const noisy = [256, 512, 1_024].flatMap((size) =>
      Array.from({ length: 30 }, () => sample(size, 100 * Math.exp(0.3 * normalVariate(random)))),
    );
    expect(observe(options, noisy).noise).toBeGreaterThan(0.24);
    expect(observe(options, noisy).noise).toBeLessThan(0.34);
    expect(observe(options, noisy).sizes[0]!.logError).toBeCloseTo(0.3 / Math.sqrt(30), 1);
  });

  it('give a size from one environment a wider error once environments are seen to differ', () => {
    const random = randomFrom(4);
    const calls = [0.7, 1, 1.4, 0.8].flatMap((factor, e) =>
      Array.from({ length: 6 }, () =>
        sample(512, 100 * factor * Math.exp(0.02 * normalVariate(random)), { environment: `${e}` }),
      ),
    );
    const one = Array.from({ length: 6 }, () => sample(1_024, 60));
    const { between, sizes } = observe(options, [...calls, ...one]);
    expect(between).toBeGreaterThan(0.1);
    expect(sizes.find(({ sizeMB }) => sizeMB === 1_024)!.logError).toBeGreaterThan(0.1);
  });

  it('leave out a size where a payload is missing, and weigh the others', () => {
    const strata = [
      { name: 'a', weight: 3 },
      { name: 'b', weight: 1 },
    ];
    const seen = observe({ strata }, [
      sample(512, 100, { payload: 'a' }),
      sample(512, 500, { payload: 'b' }),
      sample(256, 100, { payload: 'a' }),
    ]);
    expect(seen.sizes.map(({ sizeMB }) => sizeMB)).toEqual([512]);
    expect(seen.sizes[0]!.meanMs / 200).toBeCloseTo(1, 1);
  });
});

describe('floors', () => {
  it('rise by a quarter after out of memory', () => {
    expect(floorOf(options, [sample(256, 10, { status: 'out-of-memory' })])).toEqual({
      sizeMB: 320,
      because: 'out-of-memory',
    });
  });

  it('rise above a timeout, but not where a smaller size finishes', () => {
    const timeout = sample(512, 3_000, { status: 'timeout' });
    expect(floorOf(options, [timeout])).toEqual({ sizeMB: 513, because: 'timeout' });
    expect(floorOf(options, [timeout, sample(256, 900)]).sizeMB).toBe(128);
  });

  it('come down again with what smaller sizes show: usage drifts up with the size', () => {
    const large = sample(1_024, 10, { usedMB: 300 });
    expect(floorOf(options, [large]).sizeMB).toBe(375);
    expect(floorOf(options, [large, sample(384, 10, { usedMB: 220 })]).sizeMB).toBe(275);
  });

  it('treat usage at the size as clipped', () => {
    expect(floorOf(options, [sample(256, 10, { usedMB: 257 })]).sizeMB).toBeGreaterThanOrEqual(320);
  });
});

describe('ladders', () => {
  it('hold bounds, one vCPU and what was measured, ascending, each once', () => {
    const ladder = fineLadder(options, 150, 3_000, [700]);
    expect(ladder[0]).toBe(150);
    expect(ladder.at(-1)).toBe(3_000);
    expect(ladder).toEqual([...new Set(ladder)].sort((a, b) => a - b));
    expect(ladder).toEqual(expect.arrayContaining([700, 1_769, 512, 768]));
  });

  it('are what was given by hand, where it was', () => {
    expect(fineLadder({ sizesMB: [1_024, 256, 256, 9_000] }, 128, 3_008, [512])).toEqual([256, 1_024]);
  });

  it('are thinned to a tenth apart, ends and wanted sizes kept', () => {
    const coarse = coarseLadder(fineLadder(options, 128, 1_769, []), new Set([672]));
    expect([coarse[0], coarse.at(-1), coarse.includes(672)]).toEqual([128, 1_769, true]);
    expect(coarse.length).toBeLessThan(30);
  });
});

describe('worth of a measurement', () => {
  const random = randomFrom(9);
  const unknown = Array.from({ length: 200 }, () => Math.exp(0.3 * normalVariate(random)));
  const view = outlook([256, 512], [Array<number>(200).fill(1), unknown]);
  const contest = contestOf(lossesOf({ kind: 'cost' }, view), 10);

  it('is nothing where the size is known, and more the more precise the measurement', () => {
    expect(prospectOf(contest, view.logMs[0]!, 0.05)).toEqual({ worth: 0, swing: 0 });
    const precise = prospectOf(contest, view.logMs[1]!, 0.02).worth;
    expect(precise).toBeGreaterThan(0.02);
    expect(prospectOf(contest, view.logMs[1]!, 0.5).worth).toBeLessThan(precise);
  });

  it('is nothing where no outcome changes the pick, although it tells how far off the pick is', () => {
    // Half the draws have 512 MB at half the cost of 256; 1,024 MB says which half, but 256 MB stays the better bet whatever it says.
    const half = Array.from({ length: 200 }, (_, i) => i % 2);
    const clue = outlook(
      [256, 512, 1_024],
      [
        Array<number>(200).fill(1),
        half.map((good, i) => (good === 1 && i % 4 === 1 ? 0.5 : 3)),
        half.map((good) => (good === 1 ? 8 : 9)),
      ],
    );
    const lost = contestOf(lossesOf({ kind: 'cost' }, clue), 10);
    const { worth, swing } = prospectOf(lost, clue.logMs[2]!, 0.02);
    expect(worth).toBeCloseTo(0, 6);
    expect(swing).toBeGreaterThan(0.1);
  });
});

describe('tie ranges', () => {
  it('take in neighbours that are as good, all together with nine chances in ten, and stop before others', () => {
    const draws = 100;
    const flat = Array<number>(draws).fill(1);
    const view = outlook(
      [256, 320, 384, 448],
      [flat.map(() => 1.4), flat.map((v, i) => (i < 5 ? 1.5 : v * 1.01)), flat, flat.map((v, i) => (i < 8 ? 1.5 : v))],
    );
    const tie = tieRange({ kind: 'cost' }, view, lossesOf({ kind: 'cost' }, view), 2);
    // 320 fails in 5 draws, 448 in 8, of which 5 are the same: both together fail in 8.
    expect(tie).toMatchObject({ lowMB: 320, highMB: 448, within: 0.02, chance: 0.92, of: 'goal' });
  });

  it('speak of 5 %, the promise itself, where 2 % would hold for hardly more than the pick', () => {
    const view = outlook(
      [256, 320, 384],
      [
        [1.04, 1.04],
        [1, 1],
        [1.04, 1.04],
      ],
    );
    const tie = tieRange({ kind: 'cost' }, view, lossesOf({ kind: 'cost' }, view), 1);
    expect(tie).toMatchObject({ lowMB: 256, highMB: 384, within: 0.05, chance: 1, of: 'goal' });
  });

  it('are absent where nothing can be promised', () => {
    const view = outlook(
      [256, 512],
      [
        [1, 9, 1, 9],
        [9, 1, 9, 1],
      ],
    );
    expect(tieRange({ kind: 'cost' }, view, lossesOf({ kind: 'cost' }, view), 0)).toBeNull();
  });

  it('speak of cost alone for balanced, where cost is flat and time is not, and of nothing beyond 15 %', () => {
    const sizesMB = [128, 192, 256, 384, 512];
    // Cost 1.00 to 1.09, so that which sizes are within 5 % depends on the draw; time falls with size.
    const costs = [1, 1.02, 1.04, 1.055, 1.07];
    const draws = [0.98, 1, 1.02, 0.99, 1.01, 1, 0.985, 1.015, 1.005, 0.995];
    const view = outlook(
      sizesMB,
      costs.map((cost, d) => draws.map((tilt) => cost * (1 + (tilt - 1) * d))),
    );
    const goal = { kind: 'balanced' } as const;
    const tie = tieRange(goal, view, lossesOf(goal, view), 2)!;
    expect(tie).toMatchObject({ of: 'cost', lowMB: 128 });
    expect(tie.highMB).toBeGreaterThanOrEqual(256);
    expect(tie.within).toBeLessThanOrEqual(0.15);
    expect(tie.timeRatio).toBeCloseTo(tie.highMB / 128 / costs[sizesMB.indexOf(tie.highMB)]!, 1);
    const steep = outlook([128, 256], [draws.map(() => 1), draws.map((tilt) => (tilt > 1 ? 1.5 : 0.7))]);
    expect(tieRange(goal, steep, lossesOf(goal, steep), 1)).toBeNull();
  });
});
