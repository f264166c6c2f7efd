/** memfit tune: measures functions at several sizes and prints the right one. */
import type { Stage } from '../../actions/stand-ins.ts';
import { type TuneOrder, type TunePorts, tuneFunction } from '../../actions/tune.ts';
import type { OpenRun, SavedRun } from '../../contracts/run-store.ts';
import { numberOf, regionOf, textOf } from '../../core/config/resolve.ts';
import { readTuneQuestion, saidNow } from '../../core/config/tune-request.ts';
import { DEFAULT_REGION, priceTable } from '../../core/pricing/price-table.ts';
import { pricesUsed } from '../../core/pricing/what-if.ts';
import { TUNE_RENDERERS } from '../../core/report/tune.ts';
import { ANY_GOOD_ANSWER } from '../../core/tuning/expectation.ts';
import { OutsideError, UserError } from '../../model/errors.ts';
import type { FunctionTuning } from '../../model/tuning.ts';
import type { RunCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { isLively } from '../screen.ts';
import { NO_WORDS, openSession, type Session } from '../session.ts';
import { checkStandInNames, onStage, stageFor } from '../stage.ts';
import { functionToTune, payloadsFor } from '../tune-input.ts';
import { VERSION } from '../version.ts';
import { wiring } from '../wiring.ts';

/** Tunes one function after the other; what one of them cannot do does not stop the others. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('tune', invoked, edge);
  const stage = await stageFor(session);
  const { orders, saved, failures } = await ordersOf(invoked.args, session, stage);
  const stop = stopper(session);
  const ruler = await rulerOf(saved, session, stop.stopped);
  const functions: FunctionTuning[] = [];
  try {
    for (const order of stop.asked() ? [] : orders) {
      if (stop.asked()) break;
      await attempt(failures, session, orders.length, async () => {
        functions.push(await onStage(order, stage, session, (ready) => tuneFunction(ready, ruler.ports)));
      });
    }
  } finally {
    await ruler.ports.engine.close();
    await stage.close();
    stop.release();
    session.terminal.clear();
  }
  if (functions.length > 0) await print(functions, ruler.runId(), session);
  return exitCode(functions, failures, stop.asked());
};

function exitCode(functions: readonly FunctionTuning[], failures: readonly unknown[], stopped: boolean): ExitCode {
  if (stopped) return EXIT.interrupted;
  if (failures.length > 0 || functions.some(({ reason }) => reason === 'failing')) return EXIT.failed;
  return functions.every(({ pickMB }) => pickMB === null) ? EXIT.notEnoughData : EXIT.done;
}

/** The functions to tune: those of a saved run, or those named. */
async function ordersOf(args: readonly string[], session: Session, stage: Stage) {
  const failures: unknown[] = [];
  if (textOf('engine', session.inputs) === 'replay') {
    const saved = await (await (await wiring()).savedRuns(session.edge.cwd)).read(textOf('run', session.inputs));
    return { orders: recordedOrders(args, saved, session), saved, failures };
  }
  if (args.length === 0) {
    throw new UserError('usage', {
      what: 'no function was named',
      next: 'memfit tune FUNCTION, by its id in the template',
    });
  }
  const orders: TuneOrder[] = [];
  for (const name of new Set(args)) {
    await attempt(failures, session, args.length, async () => {
      orders.push(await namedOrder(name, session, stage));
    });
  }
  return { orders, saved: null, failures };
}

/** One function's error is told, and is the run's own where there is no other function. */
async function attempt(failures: unknown[], session: Session, of: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const known = error instanceof UserError || error instanceof OutsideError;
    if (of === 1 || !known) throw error;
    failures.push(error);
    const { what, why, next } = error.detail;
    session.terminal.notice({
      level: 'error',
      code: error.code,
      text: why === undefined ? what : `${what} (${why})`,
      ...(next === undefined ? {} : { next }),
    });
  }
}

async function namedOrder(name: string, session: Session, stage: Stage): Promise<TuneOrder> {
  const { spec, currentMB, remarks, declared } = await functionToTune(name, session, stage.variablesOf(name));
  checkStandInNames(session, declared);
  const payloads = await payloadsFor(name, session);
  const strata = payloads.map(({ name: payload, weight }) => ({ name: payload, weight }));
  const question = readTuneQuestion(name, session.inputs, currentMB, strata);
  return { spec, question, payloads, remarks, prices: pricesOf(session) };
}

/** The recorded questions; goal and seed may be asked anew of the same samples. */
function recordedOrders(args: readonly string[], { run: recorded }: SavedRun, session: Session): TuneOrder[] {
  const { inputs } = session;
  const names = args.length > 0 ? args : recorded.functions.map(({ name }) => name);
  return names.map((name) => {
    const found = recorded.functions.find((one) => one.name === name);
    if (found === undefined) {
      const why = `it has ${recorded.functions.map((one) => one.name).join(', ')}`;
      throw new UserError('unknown-function', { where: recorded.id, what: `${name} is not in this run`, why });
    }
    const { question, runtime, architecture, ruler } = found;
    const asked = readTuneQuestion(name, inputs, question.currentMB, question.strata);
    const payloads = question.strata.map((one) => ({ ...one, body: new Uint8Array(), expect: ANY_GOOD_ANSWER }));
    return {
      spec: {
        ...{ name, runtime, architecture, handler: '', codeFolder: '', layers: [], environment: {}, timeoutMs: 0 },
        ...{ logFormat: 'text' as const, logGroup: null, region: null },
      },
      question: {
        ...question,
        goal: saidNow('goal', inputs) ? asked.goal : question.goal,
        seed: saidNow('seed', inputs) ? (numberOf('seed', inputs) ?? question.seed) : question.seed,
        maxTimeMs: null,
      },
      payloads,
      remarks: ruler.remarks,
      prices: pricesOf(session),
    };
  });
}

function pricesOf({ inputs }: Session): TuneOrder['prices'] {
  return priceTable(regionOf(inputs) ?? DEFAULT_REGION);
}

/** The engine, and where samples go: a replay saves nothing. `runId` is known once a function could be prepared. */
async function rulerOf(
  saved: SavedRun | null,
  session: Session,
  stopped: Promise<void>,
): Promise<{ ports: TunePorts; runId: () => string | null }> {
  const { localEngine, replayEngine, systemClock: clock } = await wiring();
  const listener = plainProgress(session);
  if (saved) {
    const engine = await replayEngine(saved);
    return { ports: { engine, run: null, clock, listener, stopped }, runId: () => saved.run.id };
  }
  const run = lateRun(session, clock.now());
  return {
    ports: { engine: await localEngine({ listener: session.terminal }), run, clock, listener, stopped },
    runId: run.savedId,
  };
}

/** A run that is made with its first function, so that none is left behind by a function that cannot run. */
function lateRun(
  session: Session,
  startedMs: number,
): NonNullable<TunePorts['run']> & { savedId: () => string | null } {
  let opening: Promise<OpenRun | null> | null = null;
  let id: string | null = null;
  return {
    savedId: () => id,
    async begin(tuned) {
      opening ??= openRun(session, startedMs);
      const run = await opening;
      id = run?.id ?? null;
      await run?.begin(tuned);
    },
    async sample(sample) {
      await (await opening)?.sample(sample);
    },
  };
}

/** A disk that cannot be written to costs the record, not the answer. */
async function openRun({ edge, terminal }: Session, startedMs: number): Promise<OpenRun | null> {
  const { savedRuns } = await wiring();
  try {
    const startedAt = new Date(startedMs).toISOString();
    return await (await savedRuns(edge.cwd)).create({ verb: 'tune', startedAt, memfitVersion: VERSION });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const text = `${error.message} (${error.detail.why ?? 'unknown reason'}); measuring goes on without a record`;
    terminal.notice({ level: 'warning', code: 'run-not-saved', text });
    return null;
  }
}

/** Where no line can be rewritten, progress is one plain line whenever the size changes. */
function plainProgress({ edge, terminal, inputs }: Session): TunePorts['listener'] {
  const quiet = inputs.flags.quiet === true;
  if (isLively(edge.stderr, edge.env) || quiet) return terminal;
  let last = '';
  return {
    notice: terminal.notice,
    confirm: terminal.confirm,
    progress({ step, done, total }) {
      const place = step.replace(/ \(.*$/, '');
      if (place === last) return;
      last = place;
      edge.stderr.write(`${place}: call ${done} of at most ${total}\n`);
    },
  };
}

/** Ctrl-C once: the answer so far. */
function stopper({ edge, terminal }: Session) {
  let asked = false;
  let resolveStop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    resolveStop = resolve;
  });
  const release = edge.onInterrupt?.(() => {
    asked = true;
    terminal.clear();
    edge.stderr.write('stopping; the answer so far follows\n');
    resolveStop();
  });
  return { stopped, asked: () => asked, release: () => release?.() };
}

async function print(functions: readonly FunctionTuning[], runId: string | null, session: Session): Promise<void> {
  const prices = pricesUsed(pricesOf(session), regionOf(session.inputs) === null);
  const report = { schemaVersion: 1, kind: 'tune', memfitVersion: VERSION, runId, prices, functions } as const;
  const render = TUNE_RENDERERS[(session.format ?? 'table') as keyof typeof TUNE_RENDERERS];
  await writeOut(
    render(report, { ...session.look, words: NO_WORDS, top: null, detail: false, next: [] }),
    session.edge,
  );
}
