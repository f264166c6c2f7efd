/** The parts of a demo round on this machine, or of the recorded one: what is called, what calls it, and how all of it ends. */
import { type DemoOrder, type DemoPorts, type LeftOut, setUp } from '../actions/demo.ts';
import type { Stage } from '../actions/stand-ins.ts';
import type { TuneOrder, TunePorts } from '../actions/tune.ts';
import type { DemoProject } from '../compose.ts';
import type { Engine } from '../contracts/engine.ts';
import { resolveOptions, switchOf } from '../core/config/resolve.ts';
import { UserError } from '../model/errors.ts';
import { demoOrders, innerSession, paceOf, recordedRound } from './demo-setting.ts';
import type { DemoView } from './demo-view.ts';
import { presentOf } from './log-input.ts';
import type { Session } from './session.ts';
import { stageFor } from './stage.ts';
import { tuneView } from './tune-progress.ts';
import type { Recorded } from './tune-ruler.ts';
import { rulerOf } from './tune-ruler.ts';
import { VERSION } from './version.ts';
import { wiring } from './wiring.ts';

/** A round that can begin. */
export interface OpenRound {
  readonly inner: Session;
  readonly functions: readonly TuneOrder[];
  readonly leftOut: readonly LeftOut[];
  readonly region: string | null;
  readonly isRecorded: boolean;
  /** The machine and time of the recorded round; null: it is run now. */
  readonly recorded: string | null;
  /** The order, and ports that stop with the person. */
  begin(stopped: Promise<void>, hasStopped: () => boolean): Promise<{ order: DemoOrder; ports: DemoPorts }>;
  /** Id of the tuning's run, once there is one. */
  runId(): string | null;
  /** Ends engines and stand-ins. */
  close(): Promise<void>;
}

/** Opens the engine, or the record where it is asked for or the machine cannot keep limits; finds the functions and makes them ready. */
export async function openRound(session: Session, project: DemoProject, view: DemoView): Promise<OpenRound> {
  const load = switchOf('recorded', session.inputs) ? null : await loadEngine(session, project, view);
  try {
    return await roundWith(load, session, project, view);
  } catch (error) {
    await load?.close();
    throw error;
  }
}

async function roundWith(
  load: Engine | null,
  session: Session,
  project: DemoProject,
  view: DemoView,
): Promise<OpenRound> {
  const pace = paceOf(switchOf('quick', session.inputs));
  const flags = load === null ? { engine: 'replay', run: recordedRound().run } : { 'allow-services': true };
  const most = { 'max-invocations': String(pace.maxInvocations) };
  const inner = await innerSession(session, project.folder, { ...most, ...flags });
  const stage = await stageFor(inner);
  const { orders, recorded, region } = await demoOrders(inner, stage, pace);
  const ready = load === null ? { able: orders, leftOut: [] } : await setUp(orders, load);
  const tuning = lateTuning(recorded, ready.able, inner, view, stage, load);
  return {
    inner,
    functions: ready.able,
    leftOut: ready.leftOut,
    region,
    isRecorded: load === null,
    recorded: recorded?.kind === 'replay' ? recordedAt(recorded) : null,
    async begin(stopped, hasStopped) {
      const withinMs = load === null ? null : pace.withinMs;
      const order = await demoOrder(inner, ready.able, { shapeOf: pace.shapeOf, withinMs });
      const { logFiles, projectFiles, systemClock: clock } = await wiring();
      const logs = load === null ? recordedRound().logs : project.logFile;
      const ports: DemoPorts = {
        ...{ stage, clock, stopped, hasStopped, listener: view.listener, loadEngine: load },
        openTuning: () => tuning.open(stopped),
        openLogs: () => logFiles([logs], inner.edge),
        tree: () => projectFiles(project.folder),
      };
      return { order, ports };
    },
    runId: tuning.runId,
    close: tuning.close,
  };
}

/** Null: this machine offers no limits at all, which is said. */
async function loadEngine({ terminal }: Session, { logFile }: DemoProject, view: DemoView): Promise<Engine | null> {
  const { localEngine } = await wiring();
  try {
    return await localEngine({ listener: view.listener, logFile });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'no-limit-driver') throw error;
    const text = `${error.detail.what}: a recorded round is shown instead`;
    terminal.notice({ level: 'warning', code: error.code, text, next: 'memfit doctor --local says what is missing' });
    return null;
  }
}

async function demoOrder(
  inner: Session,
  functions: readonly TuneOrder[],
  pace: Pick<DemoOrder, 'shapeOf' | 'withinMs'>,
): Promise<DemoOrder> {
  const { systemClock } = await wiring();
  const options = resolveOptions(inner.inputs, presentOf(systemClock));
  // The calls are memfit's own and all there is: here they are what is asked about.
  const read = { includeLocal: true, ownRequestIds: new Set<string>() };
  return {
    functions,
    ...pace,
    analysis: { read, options, memfitVersion: VERSION, standing: new Map() },
    plan: {
      ...{ templates: ['template.yaml'], options: { environment: null, parameters: {} } },
      ...{ set: [], runId: null, functions: options.functions },
    },
  };
}

/** The engine of the tuning is opened after the load has ended, with a run of its own. */
function lateTuning(
  recorded: Recorded | null,
  able: readonly TuneOrder[],
  inner: Session,
  view: DemoView,
  stage: Stage,
  load: Engine | null,
) {
  let ports: TunePorts | null = null;
  let runId: () => string | null = () => null;
  return {
    async open(stopped: Promise<void>): Promise<TunePorts> {
      await load?.close();
      const rows = tuneView(inner);
      const watch: NonNullable<TunePorts['watch']> = (sight) => {
        view.handOver(rows.clear);
        rows.watch(sight);
      };
      const listener = { ...view.listener, progress: () => undefined };
      const opened = await rulerOf(recorded, able, inner, { ...rows, listener, watch }, stopped);
      runId = opened.runId;
      ports = opened.ports;
      return ports;
    },
    runId: () => runId(),
    async close(): Promise<void> {
      await load?.close();
      await ports?.engine.close();
      await stage.close();
    },
  };
}

function recordedAt({ saved }: Recorded): string {
  const { machine } = saved.run.functions[0]?.ruler ?? { machine: null };
  return `${saved.run.startedAt.slice(0, 10)}${machine === null ? '' : `, ${machine.cores} cores of ${machine.cpu}`}`;
}
