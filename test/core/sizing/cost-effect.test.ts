import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../../bench/sizing-replay.ts';
import { costNow } from '../../../src/core/sizing/cost-effect.ts';
import { fleetTotals } from '../../../src/core/sizing/fleet-total.ts';
import { recommendFleet } from '../../../src/core/sizing/recommend.ts';
import { currentUsage } from '../../../src/core/sizing/sizing-input.ts';
import { billedLevel, trafficAt } from '../../../src/core/sizing/traffic.ts';
import { inputOf, load } from './sizing-fixture.ts';

describe('the cost of today', () => {
  it('is exact from the billed milliseconds of the logs', () => {
    const steady = load(1_024, { durationMs: () => 499.5, calls: () => 10, initMs: () => 0.5 });
    const input = inputOf([steady], {}, { invocationsPerMonth: 1_000_000 });
    const size = currentUsage(input.usage);
    if (size === null) throw new Error('a size is expected');
    const cost = costNow(input, trafficAt(input.usage, size, input.options, input.functionOptions));
    // 1,000,000 x 1 GB x 0.5 s x $0.0000166667 and $0.20 for the requests.
    expect(cost?.now).toBe('8.53335');
    expect(cost?.nowParts.requests).toBe('0.2');
  });

  it('is extrapolated to 30 days from the window, which is said', () => {
    const [advice] = recommendFleet([inputOf([load(1_024)], {}, { invocationsPerMonth: null })]);
    expect(advice?.cost?.invocationsFrom).toBe('extrapolated');
    expect(advice?.remarks.map(({ code }) => code)).toContain('extrapolated');
  });
});

describe('a saving', () => {
  /** Four cold-dominated calls in two environments: their mean bill says next to nothing about that of others. */
  const few = load(512, {
    environments: 2,
    calls: () => 2,
    startMs: null,
    initMs: ({ environment }) => 200 + 8_000 * environment,
    durationMs: ({ environment, call }) => (environment === 0 ? 3 : 900) * (1 + call),
  });
  const [advice] = recommendFleet([inputOf([few], { maxMB: 256 }, { invocationsPerMonth: null })]);
  const cost = advice?.cost;

  it('never exceeds what is paid, however little is known of the calls to come', () => {
    expect(advice).toMatchObject({ action: 'change', toMB: 128 });
    expect(Number(cost?.now)).toBeGreaterThan(0);
    expect(Number(cost?.saving.high)).toBeLessThanOrEqual(Number(cost?.now));
    expect(Number(cost?.after.low)).toBeGreaterThanOrEqual(0);
  });

  it('is what is paid less what the same calls cost after, at both ends and between', () => {
    const sum = (saving?: string, after?: string) => (Number(saving) + Number(after)) / Number(cost?.now);
    expect(sum(cost?.saving.best, cost?.after.best)).toBeCloseTo(1, 6);
    expect(sum(cost?.saving.low, cost?.after.high)).toBeCloseTo(1, 6);
    expect(sum(cost?.saving.high, cost?.after.low)).toBeCloseTo(1, 6);
    expect((100 * Number(cost?.saving.best)) / Number(cost?.now)).toBeCloseTo(cost?.savingPercent.best ?? 0, 6);
  });

  it('says that calls to come may bill quite another amount', () => {
    const rough = (one: typeof advice) => one?.remarks.find(({ code }) => code === 'level-rough');
    expect(rough(advice)?.values.factor).toBeGreaterThan(2);
    expect(rough(recommendFleet([inputOf([load(1_024)])])[0])).toBeUndefined();
  });
});

describe('how far the bills of calls to come may lie from those seen', () => {
  it('is Student-t on the logarithm, wide where few clusters stand behind it', () => {
    const many = billedLevel({ levelError: 0.1, levelFreedom: 200 }, 0.95);
    expect(Math.log(many.high)).toBeCloseTo(0.1972, 3);
    expect(many.low * many.high).toBeCloseTo(1, 12);
    expect(Math.log(billedLevel({ levelError: 0.1, levelFreedom: 1 }, 0.95).high)).toBeCloseTo(1.2706, 3);
  });
});

describe('a fleet', () => {
  const options = { ...DEFAULTS, freeTier: 'auto' as const, invocationsPerMonth: 1_000 };
  const inputs = [inputOf([load(1_024)], {}, options), inputOf([load(512, { memoryMB: () => 500 })], {}, options)];

  it('says when the free tier covers everything', () => {
    const advices = recommendFleet(inputs);
    expect(advices.map(({ cost }) => cost?.withFreeTier?.now)).toEqual(['0', '0']);
    const many = recommendFleet(
      inputs.map((input) => ({ ...input, options: { ...options, invocationsPerMonth: 9e6 } })),
    );
    expect(many.every(({ cost }) => cost?.withFreeTier === null)).toBe(true);
  });

  it('adds up exactly and keeps the order of functions', () => {
    const advices = recommendFleet(inputs);
    const judged = inputs.map((input, i) => ({ input, recommendation: advices[i]! }));
    const [total] = fleetTotals(judged, options);
    expect(Number(total?.now)).toBeCloseTo(
      advices.reduce((sum, { cost }) => sum + Number(cost?.now), 0),
      12,
    );
    expect((total?.changes ?? 0) + (total?.keeps ?? 0) + (total?.undecided ?? 0)).toBe(2);
    expect(total?.withFreeTier?.assumed).toBe(true);
  });

  it('of nothing gives nothing', () => {
    expect(recommendFleet([])).toEqual([]);
    expect(fleetTotals([], options)).toEqual([]);
  });
});
