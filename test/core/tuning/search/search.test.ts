import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { answer } from '../../../../src/core/tuning/search/answer.ts';
import { nextMeasurement } from '../../../../src/core/tuning/search/next.ts';
import type { SearchSample } from '../../../../src/core/tuning/search/options.ts';
import { record, startSearch } from '../../../../src/core/tuning/search/state.ts';
import type { Goal } from '../../../../src/model/recommendation.ts';
import { carryOut, mixed } from './simulated.ts';

const COST: Goal = { kind: 'cost' };
const BALANCED: Goal = { kind: 'balanced' };
const waiting = { meanMs: mixed(120, 3) };
const computing = { meanMs: mixed(5, 900) };

/** Whole searches on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

describe('a search', () => {
  it('starts at the size in force with two calls, so that the noise is seen at once', () => {
    const step = nextMeasurement(startSearch({ goal: COST, seed: 1, currentMB: 768 }));
    expect(step).toMatchObject({ kind: 'measure', sizeMB: 768, calls: 2, why: 'first-size' });
  });

  it('sends a function that waits to the smallest size, within few calls', () => {
    const { state, stop } = carryOut(startSearch({ goal: COST, seed: 3 }), waiting);
    const found = answer(state);
    expect(stop.reason).toBe('settled');
    expect(found).toMatchObject({ status: 'decided', pickMB: 128 });
    expect(found.n.invocations).toBeLessThanOrEqual(16);
  });

  it('finds for balanced a size near one vCPU for a function that computes', () => {
    const { state } = carryOut(startSearch({ goal: BALANCED, seed: 5 }), { ...computing, noise: 0.03 });
    const found = answer(state);
    expect(found.pickMB).toBeGreaterThanOrEqual(1_280);
    expect(found.pickMB).toBeLessThanOrEqual(2_048);
  });

  it('never measures above one vCPU where waiting is all', () => {
    const { state } = carryOut(startSearch({ goal: BALANCED, seed: 5 }), waiting);
    expect(Math.max(...state.samples.map(({ sizeMB }) => sizeMB))).toBeLessThanOrEqual(1_769);
  });

  it('opens sizes above one vCPU for speed where threads make use of them', () => {
    const parallel = (sizeMB: number) => 20 + 4_000 / (sizeMB / 1_769);
    const { state } = carryOut(startSearch({ goal: { kind: 'speed' }, seed: 2 }), { meanMs: parallel, noise: 0.02 });
    expect(answer(state).pickMB).toBeGreaterThan(4_000);
  });

  it('ends every run with a call at the pick, which rests on at least two of its own', () => {
    for (const seed of [1, 2, 3, 4]) {
      const { state, stop } = carryOut(startSearch({ goal: COST, seed }), { meanMs: mixed(40, 60), noise: 0.08 }, seed);
      const found = answer(state);
      if (stop.reason !== 'settled') continue;
      expect(state.samples.at(-1)?.sizeMB).toBe(found.pickMB);
      expect(found.n.atPick).toBeGreaterThanOrEqual(2);
    }
  });

  it('finds the step of a short burst that a grid of usual sizes misses', () => {
    const staircase = (sizeMB: number) => {
      const quota = (20 * sizeMB) / 1_769;
      const stalls = Math.max(0, Math.ceil(17 / quota) - 1);
      return stalls === 0 ? 17 : 17 + 20 * stalls - 15.5;
    };
    const { state } = carryOut(startSearch({ goal: COST, seed: 8, highMB: 1_849 }), { meanMs: staircase, noise: 0.03 });
    const pickMB = answer(state).pickMB!;
    const best = Math.min(...Array.from({ length: 1_700 }, (_, i) => (i + 128) * staircase(i + 128)));
    expect((pickMB * staircase(pickMB)) / best).toBeLessThan(1.12);
  });
});

describe('what calls carry beside their duration', () => {
  it('CPU time of two calls at one size narrows the belief at others, and the pick is measured all the same', () => {
    const truth = { meanMs: mixed(10, 400), noise: 0.02 };
    const widthAt = (cpuMs: number | undefined) => {
      let state = startSearch({ goal: COST, seed: 3 });
      for (const durationMs of [1_390, 1_395]) {
        const cpu = cpuMs === undefined ? {} : { cpuMs };
        const call = {
          sizeMB: 512,
          environment: 'a',
          kind: 'warm',
          payload: 'default',
          durationMs,
          billedMs: durationMs,
        };
        state = record(state, { ...call, status: 'success', ...cpu } as SearchSample);
      }
      const { low, high } = answer(state).points.find(({ sizeMB }) => sizeMB === 1_769)!.durationMs;
      return high / low;
    };
    expect(widthAt(400)).toBeLessThan(0.6 * widthAt(undefined));
    const { state } = carryOut(startSearch({ goal: COST, seed: 3 }), { ...truth, cpuMs: 400 });
    expect(answer(state).n.atPick).toBeGreaterThanOrEqual(2);
  });

  it('goes on while the pick may be far from the best, though no call by itself could change it', () => {
    // Cost looks flat from 512 to 1,024 MB; whether something smaller is cheaper takes calls at several sizes.
    const calls = [
      [512, 'cold', 800],
      [512, 'warm', 590],
      [512, 'warm', 600],
      [1_024, 'cold', 400],
      [1_024, 'warm', 283],
      [1_024, 'warm', 290],
    ] as const;
    for (const seed of [1, 2, 3, 4]) {
      let state = startSearch({ goal: { kind: 'balanced' }, seed, highMB: 1_024 });
      for (const [sizeMB, kind, ms] of calls) {
        const sample = { sizeMB, environment: `at ${sizeMB}`, kind, payload: 'default', durationMs: ms, billedMs: ms };
        state = record(state, { ...sample, status: 'success' });
      }
      const step = nextMeasurement(state);
      expect(step.kind === 'measure' && step.sizeMB < 512).toBe(true);
    }
  });

  it('asks for further environments at a size where several are wanted', () => {
    const { steps } = carryOut(startSearch({ goal: COST, seed: 3, environments: 3 }), {
      meanMs: mixed(60, 100),
      noise: 0.1,
    });
    expect(steps.some((step) => step.kind === 'measure' && step.fresh)).toBe(true);
  });
});

describe('failures as results', () => {
  it('raises the floor after out of memory and never tries below it again', () => {
    const { state } = carryOut(startSearch({ goal: COST, seed: 4 }), { ...waiting, needMB: 700 });
    const failedMB = state.samples.filter(({ status }) => status === 'out-of-memory').map(({ sizeMB }) => sizeMB);
    const found = answer(state);
    expect(failedMB.length).toBeGreaterThan(0);
    expect(found.pickMB! * 0.8).toBeGreaterThanOrEqual(700);
    expect(found.n.failed).toBe(failedMB.length);
  });

  it('goes up after a timeout', () => {
    const { state } = carryOut(startSearch({ goal: COST, seed: 4 }), { meanMs: mixed(0, 2_000), timeoutMs: 6_000 });
    const found = answer(state);
    expect(found.floor.because).toBe('timeout');
    expect(found.pickMB).toBeGreaterThanOrEqual(640);
  });

  it('says so when no size is left', () => {
    const { state, stop } = carryOut(startSearch({ goal: COST, seed: 4, highMB: 512 }), { ...waiting, needMB: 4_000 });
    expect(stop.reason).toBe('no-size-left');
    expect(answer(state)).toMatchObject({ status: 'undecided', reason: 'no-size-left', pickMB: null });
  });

  it('refuses to recommend for a function that fails, and forgives one hiccup', () => {
    const broken = carryOut(startSearch({ goal: COST, seed: 4 }), { ...waiting, fails: () => true });
    expect(answer(broken.state)).toMatchObject({ status: 'undecided', reason: 'failing' });
    const hiccup = carryOut(startSearch({ goal: COST, seed: 4 }), { ...waiting, fails: (call) => call === 3 });
    expect(answer(hiccup.state).status).toBe('decided');
    expect(answer(hiccup.state).remarks.map(({ code }) => code)).toContain('call-failed');
  });

  it('keeps the pick above what was used, with headroom', () => {
    const { state } = carryOut(startSearch({ goal: COST, seed: 6 }), { ...waiting, needMB: 150 });
    expect(answer(state).pickMB! * 0.8).toBeGreaterThanOrEqual(150);
  });
});

describe('budgets', () => {
  it('stops at the calls allowed and still answers', () => {
    const budget = { invocations: 7, gbSeconds: Infinity, measuredMs: Infinity };
    const { state, stop } = carryOut(startSearch({ goal: BALANCED, seed: 1, budget }), {
      meanMs: mixed(50, 80),
      noise: 0.3,
    });
    expect(stop.reason).toBe('budget');
    expect(state.samples.length).toBeLessThanOrEqual(9);
    expect(answer(state).pickMB).not.toBeNull();
  });

  it('stops at the money and at the time allowed', () => {
    for (const budget of [
      { invocations: 40, gbSeconds: 0.2, measuredMs: Infinity },
      { invocations: 40, gbSeconds: Infinity, measuredMs: 900 },
    ]) {
      const { stop, state } = carryOut(startSearch({ goal: BALANCED, seed: 1, budget }), { meanMs: mixed(150, 80) });
      expect(stop.reason).toBe('budget');
      // Whatever ended it, the pick is a size that was measured.
      expect(answer(state).n.atPick).toBeGreaterThan(0);
    }
  });
});

describe('goals', () => {
  it('slo takes the cheapest size that keeps the percentile', () => {
    const goal: Goal = { kind: 'slo', percentile: 95, limitMs: 400 };
    const { state } = carryOut(startSearch({ goal, seed: 2 }), { meanMs: mixed(20, 180), noise: 0.05 });
    const found = answer(state);
    // The percentile of the truth is 1.086 times its mean; the cheapest size that keeps 400 ms is 914 MB.
    const truth = mixed(20, 180);
    expect(1.086 * truth(found.pickMB!)).toBeLessThanOrEqual(400);
    expect((found.pickMB! * truth(found.pickMB!)) / (914 * truth(914))).toBeLessThan(1.08);
    expect(found.remarks.map(({ code }) => code)).toContain('percentile-by-shape');
  });

  it('weighted moves from the cheapest towards the fastest as the weight falls', () => {
    const pick = (weight: number) =>
      answer(
        carryOut(startSearch({ goal: { kind: 'weighted', weight }, seed: 2, highMB: 1_769 }), {
          meanMs: mixed(60, 60),
          noise: 0.02,
        }).state,
      ).pickMB!;
    expect(pick(0)).toBeGreaterThan(pick(1));
  });

  it('counts billed init at the cold share: it pulls the cheapest size down', () => {
    const pick = (coldShare: number) =>
      answer(
        carryOut(startSearch({ goal: COST, seed: 2, coldShare }), {
          meanMs: (m) => 300 * (m / 1_769) ** -1.15,
          noise: 0.02,
          initMs: 2_000,
        }).state,
      ).pickMB!;
    expect(pick(0.5)).toBeLessThan(pick(0));
  });
});

describe('payloads', () => {
  const strata = [
    { name: 'light', weight: 9 },
    { name: 'heavy', weight: 1 },
  ];
  it('measures every payload at every size and weighs them', () => {
    const meanMs = (sizeMB: number, payload: string) => (payload === 'heavy' ? mixed(0, 2_000)(sizeMB) : 30);
    const { state, steps } = carryOut(startSearch({ goal: BALANCED, seed: 2, strata }), { meanMs, noise: 0.02 });
    for (const step of steps) {
      if (step.kind === 'measure') expect(new Set(step.payloads)).toEqual(new Set(['light', 'heavy']));
    }
    const found = answer(state);
    const at = found.pickMB!;
    expect(found.durationMs!.best).toBeGreaterThan(0.8 * (0.9 * 30 + 0.1 * mixed(0, 2_000)(at)));
    expect(found.durationMs!.best).toBeLessThan(1.2 * (0.9 * 30 + 0.1 * mixed(0, 2_000)(at)));
    expect(found.remarks.map(({ code }) => code)).toContain('payloads-disagree');
  });
});

describe('repeatable', () => {
  it('gives the same step and the same answer for the same seed and samples', () => {
    const run = () => carryOut(startSearch({ goal: BALANCED, seed: 11 }), { meanMs: mixed(80, 200), noise: 0.1 });
    const [first, second] = [run(), run()];
    expect(first.steps).toEqual(second.steps);
    expect(answer(first.state)).toEqual(answer(second.state));
  });

  it('resumes from its samples alone', () => {
    const request = { goal: BALANCED, seed: 11 } as const;
    const { state } = carryOut(startSearch(request), { meanMs: mixed(80, 200), noise: 0.1 });
    const kept = JSON.parse(JSON.stringify(state.samples)) as SearchSample[];
    const resumed = kept.reduce(record, startSearch(request));
    expect(nextMeasurement(resumed)).toEqual(nextMeasurement(state));
    expect(answer(resumed)).toEqual(answer(state));
  });
});

describe('laws', () => {
  it('any function ends within the budget, with a pick in bounds that was measured or an honest reason', () => {
    const functions = fc.record({
      wait: fc.double({ min: 1, max: 2_000, noNaN: true }),
      cpu: fc.double({ min: 0.1, max: 5_000, noNaN: true }),
      noise: fc.double({ min: 0, max: 0.8, noNaN: true }),
      goal: fc.constantFrom<Goal>(COST, BALANCED, { kind: 'speed' }),
      lowMB: fc.integer({ min: 128, max: 600 }),
      span: fc.integer({ min: 0, max: 9_000 }),
      seed: fc.integer({ min: 0, max: 1_000 }),
    });
    fc.assert(
      fc.property(functions, ({ wait, cpu, noise, goal, lowMB, span, seed }) => {
        const highMB = Math.min(10_240, lowMB + span);
        const { state } = carryOut(
          startSearch({ goal, seed, lowMB, highMB }),
          { meanMs: mixed(wait, cpu), noise },
          seed,
        );
        const found = answer(state);
        expect(found.n.invocations).toBeLessThanOrEqual(40 + 4);
        expect(found.pickMB).toBeGreaterThanOrEqual(lowMB);
        expect(found.pickMB).toBeLessThanOrEqual(highMB);
        if (found.status === 'decided') expect(found.n.atPick).toBeGreaterThan(0);
        if (found.tie) {
          expect(found.tie.lowMB).toBeLessThanOrEqual(found.pickMB!);
          expect(found.tie.highMB).toBeGreaterThanOrEqual(found.pickMB!);
        }
        expect(found.durationMs!.low).toBeLessThanOrEqual(found.durationMs!.high);
      }),
      { numRuns: 6, seed: 7 },
    );
  });

  it('refuses questions that leave nothing to do', () => {
    expect(() => startSearch({ goal: COST, seed: 1, lowMB: 512, highMB: 256 })).toThrow(/nothing to search/);
    expect(() => startSearch({ goal: COST, seed: 1, strata: [] })).toThrow(/nothing to search/);
    expect(() => startSearch({ goal: COST, seed: 1, sizesMB: [64] })).toThrow(/nothing to search/);
    expect(() => startSearch({ goal: COST, seed: 1, coldShare: 2 })).toThrow(/nothing to search/);
  });
});
