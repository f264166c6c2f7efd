import { expect, it } from 'vitest';
import { type DemoChapter, type DemoOrder, type DemoPorts, demo, setUp } from '../../src/actions/demo.ts';
import type { Stage } from '../../src/actions/stand-ins.ts';
import type { TuneOrder } from '../../src/actions/tune.ts';
import { logFiles, projectFiles } from '../../src/compose.ts';
import type { Engine } from '../../src/contracts/engine.ts';
import { resolveOptions } from '../../src/core/config/resolve.ts';
import { UserError } from '../../src/model/errors.ts';
import type { TunedFunction } from '../../src/model/tuning.ts';
import { bench, order } from './tune-world.ts';

const LOGS = new URL('../../samples/Poetry-2026-11-11.log', import.meta.url).pathname;
const EXAMPLE = new URL('../../examples/music-poetry-canvas', import.meta.url).pathname;

function named(name: string): TuneOrder {
  const one = order({}, {});
  return { ...one, spec: { ...one.spec, name } };
}

/** A stage without stand-ins. */
const EMPTY_STAGE: Stage = {
  variablesOf: () => [],
  around: (staged, _, work) => work(staged),
  close: async () => undefined,
};

/** A round on paper; `broken` functions cannot be prepared, `stopAfter`: the person stops after so many chapters. */
function world(names: readonly string[], broken: readonly string[] = []) {
  const paper = bench({ cpuMs: 0.5, waitMs: 100 });
  const happened: string[] = [];
  let stopped = false;
  const engine: Engine = {
    ...paper.ports.engine,
    async prepare(spec) {
      if (broken.includes(spec.name))
        throw new UserError('not-built', { what: `${spec.name} is not built`, why: 'no make' });
      happened.push(spec.name);
      return paper.ports.engine.prepare(spec);
    },
  };
  const demoOrder: DemoOrder = {
    functions: names.map(named),
    withinMs: null,
    shapeOf: () => ({ environments: 1, callsEach: 2, lanes: 1, maxTimeMs: 1_000 }),
    analysis: {
      read: { functionName: 'Poetry', includeLocal: true },
      options: resolveOptions({ flags: {}, env: {}, file: null }, { nowMs: 0, localOffsetMinutes: () => 0 }),
      memfitVersion: 'test',
      standing: new Map(),
    },
    plan: {
      templates: ['template.yaml'],
      options: { environment: null, parameters: {} },
      set: [],
      runId: null,
      functions: {},
    },
  };
  const ports: DemoPorts = {
    ...paper.ports,
    stage: EMPTY_STAGE,
    loadEngine: engine,
    openTuning: async () => ({ ...paper.ports, engine }),
    openLogs: () => logFiles([LOGS], { cwd: '/', stdin: (async function* () {})() }),
    tree: () => projectFiles(EXAMPLE),
    hasStopped: () => stopped,
  };
  const stop = (): void => {
    stopped = true;
  };
  return { demoOrder, ports, engine, happened, stop };
}

async function chapters(
  order_: DemoOrder,
  ports: DemoPorts,
  after?: (chapter: DemoChapter) => void,
): Promise<DemoChapter[]> {
  const told: DemoChapter[] = [];
  for await (const chapter of demo(order_, ports)) {
    told.push(chapter);
    after?.(chapter);
  }
  return told;
}

it('tells load, analysis, one tuning a function, plan; the plan edits what was measured to be better', async () => {
  const { demoOrder, ports } = world(['PoetryFunction', 'ThumbnailFunction']);
  const told = await chapters(demoOrder, ports);
  expect(told.map(({ kind }) => kind)).toEqual(['load', 'analysis', 'tuned', 'tuned', 'plan']);
  const [load, analysis, one] = told;
  expect(load?.kind === 'load' && load.done).toMatchObject([
    { name: 'PoetryFunction', sizeMB: 512, environments: 1 },
    {},
  ]);
  expect(analysis?.kind === 'analysis' && analysis.analysis.functions).toHaveLength(1);
  if (one?.kind !== 'tuned' || one.tuning.status !== 'decided') throw new Error('paper decides');
  const plan = told.at(-1);
  const edited = plan?.kind === 'plan' ? plan.result.plan.edits.map(({ function: name, toMB }) => [name, toMB]) : [];
  expect(edited).toContainEqual(['PoetryFunction', one.tuning.pickMB]);
});

it('leaves out what cannot be made ready, with the reason, and goes on with the others', async () => {
  const { demoOrder, ports, engine } = world(['PoetryFunction', 'YouTubeFunction'], ['YouTubeFunction']);
  const { able, leftOut } = await setUp(demoOrder.functions, engine);
  expect(able.map(({ spec }) => spec.name)).toEqual(['PoetryFunction']);
  expect(leftOut).toEqual([
    { name: 'YouTubeFunction', code: 'not-built', what: 'YouTubeFunction is not built', why: 'no make' },
  ]);
  // What breaks later is told as a chapter.
  const told = await chapters(demoOrder, ports);
  expect(told.map(({ kind }) => kind)).toEqual(['left-out', 'load', 'analysis', 'tuned', 'plan']);
});

it('ends early where nothing can be called', async () => {
  const { demoOrder, ports } = world(['A', 'B'], ['A', 'B']);
  expect((await chapters(demoOrder, ports)).map(({ kind }) => kind)).toEqual(['left-out', 'left-out', 'load']);
});

it('begins no chapter after the person stopped', async () => {
  const { demoOrder, ports, stop } = world(['PoetryFunction', 'ThumbnailFunction']);
  const told = await chapters(demoOrder, ports, ({ kind }) => kind === 'tuned' && stop());
  expect(told.map(({ kind }) => kind)).toEqual(['load', 'analysis', 'tuned']);
});

it('gives later functions the time that is left, and never none', async () => {
  const { demoOrder, ports } = world(['PoetryFunction', 'ThumbnailFunction']);
  const asked: (number | null)[] = [];
  let now = 0;
  const clock = { now: () => now, localOffsetMinutes: () => 0 };
  const openTuning = async () => {
    const tuning = await ports.openTuning();
    const run = {
      begin: async ({ question }: TunedFunction) => void asked.push(question.maxTimeMs),
      sample: async () => undefined,
    };
    return { ...tuning, clock, run };
  };
  const functions = demoOrder.functions.map((one) => ({ ...one, question: { ...one.question, maxTimeMs: 10_000 } }));
  await chapters({ ...demoOrder, functions, withinMs: 22_000 }, { ...ports, clock, openTuning }, ({ kind }) => {
    now += kind === 'tuned' ? 100_000 : 8_500;
  });
  expect(asked).toEqual([5_000, 4_000]);
});

it('calls nothing for load in a recorded round', async () => {
  const { demoOrder, ports, happened } = world(['PoetryFunction']);
  const told = await chapters(demoOrder, { ...ports, loadEngine: null });
  expect(told.map(({ kind }) => kind)).toEqual(['analysis', 'tuned', 'plan']);
  expect(happened).toEqual(['PoetryFunction']);
});
