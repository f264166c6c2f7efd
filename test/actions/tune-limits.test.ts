import { describe, expect, it } from 'vitest';
import { tuneFunction } from '../../src/actions/tune.ts';
import type { TuneSight } from '../../src/actions/tune-sight.ts';
import { priceTable } from '../../src/core/pricing/price-table.ts';
import { spentOn } from '../../src/core/tuning/exploration.ts';
import { type Behaviour, bench, order } from './tune-world.ts';

const WAITING: Behaviour = { cpuMs: 0.5, waitMs: 80 };
const prices = priceTable('us-east-1');
const rare = { name: 'rare', weight: 0, body: new Uint8Array(), expect: { status: null, json: null } };
const withRare = (changes = {}) => order({ worst: ['rare'], ...changes }, { payloads: [...order().payloads, rare] });

describe('the payload that needs most memory', () => {
  it('is called at the pick before it is named, and only there', async () => {
    const { ports, saved } = bench(WAITING);
    const one = await tuneFunction(withRare(), ports);
    const calls = saved.filter(({ payload }) => payload === 'rare');
    expect(calls.map(({ sizeMB }) => sizeMB)).toEqual([one.pickMB]);
    expect(one.status).toBe('decided');
    expect(one.remarks).toContainEqual({
      code: 'worst-payload',
      values: { payload: 'rare', sizeMB: one.pickMB, usedMB: 60 },
    });
  });

  it('moves the floor and the pick, however rare it is, and is called again at the new pick', async () => {
    const plain = await tuneFunction(order(), bench(WAITING).ports);
    expect(plain.pickMB).toBeLessThan(200);
    const { ports, saved } = bench({ ...WAITING, heavy: { rare: { needMB: 600 } } });
    const one = await tuneFunction(withRare(), ports);
    expect(one.pickMB).toBeGreaterThanOrEqual(750);
    expect(one.floor.sizeMB).toBeGreaterThanOrEqual(600);
    const good = saved.filter(({ payload, status }) => payload === 'rare' && status === 'success');
    expect(good.map(({ sizeMB }) => sizeMB)).toContain(one.pickMB);
    expect(one.invocations).toBeLessThanOrEqual(41);
  });

  it('raises the floor by its timeouts, although the usual event is quick there', async () => {
    const world = bench({ cpuMs: 0.5, waitMs: 80 });
    const { measure } = await world.ports.engine.prepare(order().spec);
    const engine = {
      ...world.ports.engine,
      prepare: async () => ({
        spec: order().spec,
        runsOn: 'paper',
        close: async () => undefined,
        async measure(request: Parameters<typeof measure>[0]) {
          const made = await measure(request);
          const late = request.payloadName === 'rare' && request.sizeMB < 500;
          return late ? made.map((one) => ({ ...one, sample: { ...one.sample, status: 'timeout' as const } })) : made;
        },
      }),
    };
    const one = await tuneFunction(withRare(), { ...world.ports, engine });
    expect(one.floor.because).toBe('timeout');
    expect(one.pickMB).toBeGreaterThan(128);
    expect(one.failures.some(({ payload, status }) => payload === 'rare' && status === 'timeout')).toBe(true);
  });

  it('leaves the answer open where no call is left for it', async () => {
    const { ports } = bench({ ...WAITING, heavy: { rare: { needMB: 3_000 } } });
    const one = await tuneFunction(withRare({ sizesMB: [128, 256] }), ports);
    expect(one.status).toBe('undecided');
    const spent = await tuneFunction(withRare({ maxInvocations: 1 }), bench(WAITING).ports);
    expect(spent).toMatchObject({ status: 'undecided' });
    expect(spent.remarks).toContainEqual({
      code: 'worst-not-measured',
      values: { payload: 'rare', sizeMB: spent.pickMB },
    });
  });
});

describe('--max-cost', () => {
  it('never lets the calls cost more, and answers with what was measured', async () => {
    for (const maxCost of [2e-6, 6e-6, 1.2e-5]) {
      const { ports, saved } = bench({ cpuMs: 80, waitMs: 1 });
      const one = await tuneFunction(order({ maxCost }), ports);
      const spent = spentOn(saved, prices, 'x86_64');
      expect(one.stopped).toBe('cost');
      // The first call's price is not known before it is made.
      if (saved.length > 2) expect(spent).toBeLessThanOrEqual(maxCost * 1.02);
      expect(one.points.find(({ sizeMB }) => sizeMB === one.pickMB)?.measured ?? 0).toBeGreaterThan(0);
      expect(Number(one.exploration.cost)).toBeCloseTo(spent, 8);
    }
  });

  it('says nothing where the calls are cheap enough', async () => {
    const { ports } = bench(WAITING);
    expect((await tuneFunction(order({ maxCost: 1 }), ports)).stopped).toBe('settled');
  });
});

describe('a run that goes on', () => {
  it('makes no call again, and comes to what an uninterrupted run comes to', async () => {
    const whole = bench({ cpuMs: 40, waitMs: 30 });
    const uninterrupted = await tuneFunction(order(), whole.ports);
    const before = JSON.parse(JSON.stringify(whole.saved.slice(0, 7)));
    const rest = bench({ cpuMs: 40, waitMs: 30 });
    const one = await tuneFunction(order({}, { before }), rest.ports);
    expect(rest.saved[0]?.call).toBe((before.at(-1)?.call ?? 0) + 1);
    expect(one.invocations).toBe(before.length + rest.saved.length);
    const { pickMB } = uninterrupted;
    expect(one.pickMB).toBeGreaterThanOrEqual(
      one.tie === null ? (pickMB ?? 0) / 2 : Math.min(one.tie.lowMB, pickMB ?? 0),
    );
  });

  it('measures nothing where all is there, and knows why calls failed', async () => {
    const whole = bench({ cpuMs: 40, waitMs: 30, answer: { statusCode: 500 } });
    const first = await tuneFunction(order(), whole.ports);
    const rest = bench({ cpuMs: 40, waitMs: 30 });
    const again = await tuneFunction(order({}, { before: JSON.parse(JSON.stringify(whole.saved)) }), rest.ports);
    expect(rest.saved).toEqual([]);
    expect(again.failures).toEqual(first.failures);
    expect(again.failures[0]?.why).toBe('status 500');
  });
});

describe('who watches', () => {
  it('sees each size with its calls and an error that shrinks', async () => {
    const sights: TuneSight[] = [];
    await tuneFunction(
      order({ sizesMB: [256, 512] }),
      bench({ cpuMs: 40, waitMs: 30 }, { watch: (one) => void sights.push(one) }).ports,
    );
    expect(sights[0]).toMatchObject({ calling: 512, done: 0, rows: [] });
    const last = sights.at(-1);
    expect(last?.rows.map(({ sizeMB }) => sizeMB)).toEqual([256, 512]);
    const errors = sights.flatMap(({ rows }) =>
      rows.filter(({ sizeMB }) => sizeMB === 512).map(({ error }) => error ?? 1),
    );
    expect(errors.at(-1)).toBeLessThan(errors[0] ?? 0);
    expect(
      sights
        .filter(({ calling }) => calling === null)
        .every(({ done }, i, all) => i === 0 || done > (all[i - 1]?.done ?? 0)),
    ).toBe(true);
  });
});

describe('ratios', () => {
  it('are to the best size that may be chosen, not to one that ran out of memory', async () => {
    const one = await tuneFunction(order({ currentMB: 256 }), bench({ ...WAITING, needMB: 700 }).ports);
    const usable = one.points.filter(({ sizeMB }) => sizeMB >= one.floor.sizeMB);
    expect(Math.min(...usable.map(({ costRatio }) => costRatio))).toBe(1);
    expect(one.points[0]?.costRatio).toBeLessThan(1);
  });
});
