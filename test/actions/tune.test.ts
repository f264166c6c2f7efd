import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../schemas/tune.v1.json' with { type: 'json' };
import { tuneFunction } from '../../src/actions/tune.ts';
import { priceTable } from '../../src/core/pricing/price-table.ts';
import { pricesUsed } from '../../src/core/pricing/what-if.ts';
import { createReplayEngine } from '../../src/engines/replay/engine.ts';
import { type Behaviour, bench, order } from './tune-world.ts';

const COMPUTING: Behaviour = { cpuMs: 80, waitMs: 1 };
const WAITING: Behaviour = { cpuMs: 0.5, waitMs: 80 };

const report = (functions: readonly unknown[]) => ({
  schemaVersion: 1,
  kind: 'tune',
  memfitVersion: '0.1.0',
  runId: null,
  prices: pricesUsed(priceTable('us-east-1'), true),
  functions,
});

describe('tuning a function', () => {
  it('gives a computing function more memory, a waiting one the least', async () => {
    const computing = await tuneFunction(order(), bench(COMPUTING).ports);
    expect(computing.pickMB).toBeGreaterThan(700);
    const waiting = await tuneFunction(order(), bench(WAITING).ports);
    expect(waiting.pickMB).toBeLessThanOrEqual(160);
    for (const { invocations, points, pickMB } of [computing, waiting]) {
      expect(invocations).toBeLessThanOrEqual(41);
      expect(points.find(({ sizeMB }) => sizeMB === pickMB)?.measured).toBeGreaterThan(1);
    }
  });

  it('answers as its schema says, with engine, driver, calibration and remarks in the result', async () => {
    const { ports } = bench({ ...COMPUTING, reachMB: 2_000 });
    const one = await tuneFunction(order({}, { remarks: ['a remark'] }), ports);
    const checked = z.fromJSONSchema(schema as never).safeParse(JSON.parse(JSON.stringify(report([one]))));
    expect(checked.error).toBeUndefined();
    expect(one.ruler).toMatchObject({ engine: 'local', driver: 'paper', calibration: { level: 1 } });
    expect(one.ruler.remarks).toEqual([
      'a remark',
      'sizes above 1984 MB cannot be measured here: too few cores',
      'paper only',
    ]);
    expect(Math.max(...one.points.map(({ sizeMB }) => sizeMB))).toBeLessThanOrEqual(1_984);
  });

  it('saves every call, warming ones with the call they were made for, and counts all', async () => {
    const { ports, saved, functions, closed } = bench(COMPUTING);
    const one = await tuneFunction(order(), ports);
    expect(functions.map(({ name }) => name)).toEqual(['Fn']);
    expect(saved).toHaveLength(one.invocations);
    expect(one.discarded).toBe(saved.filter(({ kind }) => kind === 'cold').length);
    expect(saved.slice(0, 2).map(({ call, kind }) => [call, kind])).toEqual([
      [0, 'cold'],
      [0, 'warm'],
    ]);
    expect(closed()).toBe(true);
  });

  it('answers the same from the saved run, through the replay engine', async () => {
    const { ports, saved, functions } = bench({ cpuMs: 40, waitMs: 30, needMB: 300 });
    const measured = await tuneFunction(order({ currentMB: 1_024 }), ports);
    const run = { schemaVersion: 1, id: 'r', verb: 'tune', startedAt: '', memfitVersion: '', asked: [] } as const;
    const engine = createReplayEngine({ run: { ...run, functions }, samples: JSON.parse(JSON.stringify(saved)) });
    const question = functions[0]?.question as (typeof functions)[number]['question'];
    const again = await tuneFunction(order(question), { ...ports, engine, run: null });
    expect({ ...again, ruler: null }).toEqual({ ...measured, ruler: null });
    expect(again.ruler).toMatchObject({ engine: 'replay', driver: 'paper' });
    // A question that the record cannot answer ends where the record does.
    const other = createReplayEngine({ run: { ...run, functions }, samples: saved });
    const more = order({ ...question, sizesMB: [128, 3_008] });
    const ended = await tuneFunction(more, { ...ports, engine: other, run: null });
    expect(ended.stopped).toBe('record-ended');
    // All that was recorded is evidence, asked for or not.
    expect(ended.invocations).toBe(saved.length);
    expect(ended.points.filter((point) => point.measured > 0)).not.toHaveLength(0);
  });

  it('measures only the sizes that are given, and leaves out those that cannot be measured', async () => {
    const { ports, saved, notices } = bench({ ...COMPUTING, reachMB: 2_048 });
    const one = await tuneFunction(order({ sizesMB: [256, 1_024, 4_096], highMB: 10_240 }), ports);
    expect(new Set(saved.map(({ sizeMB }) => sizeMB))).toEqual(new Set([256, 1_024]));
    expect(one.pickMB).toBe(1_024);
    expect(notices).toEqual(['4096 MB cannot be measured here: too few cores']);
    const none = tuneFunction(order({ sizesMB: [4_096] }), bench({ ...COMPUTING, reachMB: 2_048 }).ports);
    await expect(none).rejects.toMatchObject({ code: 'size-not-measurable' });
  });

  it('raises the floor after an out-of-memory and never picks below it', async () => {
    const one = await tuneFunction(order({ currentMB: 256 }), bench({ ...WAITING, needMB: 700 }).ports);
    expect(one.floor.sizeMB).toBeGreaterThan(700);
    expect(one.pickMB).toBeGreaterThanOrEqual(one.floor.sizeMB);
    expect(one.failures[0]).toMatchObject({ sizeMB: 256, status: 'out-of-memory', payload: 'empty' });
    expect(one.failed).toBeGreaterThan(0);
  });

  it('refuses to recommend where answers are wrong', async () => {
    const { ports, saved } = bench({ ...COMPUTING, answer: { statusCode: 500 } });
    const one = await tuneFunction(order(), ports);
    expect(one).toMatchObject({ status: 'undecided', reason: 'failing', stopped: 'failing', pickMB: null, tie: null });
    expect(one.failures).toMatchObject([{ status: 'error', errorType: 'memfit.UnexpectedAnswer', why: 'status 500' }]);
    expect(saved.every(({ status }) => status === 'error')).toBe(true);
    const late = await tuneFunction(order(), bench({ ...COMPUTING, throwsFrom: 5 }).ports);
    expect(late).toMatchObject({ reason: 'failing', pickMB: null });
    expect(late.failures[0]?.why).toBe('it broke');
  });

  it('keeps to its budget of calls and of time, and says which ended it', async () => {
    const few = await tuneFunction(order({ maxInvocations: 4 }), bench(COMPUTING).ports);
    expect(few).toMatchObject({ stopped: 'budget', status: 'undecided' });
    expect(few.invocations).toBeLessThanOrEqual(5);
    let now = 0;
    const clock = { now: () => (now += 1_000), localOffsetMinutes: () => 0 };
    const short = await tuneFunction(order({ maxTimeMs: 3_500 }), bench(COMPUTING, { clock }).ports);
    expect(short.stopped).toBe('time');
    expect(short.invocations).toBeGreaterThan(0);
  });

  it('gives the answer so far when it is stopped, without waiting for the call under way', async () => {
    let stop = (): void => undefined;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const { ports, closed } = bench(COMPUTING, { stopped });
    const prepare = ports.engine.prepare;
    let calls = 0;
    const engine = {
      ...ports.engine,
      prepare: async (spec: Parameters<typeof prepare>[0]) => {
        const prepared = await prepare(spec);
        return {
          ...prepared,
          measure: async (request: Parameters<typeof prepared.measure>[0]) => {
            calls += 1;
            if (calls < 3) return prepared.measure(request);
            stop();
            return new Promise<never>(() => undefined);
          },
        };
      },
    };
    const one = await tuneFunction(order(), { ...ports, engine });
    expect(one).toMatchObject({ stopped: 'interrupted', invocations: 3 });
    expect(closed()).toBe(true);
  });
});
