/** Which functions `memfit tune` measures, and with what: those named, those of Power Tuning's input, or those of a saved run. */
import type { Stage } from '../actions/stand-ins.ts';
import type { TuneOrder } from '../actions/tune.ts';
import type { SavedRun } from '../contracts/run-store.ts';
import { numberOf, regionOf, switchOf, textOf } from '../core/config/resolve.ts';
import { readTuneQuestion, saidNow } from '../core/config/tune-request.ts';
import { DEFAULT_REGION, priceTable } from '../core/pricing/price-table.ts';
import { ANY_GOOD_ANSWER } from '../core/tuning/expectation.ts';
import type { PowerTuningInput } from '../core/tuning/power-tuning-input.ts';
import { UserError } from '../model/errors.ts';
import type { TunedFunction } from '../model/tuning.ts';
import type { Session } from './session.ts';
import { checkStandInNames } from './stage.ts';
import { functionToTune, payloadsFor, powerTuningInput } from './tune-input.ts';
import { changesSince } from './tune-resume.ts';
import type { Recorded } from './tune-ruler.ts';
import { wiring } from './wiring.ts';

/** What is to be done. `region`: whose prices count. */
export interface TuneOrders {
  readonly orders: readonly TuneOrder[];
  readonly recorded: Recorded | null;
  readonly region: string | null;
}

/** Does something for one function of several; what it cannot do is told and does not stop the others. */
export type Attempt = (of: number, work: () => Promise<void>) => Promise<void>;

/** The functions to tune. Throws a UserError where nothing can be done. */
export async function ordersOf(
  args: readonly string[],
  session: Session,
  stage: Stage,
  attempt: Attempt,
): Promise<TuneOrders> {
  const { inputs, edge } = session;
  // Flags that cannot be read are told before anything is looked for.
  readTuneQuestion('', inputs, null, []);
  const isReplay = textOf('engine', inputs) === 'replay';
  const isResumed = switchOf('resume', inputs);
  if (isReplay && isResumed) {
    throw new UserError('usage', { what: '--engine replay measures nothing, so that there is nothing to resume' });
  }
  const store = await (await wiring()).savedRuns(edge.cwd);
  if (isReplay) {
    const saved = await store.read(textOf('run', inputs));
    const region = regionOf(inputs);
    return { orders: recordedOrders(args, saved, session), recorded: { kind: 'replay', saved }, region };
  }
  const planned = isResumed ? await store.resume(textOf('run', inputs)) : null;
  const proposed = await powerTuningInput(session);
  const region = regionOf(inputs) ?? proposed?.region ?? null;
  const names = namesOf(args, planned?.saved ?? null, proposed);
  const orders: TuneOrder[] = [];
  for (const name of new Set(names)) {
    await attempt(names.length, async () => {
      const order = await namedOrder(name, session, stage, proposed, region);
      orders.push(planned === null ? order : continued(order, planned.saved, session));
    });
  }
  return { orders, recorded: planned && { kind: 'resume', saved: planned.saved, planned }, region };
}

function namesOf(
  args: readonly string[],
  saved: SavedRun | null,
  proposed: PowerTuningInput | null,
): readonly string[] {
  if (args.length > 0) return args;
  if (saved !== null) return saved.run.asked;
  if (proposed !== null && proposed.functionName !== null) return [proposed.functionName];
  throw new UserError('usage', {
    what: 'no function was named',
    next: 'memfit tune FUNCTION, by its id in the template',
  });
}

async function namedOrder(
  name: string,
  session: Session,
  stage: Stage,
  proposed: PowerTuningInput | null,
  region: string | null,
): Promise<TuneOrder> {
  const { spec, currentMB, remarks, declared } = await found(name, session, stage, proposed);
  checkStandInNames(session, declared);
  const payloads = await payloadsFor(name, session, proposed);
  const question = readTuneQuestion(name, session.inputs, currentMB, payloads, proposed);
  const { codeFingerprint } = await wiring();
  return {
    spec: { ...spec, region: spec.region ?? region },
    question,
    payloads,
    remarks: [...remarks, ...(proposed?.remarks ?? [])],
    prices: priceTable(region ?? DEFAULT_REGION),
    fingerprint: await codeFingerprint(spec, payloads),
    before: [],
  };
}

/** A name that comes out of an ARN is the deployed one, which a template seldom has. */
async function found(name: string, session: Session, stage: Stage, proposed: PowerTuningInput | null) {
  try {
    return await functionToTune(name, session, stage.variablesOf(name));
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'unknown-function' || name !== proposed?.functionName)
      throw error;
    const next = `say which function of the template that is: memfit tune ID --from-alpt ${textOf('from-alpt', session.inputs)}`;
    throw new UserError(error.code, { ...error.detail, next }, error);
  }
}

/** The order with the samples that are there. Throws UserError `run-differs` where what is measured is no longer the same. */
function continued(order: TuneOrder, { run, samples }: SavedRun, { inputs }: Session): TuneOrder {
  const recorded = run.functions.find(({ name }) => name === order.spec.name);
  if (recorded === undefined) return order;
  const changes = changesSince(recorded, order, inputs);
  if (changes.length > 0) {
    throw new UserError('run-differs', {
      where: run.id,
      what: `${order.spec.name} cannot be continued`,
      why: changes.join('; '),
      next: 'measure anew without --resume, or undo what changed',
    });
  }
  const { maxInvocations, maxTimeMs, maxCost } = order.question;
  const most = saidNow('max-invocations', inputs) ? maxInvocations : recorded.question.maxInvocations;
  const before = samples.filter((sample) => sample.function === order.spec.name);
  return { ...order, question: { ...recorded.question, maxInvocations: most, maxTimeMs, maxCost }, before };
}

/** The recorded questions; goal and seed may be asked anew of the same samples. */
function recordedOrders(args: readonly string[], { run: recorded }: SavedRun, session: Session): TuneOrder[] {
  const names = args.length > 0 ? args : recorded.functions.map(({ name }) => name);
  return names.map((name) => {
    const found = recorded.functions.find((one) => one.name === name);
    if (found) return recordedOrder(found, session);
    const why = `it has ${recorded.functions.map((one) => one.name).join(', ')}`;
    throw new UserError('unknown-function', { where: recorded.id, what: `${name} is not in this run`, why });
  });
}

function recordedOrder(
  { name, question, runtime, architecture, ruler }: TunedFunction,
  { inputs }: Session,
): TuneOrder {
  const asked = readTuneQuestion(name, inputs, question.currentMB, question.strata);
  const worst = question.worst.map((one) => ({ name: one, weight: 0 }));
  const payloads = [...question.strata, ...worst].map((one) => ({
    ...one,
    body: new Uint8Array(),
    expect: ANY_GOOD_ANSWER,
  }));
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
      maxCost: null,
    },
    payloads,
    remarks: ruler.remarks,
    prices: priceTable(regionOf(inputs) ?? DEFAULT_REGION),
    fingerprint: null,
    before: [],
  };
}
