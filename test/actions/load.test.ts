import { expect, it } from 'vitest';
import { type LoadPorts, produceLoad, rotation } from '../../src/actions/load.ts';
import type { Engine, MeasureRequest } from '../../src/contracts/engine.ts';
import { ANY_GOOD_ANSWER } from '../../src/core/tuning/expectation.ts';
import type { TunePayload } from '../../src/model/tuning.ts';
import { order, SAMPLE, tuned } from './tune-world.ts';

const SHAPE = { environments: 3, callsEach: 4, lanes: 2, maxTimeMs: 1_000 };

function payload(name: string, weight: number): TunePayload {
  return { name, weight, body: new TextEncoder().encode('{}'), expect: ANY_GOOD_ANSWER };
}

/** An engine that writes down what it is asked, and answers at once; `failing` payloads fail. */
function world(changes: Partial<LoadPorts> = {}, failing: readonly string[] = []) {
  const asked: MeasureRequest[] = [];
  const open = { now: 0, most: 0 };
  const engine: Engine = {
    about: { ...tuned.ruler, engine: 'local' },
    admits: () => ({ can: true, alone: false }),
    prepare: async (spec) => {
      open.most = Math.max(open.most, ++open.now);
      return {
        spec,
        runsOn: 'paper',
        async measure(request) {
          asked.push(request);
          const status = failing.includes(request.payloadName) ? ('error' as const) : ('success' as const);
          return [{ sample: { ...SAMPLE, status }, response: null, logTail: '' }];
        },
        close: async () => void open.now--,
      };
    },
    close: async () => undefined,
  };
  const ports: LoadPorts = {
    engine,
    clock: { now: () => 0, localOffsetMinutes: () => 0 },
    listener: { progress: () => undefined },
    stopped: new Promise(() => undefined),
    ...changes,
  };
  return { ports, asked, open };
}

it('begins every environment cold, makes its calls warm, repeats none, and closes what it prepared', async () => {
  const { ports, asked, open } = world();
  const done = await produceLoad(order(), 512, SHAPE, ports);
  expect(done).toEqual({ name: 'Fn', sizeMB: 512, calls: 12, failed: 0, environments: 3 });
  expect(asked.filter(({ want }) => want === 'cold')).toHaveLength(3);
  expect(asked.filter(({ want }) => want === 'warm')).toHaveLength(9);
  expect(new Set(asked.map(({ sizeMB, repeat }) => `${sizeMB} ${repeat}`))).toEqual(new Set(['512 false']));
  expect(open).toEqual({ now: 0, most: 2 });
});

it('counts calls that fail, and goes on', async () => {
  const payloads = [payload('good', 1), payload('bad', 1)];
  const { ports } = world({}, ['bad']);
  expect(await produceLoad(order({}, { payloads }), 128, SHAPE, ports)).toMatchObject({ calls: 12, failed: 6 });
});

it('begins no environment after its time, and ends the one that is begun', async () => {
  let now = 0;
  const { ports } = world({ clock: { now: () => (now += 400), localOffsetMinutes: () => 0 } });
  const done = await produceLoad(order(), 512, { ...SHAPE, lanes: 1, environments: 50 }, ports);
  expect(done).toMatchObject({ environments: 2, calls: 8 });
});

it('ends with the person, without waiting for a call that hangs', async () => {
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const { ports, open } = world({ stopped });
  const prepare = ports.engine.prepare;
  const hanging: Engine = {
    ...ports.engine,
    prepare: async (spec) => ({
      ...(await prepare(spec)),
      measure: () => {
        stop();
        return new Promise(() => undefined);
      },
    }),
  };
  const done = await produceLoad(order(), 512, SHAPE, { ...ports, engine: hanging });
  expect(done).toMatchObject({ calls: 0 });
  expect(open.now).toBe(0);
});

it('takes payloads in turn, each as often as its weight says, and those without weight never', () => {
  const mix = rotation([payload('a', 3), payload('b', 1), payload('worst', 0)]);
  const names = Array.from({ length: 8 }, (_, index) => mix(index).name);
  expect(names.filter((name) => name === 'a')).toHaveLength(6);
  expect(names.slice(0, 4)).toContain('b');
  expect(names).not.toContain('worst');
  expect(mix(2).name).toBe(names[2]);
});
