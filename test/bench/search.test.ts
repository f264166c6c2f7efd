import { describe, expect, it } from 'vitest';
import type { MeasuredCurve } from '../../bench/curve-data.ts';
import { figuresOf, type Judged, judge } from '../../bench/search-figures.ts';
import { parrotfish } from '../../bench/search-parrotfish.ts';
import { STRATEGIES } from '../../bench/search-strategies.ts';
import { searchWorld } from '../../bench/search-worlds.ts';
import { randomFrom } from '../../src/core/stats/prng.ts';
import { curveBank } from '../../src/core/tuning/curve-bank.ts';

/** Single calls that all take the mean: the answers of strategies are then exact. */
const sizes = [128, 256, 512, 768, 1_024, 1_280, 1_536, 1_769, 2_048, 2_560, 3_008];
const curveOf = (ms: (size: number) => number, name = 'f'): MeasuredCurve => ({
  source: 'made',
  name,
  points: sizes.map((sizeMB) => ({ sizeMB, meanMs: ms(sizeMB), logError: 0.001 })),
});
const still = (curve: MeasuredCurve) =>
  searchWorld(
    curve,
    [{ source: 'made', name: curve.name, sizeMB: 512, durations: Array<number>(10).fill(100), groups: null }],
    0,
  );
const bank = curveBank({ support: [], supportShare: 0 }, 1, 400);
const runOf = (world: ReturnType<typeof still>, goal: 'cost' | 'balanced') => ({
  world,
  goal,
  random: randomFrom(1),
  seed: 1,
  bank,
});

describe('worlds', () => {
  it('know the cheapest cost, and the ideal time within 5 % of it between measured sizes', () => {
    const world = still(curveOf((m) => 1_000 + 0 * m));
    expect(world.cheapest).toBe(128_000);
    expect(world.idealMs).toBe(1_000);
    const computing = still(curveOf((m) => 1_000_000 / m));
    expect(computing.idealMs).toBeCloseTo(1_000_000 / 3_008, 0);
    expect(computing.dense).toBe(true);
  });

  it('bill whole milliseconds', () => {
    expect(still(curveOf(() => 1.2)).cost(128)).toBe(256);
  });
});

describe('strategies', () => {
  it('Power Tuning takes the cheapest of its six sizes, and counts its calls', () => {
    const power = STRATEGIES.find(({ name }) => name === 'Power Tuning x10')!;
    const found = power.find(runOf(still(curveOf((m) => 100 + 40_000_000 / m ** 1.5)), 'cost'))!;
    expect(found.invocations).toBe(60);
    const cost = (m: number) => m * Math.ceil(100 + 40_000_000 / m ** 1.5);
    expect(found.pickMB).toBe([128, 256, 512, 1_024, 1_536, 3_008].sort((a, b) => cost(a) - cost(b))[0]);
  });

  it('Power Tuning trims: one call in ten that takes a hundred times longer is not seen', () => {
    const world = {
      ...still(curveOf(() => 100)),
      call: (
        (n) => () =>
          n++ % 10 === 0 ? 10_000 : 100
      )(0),
    };
    const found = STRATEGIES.find(({ name }) => name === 'Power Tuning x10')!.find(runOf(world, 'cost'))!;
    expect(found.pickMB).toBe(128);
  });

  it('Parrotfish finds the minimum where its own formula is the truth, warm-up calls counted', () => {
    const world = still(curveOf((m) => 200 + 9_000 * Math.exp(-m / 250)));
    const exact = { ...world, call: (m: number) => 200 + 9_000 * Math.exp(-m / 250) };
    const found = parrotfish(runOf(exact, 'cost'), { min: 2, extra: 5, threshold: 2, total: 20 })!;
    let best = 128;
    for (let m = 128; m <= 3_008; m++) if (m * exact.call(m) < best * exact.call(best)) best = m;
    expect(Math.abs(found.pickMB - best)).toBeLessThan(30);
    expect(found.discarded).toBe(found.invocations / 2);
  });

  it('staying costs nothing and is left out where the size was never measured', () => {
    const stay = STRATEGIES.find(({ name }) => name === 'stay at 512 MB')!;
    expect(stay.find(runOf(still(curveOf(() => 100)), 'cost'))).toMatchObject({ pickMB: 512, invocations: 0 });
    const narrow = searchWorld({ ...curveOf(() => 9), points: [...curveOf(() => 9).points.slice(4)] }, [], 0);
    expect(stay.find(runOf(narrow, 'cost'))).toBeNull();
  });

  it('memfit counts the call that starts an environment at every size', () => {
    const found = STRATEGIES.find(({ name }) => name === 'memfit')!.find(
      runOf(still(curveOf((m) => 100 + 0 * m)), 'cost'),
    )!;
    expect(found.pickMB).toBe(128);
    expect(found.discarded).toBeGreaterThanOrEqual(2);
    expect(found.invocations).toBeGreaterThan(found.discarded * 2 - 1);
  }, 60_000);
});

describe('figures', () => {
  const run = (source: string, name: string, regret: number, seed: number): Judged => ({
    ...judge('x', 'cost', seed, still(curveOf(() => 100)), {
      pickMB: 128,
      invocations: 4,
      discarded: 1,
      spent: 128_00,
      undecided: false,
      tie: null,
    }),
    source,
    name,
    regret,
  });

  it('are means over sources of means over functions of means over seeds', () => {
    const runs = [
      ...[0, 0.2].map((regret, seed) => run('big', 'a', regret, seed)),
      ...[0.3, 0.3].map((regret, seed) => run('big', 'b', regret, seed)),
      run('small', 'c', 0, 0),
    ];
    const { regret, functions } = figuresOf(runs);
    expect(functions).toBe(3);
    expect(regret.mean).toBeCloseTo((0.2 + 0) / 2, 10);
    expect(regret.worst).toBeCloseTo(0.3, 10);
    expect(regret.worstFunction).toBe('big b');
  });

  it('tell how often decided runs kept the whole promise', () => {
    const balanced = (regret: number, late: number, undecided: boolean) => ({
      ...run('s', 'f', regret, late),
      goal: 'balanced' as const,
      late,
      undecided,
    });
    const runs = [balanced(0.01, 0.1, false), balanced(0.01, 0.3, false), balanced(0.2, 0, true)];
    expect(figuresOf(runs).keptDecided).toBeCloseTo(0.5, 10);
    expect(figuresOf([balanced(0.2, 0, true)]).keptDecided).toBeNull();
  });

  it('hold a tie in cost to cost alone', () => {
    const world = still(curveOf((m) => 1_000_000 / m));
    const found = { pickMB: 256, invocations: 1, discarded: 0, spent: 1, undecided: true };
    const tie = { lowMB: 128, highMB: 1_024, within: 0.05, chance: 0.9, timeRatio: 8 };
    expect(judge('x', 'balanced', 1, world, { ...found, tie: { ...tie, of: 'cost' } }).tieHeld).toBe(true);
    expect(judge('x', 'balanced', 1, world, { ...found, tie: { ...tie, of: 'goal' } }).tieHeld).toBe(false);
  });

  it('hold a tie range to every size in it', () => {
    const world = still(curveOf(() => 100));
    const found = { pickMB: 128, invocations: 1, discarded: 0, spent: 1, undecided: false };
    const wide = judge('x', 'cost', 1, world, {
      ...found,
      tie: { lowMB: 128, highMB: 256, within: 0.5, chance: 0.9, of: 'goal', timeRatio: 1 },
    });
    const narrow = judge('x', 'cost', 1, world, {
      ...found,
      tie: { lowMB: 128, highMB: 144, within: 0.15, chance: 0.9, of: 'goal', timeRatio: 1 },
    });
    expect([wide.tieHeld, narrow.tieHeld]).toEqual([false, true]);
  });
});
