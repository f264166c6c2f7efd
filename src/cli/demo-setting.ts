/** What the demo works in: its copy of the example, and a session as if memfit had been started there. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoadShape } from '../actions/load.ts';
import type { Stage } from '../actions/stand-ins.ts';
import type { TuneOrder } from '../actions/tune.ts';
import { demoFunctionFile, exampleFolder } from './package-root.ts';
import type { Session } from './session.ts';
import { ordersOf, type TuneOrders } from './tune-orders.ts';
import { wiring } from './wiring.ts';

/** The functions of the example, the quickest first, and the folder of each that the build has bundled. */
export const DEMO_FUNCTIONS: Readonly<Record<string, string | null>> = {
  ThumbnailFunction: 'thumbnail',
  PoetryFunction: 'poetry',
  YouTubeFunction: null,
};

/** How long and how much. Times are the most that is begun, so that three functions stay below three minutes, or half a minute, after set-up. */
export interface DemoPace {
  /** For all of it. */
  readonly withinMs: number;
  readonly maxInvocations: number;
  readonly tuneMs: (name: string) => number;
  readonly shapeOf: (name: string) => LoadShape;
}

/** The whole round: enough environments for a judgement of memory (10) and calls for one of durations (50). */
const WHOLE: DemoPace = {
  withinMs: 165_000,
  maxInvocations: 100,
  tuneMs: (name) => (isHeavy(name) ? 50_000 : 20_000),
  shapeOf: (name) =>
    isHeavy(name)
      ? { environments: 10, callsEach: 5, lanes: 2, maxTimeMs: 40_000 }
      : { environments: 12, callsEach: 8, lanes: 2, maxTimeMs: 12_000 },
};

/** A glance: what each step looks like. */
const QUICK: DemoPace = {
  withinMs: 22_000,
  maxInvocations: 24,
  tuneMs: (name) => (isHeavy(name) ? 7_000 : 2_500),
  shapeOf: (name) =>
    isHeavy(name)
      ? { environments: 1, callsEach: 2, lanes: 1, maxTimeMs: 3_000 }
      : { environments: 2, callsEach: 5, lanes: 2, maxTimeMs: 1_500 },
};

/** The pace that was asked for. */
export function paceOf(quick: boolean): DemoPace {
  return quick ? QUICK : WHOLE;
}

function isHeavy(name: string): boolean {
  return DEMO_FUNCTIONS[name] === null;
}

/** The recorded round that comes with memfit: a run of tune, and the logs of its load. */
export function recordedRound(): { readonly run: string; readonly logs: string } {
  const folder = join(exampleFolder(), 'recorded');
  return { run: folder, logs: join(folder, 'load.ndjson.gz') };
}

/** A session inside the copy: its template and configuration, and of the person's settings none but how to look and speak. */
export async function innerSession(
  session: Session,
  folder: string,
  flags: Session['inputs']['flags'],
): Promise<Session> {
  const { loadConfig } = await wiring();
  const said = Object.entries(session.inputs.flags).filter(([name]) => ['quiet', 'no-color'].includes(name));
  return {
    ...session,
    edge: { ...session.edge, cwd: folder, env: withoutOwn(session.edge.env) },
    inputs: {
      flags: { ...Object.fromEntries(said), ...flags },
      env: {},
      file: await loadConfig(folder, 'memfit.config.yaml'),
    },
  };
}

/** Settings of memfit in variables are about the person's own functions. */
function withoutOwn(env: Session['edge']['env']): Session['edge']['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MEMFIT_')));
}

/** The functions as they are called here: those that the build has bundled from there, each with its time. */
export async function demoOrders(inner: Session, stage: Stage, pace: DemoPace): Promise<TuneOrders> {
  const found = await ordersOf(Object.keys(DEMO_FUNCTIONS), inner, stage, async (_, work) => work());
  const orders = found.orders.map((one) => ({
    ...withBundle(one),
    question: { ...one.question, maxTimeMs: found.recorded === null ? pace.tuneMs(one.spec.name) : null },
  }));
  return { ...found, orders };
}

/** Without the bundle (memfit run from its sources) the engine bundles the TypeScript itself. */
function withBundle(order: TuneOrder): TuneOrder {
  const name = DEMO_FUNCTIONS[order.spec.name];
  const file = name ? demoFunctionFile(name) : null;
  if (file === null || !existsSync(file)) return order;
  const { build: _, ...spec } = order.spec;
  return { ...order, spec: { ...spec, codeFolder: dirname(file) } };
}
