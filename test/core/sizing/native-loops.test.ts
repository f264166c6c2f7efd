import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose } from '../../../src/core/sizing/choose.ts';
import { plainLoops } from '../../../src/core/sizing/draw-loops.ts';
import { nativeLoops } from '../../../src/core/sizing/native-loops.ts';
import { candidateSizes, sizeOptions } from '../../../src/core/sizing/size-options.ts';
import { type MaximumCount, tailModel } from '../../../src/core/sizing/tail-model.ts';
import { openNativeDraws } from '../../../src/core/stats/native-draws.ts';
import { randomFrom } from '../../../src/core/stats/prng.ts';
import { beliefOf } from '../../../src/core/tuning/belief.ts';
import { standardBank } from '../../../src/core/tuning/curve-bank.ts';
import type { CurveEvidence } from '../../../src/core/tuning/curve-model.ts';
import type { Goal } from '../../../src/model/recommendation.ts';

const evidence: fc.Arbitrary<CurveEvidence> = fc.record({
  sizes: fc.uniqueArray(
    fc.record({
      sizeMB: fc.integer({ min: 128, max: 10_240 }),
      meanMs: fc.double({ min: 0.5, max: 60_000, noNaN: true }),
      logError: fc.double({ min: 0, max: 0.3, noNaN: true }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ sizeMB }) => sizeMB },
  ),
  cpuMs: fc.option(fc.double({ min: 0.1, max: 1_000, noNaN: true })),
});

const goal: fc.Arbitrary<Goal> = fc.oneof(
  fc.constantFrom<Goal>({ kind: 'balanced' }, { kind: 'cost' }, { kind: 'speed' }),
  fc.record({ kind: fc.constant('weighted' as const), weight: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constant('slo' as const),
    percentile: fc.constant(95),
    limitMs: fc.double({ min: 1, max: 90_000, noNaN: true }),
  }),
);

/** The choice with WebAssembly or without, and the draws that it rests on. */
function chosen(seen: CurveEvidence, asked: Goal, seed: number, plain: boolean) {
  const belief = beliefOf(standardBank(), seen, seed, plain);
  const { sizeMB, meanMs } = seen.sizes[0]!;
  const all = sizeOptions(
    belief,
    [sizeMB, ...candidateSizes({ lowMB: 192, highMB: 3_008 }, [sizeMB])],
    sizeMB,
    0.1,
    meanMs,
  );
  const loops = belief.native === null ? plainLoops(belief.draws) : nativeLoops(belief.native, belief.draws);
  const question = {
    goal: asked,
    options: all.slice(1),
    staying: all[0]!,
    materialShare: 0.05,
    percentile: asked.kind === 'slo' ? new Float64Array(belief.draws).fill(1.5 * meanMs) : null,
    loops,
  };
  const { all: chances, sizeMB: toMB, range, greatestSaving, greatestSpeedUp, stayingKeeps } = choose(question, 0.9);
  const draws = all.map(({ ratio, cost }) => ({ ratio: [...ratio], cost: [...cost] }));
  const intervals = all.map(({ ratio }) => loops.interval(ratio, 0.95));
  return { toMB, range, numbers: [greatestSaving, greatestSpeedUp, stayingKeeps], chances, draws, intervals };
}

function expectNear(a: number, b: number, within: number): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(within * Math.max(1e-9, Math.abs(a), Math.abs(b)));
}

/** The greatest difference between two columns, as a share of the values. */
function furthest(a: readonly number[], b: readonly number[]): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!) / Math.abs(b[at]!)), 0);
}

describe('sizing with WebAssembly', () => {
  it('draws the same beliefs and makes the same choices as without', () => {
    fc.assert(
      fc.property(evidence, goal, fc.integer(), (seen, asked, seed) => {
        const [fast, slow] = [chosen(seen, asked, seed, false), chosen(seen, asked, seed, true)];
        fast.draws.forEach(({ ratio, cost }, at) => {
          expect(furthest(ratio, slow.draws[at]!.ratio)).toBeLessThan(1e-9);
          expect(furthest(cost, slow.draws[at]!.cost)).toBeLessThan(1e-9);
        });
        fast.intervals.forEach(({ low, best, high }, at) => {
          expectNear(low, slow.intervals[at]!.low, 1e-9);
          expectNear(best, slow.intervals[at]!.best, 1e-9);
          expectNear(high, slow.intervals[at]!.high, 1e-9);
        });
        // A draw may stand exactly on a limit.
        const oneDraw = 2 / 480 + 1e-9;
        fast.chances.forEach((chances, at) => {
          expect(Math.abs(chances.keeps - slow.chances[at]!.keeps)).toBeLessThan(oneDraw);
          expect(Math.abs(chances.improves - slow.chances[at]!.improves)).toBeLessThan(oneDraw);
          expect(Math.abs(chances.feasible - slow.chances[at]!.feasible)).toBeLessThan(oneDraw);
          expectNear(chances.meanCost, slow.chances[at]!.meanCost, 1e-9);
        });
        if (fast.chances.every(({ keeps }, at) => keeps === slow.chances[at]!.keeps)) {
          expect([fast.toMB, fast.range]).toEqual([slow.toMB, slow.range]);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('finds the same memory tail as without, also after another tail was fitted', () => {
    const maxima = fc.array(
      fc.record({
        usedMB: fc.integer({ min: 40, max: 3_000 }),
        environments: fc.integer({ min: 1, max: 200 }),
        atLeast: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(maxima, maxima, (counts: MaximumCount[], others: MaximumCount[]) => {
        const [fast, slow] = [tailModel(counts), tailModel(counts, true)];
        tailModel(others);
        for (const p of [0.3, 0.05, 0.001]) expectNear(fast.level(p), slow.level(p), 1e-6);
        for (const sizeMB of [128, 512, 4_000]) expectNear(fast.chanceAbove(sizeMB), slow.chanceAbove(sizeMB), 1e-6);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('has an exponential that is Math.exp to 14 digits', () => {
    const { run } = openNativeDraws(0)!;
    const random = randomFrom(3);
    const values = Array.from({ length: 100_000 }, () => (random() - 0.5) * 400);
    expect(furthest(values.map(run.exponential), values.map(Math.exp))).toBeLessThan(2e-14);
    expect(run.exponential(0)).toBe(1);
  });
});
