/** demo: the whole round on memfit's own example: load, logs, analysis, tuning, plan. Tells each chapter as soon as it is known; prints nothing and changes no template. */
import type { Engine } from '../contracts/engine.ts';
import type { Listener } from '../contracts/listener.ts';
import type { LogSource } from '../contracts/log-source.ts';
import type { ProjectTree } from '../contracts/project-tree.ts';
import type { Analysis } from '../model/analysis.ts';
import { OutsideError, UserError } from '../model/errors.ts';
import type { FunctionTuning } from '../model/tuning.ts';
import { advisedByTuning } from './advised-tuning.ts';
import { type AnalyzeRequest, analyze } from './analyze.ts';
import { type LoadDone, type LoadShape, produceLoad } from './load.ts';
import { type PlanRequest, type PlanResult, plan } from './plan.ts';
import type { Stage } from './stand-ins.ts';
import { type TuneOrder, type TunePorts, tuneFunction } from './tune.ts';

/** What the round is made of. */
export interface DemoOrder {
  readonly functions: readonly TuneOrder[];
  /** No call is begun after this time, ms: what one chapter takes too long, later ones have less. Null: no limit. */
  readonly withinMs: number | null;
  /** How much load each function gets. */
  readonly shapeOf: (name: string) => LoadShape;
  readonly analysis: AnalyzeRequest;
  readonly plan: Omit<PlanRequest, 'advised'>;
}

/** What carries it out. Engines are opened one after the other, each when its chapter begins; a recorded round has load that was made before. */
export interface DemoPorts extends Pick<TunePorts, 'clock' | 'stopped'> {
  readonly stage: Stage;
  /** Null: the load is recorded already. */
  readonly loadEngine: Engine | null;
  openTuning(): Promise<TunePorts>;
  /** The logs of the load. */
  openLogs(): Promise<LogSource>;
  readonly tree: () => Promise<ProjectTree>;
  readonly listener: Listener;
  readonly hasStopped: () => boolean;
}

/** One chapter of the round. */
export type DemoChapter =
  | ({ readonly kind: 'left-out' } & LeftOut)
  | { readonly kind: 'load'; readonly done: readonly LoadDone[] }
  | { readonly kind: 'analysis'; readonly analysis: Analysis }
  | { readonly kind: 'tuned'; readonly tuning: FunctionTuning }
  | { readonly kind: 'plan'; readonly result: PlanResult };

/** A function that is not part of the round, and why. */
export interface LeftOut {
  readonly name: string;
  readonly code: string;
  readonly what: string;
  /** Null: not known. */
  readonly why: string | null;
}

/** Makes each function ready, which may build it; those that cannot be are left out, with the reason. */
export async function setUp(
  orders: readonly TuneOrder[],
  engine: Engine,
): Promise<{ readonly able: readonly TuneOrder[]; readonly leftOut: readonly LeftOut[] }> {
  const able: TuneOrder[] = [];
  const missing: LeftOut[] = [];
  for (const order of orders) {
    try {
      await (await engine.prepare(order.spec)).close();
      able.push(order);
    } catch (error) {
      missing.push(leftOut(order.spec.name, error));
    }
  }
  return { able, leftOut: missing };
}

/** The round, chapter by chapter. A function that fails to run is left out, with the reason; the others go on. Whoever stops gets what is finished. */
export async function* demo(order: DemoOrder, ports: DemoPorts): AsyncGenerator<DemoChapter> {
  const begun = ports.clock.now();
  const able = ports.loadEngine === null ? order.functions : yield* loads(order, ports.loadEngine, ports);
  if (ports.hasStopped() || able.length === 0) return;
  phase(ports, 'analyzing the logs of the load');
  yield { kind: 'analysis', analysis: await analyze(order.analysis, { ...ports, source: await ports.openLogs() }) };
  const leftMs = (): number | null =>
    order.withinMs === null ? null : Math.max(LEAST_MS, order.withinMs - (ports.clock.now() - begun));
  const tuned = yield* tunings(able, leftMs, ports);
  if (ports.hasStopped()) return;
  phase(ports, 'planning the edits of the template');
  const request = { ...order.plan, advised: advisedByTuning(tuned) };
  yield { kind: 'plan', result: await plan(request, { tree: await ports.tree(), clock: ports.clock }) };
}

/** Load on every function; gives those that could be called. */
async function* loads(
  order: DemoOrder,
  engine: Engine,
  ports: DemoPorts,
): AsyncGenerator<DemoChapter, readonly TuneOrder[]> {
  const able: TuneOrder[] = [];
  const done: LoadDone[] = [];
  for (const one of order.functions) {
    if (ports.hasStopped()) break;
    const { name } = one.spec;
    const sizeMB = one.question.currentMB as number;
    phase(ports, `load on ${name} at ${sizeMB} MB, the size in the template`);
    const work = ({ spec }: Pick<TuneOrder, 'spec'>): Promise<LoadDone> =>
      produceLoad({ ...one, spec }, sizeMB, order.shapeOf(name), { ...ports, engine });
    try {
      done.push(await ports.stage.around(one, [], work));
      able.push(one);
    } catch (error) {
      yield { kind: 'left-out', ...leftOut(name, error) };
    }
  }
  yield { kind: 'load', done };
  return able;
}

/** Even late, a function is called a few times, ms. */
const LEAST_MS = 4_000;

/** Tuning of each function, within its own time and what is left of the whole. */
async function* tunings(
  able: readonly TuneOrder[],
  leftMs: () => number | null,
  ports: DemoPorts,
): AsyncGenerator<DemoChapter, readonly FunctionTuning[]> {
  const tuned: FunctionTuning[] = [];
  const measuring = await ports.openTuning();
  for (const one of able) {
    if (ports.hasStopped()) break;
    const how = ports.loadEngine === null ? 'its recorded calls again' : 'sizes chosen by what a measurement is worth';
    phase(ports, `tuning ${one.spec.name}: ${how}`);
    try {
      const question = { ...one.question, maxTimeMs: leastOf(one.question.maxTimeMs, leftMs()) };
      const work = (ready: Pick<TuneOrder, 'spec' | 'remarks'>) =>
        tuneFunction({ ...one, ...ready, question }, measuring);
      const tuning = ports.loadEngine === null ? await work(one) : await ports.stage.around(one, [], work);
      tuned.push(tuning);
      yield { kind: 'tuned', tuning };
    } catch (error) {
      yield { kind: 'left-out', ...leftOut(one.spec.name, error) };
    }
  }
  return tuned;
}

function leastOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** What a person can do something about, or what the machine refuses; a fault of memfit goes on up. */
function leftOut(name: string, error: unknown): LeftOut {
  if (!(error instanceof UserError || error instanceof OutsideError)) throw error;
  const { what, why } = error.detail;
  return { name, code: error.code, what, why: why ?? null };
}

/** Told as information: whoever shows the demo shows it, nobody else must. */
function phase({ listener }: DemoPorts, text: string): void {
  listener.notice({ level: 'info', code: 'phase', text });
}
