/** tune: measures a function at sizes chosen one after the other and answers which one is right. Every sample is saved before the next call. */
import type { Clock } from '../contracts/clock.ts';
import type { Engine, Measured, PreparedFunction } from '../contracts/engine.ts';
import type { Listener } from '../contracts/listener.ts';
import type { OpenRun } from '../contracts/run-store.ts';
import type { RegionPrices } from '../core/pricing/price-table.ts';
import { unmetBy } from '../core/tuning/expectation.ts';
import { nextMeasurement } from '../core/tuning/search/next.ts';
import { record, type SearchState, startSearch } from '../core/tuning/search/state.ts';
import { type FaultyCall, functionTuning, type Measuring, searchRequest } from '../core/tuning/tuning-report.ts';
import { UserError } from '../model/errors.ts';
import type { FunctionSpec } from '../model/function-spec.ts';
import type { Sample } from '../model/sample.ts';
import {
  type FunctionTuning,
  type TunedFunction,
  type TunePayload,
  type TuneQuestion,
  type TuneStop,
  UNEXPECTED_ANSWER,
} from '../model/tuning.ts';

/** One function to tune. `remarks`: what is known about how it was found, for the reader of the result. */
export interface TuneOrder {
  readonly spec: FunctionSpec;
  readonly question: TuneQuestion;
  readonly payloads: readonly TunePayload[];
  readonly remarks: readonly string[];
  readonly prices: RegionPrices;
}

/** What carries it out. `run` null: samples are not kept. `stopped` resolves when the person wants the answer so far. */
export interface TunePorts {
  readonly engine: Engine;
  readonly run: Pick<OpenRun, 'begin' | 'sample'> | null;
  readonly clock: Clock;
  readonly listener: Listener;
  readonly stopped: Promise<void>;
}

/** Sizes for people are multiples of this. */
const STEP_MB = 64;

/** Prepare, measure, answer. Throws what the engine says of a function that cannot run (UserError), and OutsideError. */
export async function tuneFunction(order: TuneOrder, ports: TunePorts): Promise<FunctionTuning> {
  const prepared = await ports.engine.prepare(order.spec);
  try {
    const tuned = tunedFunction(order, prepared, ports);
    await ports.run?.begin(tuned);
    return functionTuning(await measureAll(tuned, order, prepared, ports), order.prices);
  } finally {
    await prepared.close();
  }
}

/** What is asked, within what the engine can measure. */
function tunedFunction(order: TuneOrder, prepared: PreparedFunction, { engine, listener }: TunePorts): TunedFunction {
  const { name, runtime, architecture } = order.spec;
  const { about } = engine;
  const left: string[] = [];
  const question = withinReach(order.question, engine, left);
  // What a recorded run has to say was said when it was made.
  const news = about.engine === 'replay' ? [] : [...order.remarks, ...left];
  for (const text of news) listener.notice({ level: 'warning', code: 'tune-remark', text });
  const { machine, driver, exact, calibration } = about;
  const remarks = [...order.remarks, ...left, ...about.remarks];
  const ruler = { engine: about.engine, driver, exact, calibration, machine, runsOn: prepared.runsOn, remarks };
  return { name, runtime, architecture, question, ruler };
}

function withinReach(question: TuneQuestion, engine: Engine, remarks: string[]): TuneQuestion {
  if (question.sizesMB === null) {
    const top = engine.admits(question.highMB);
    if (top.can) return question;
    const reach = Math.floor(top.largestMB / STEP_MB) * STEP_MB;
    if (reach < question.lowMB) throw tooSmallMachine(question.lowMB, top.why);
    remarks.push(`sizes above ${reach} MB cannot be measured here: ${top.why}`);
    return { ...question, highMB: reach };
  }
  const sizesMB = question.sizesMB.filter((size) => {
    const admission = engine.admits(size);
    if (!admission.can) remarks.push(`${size} MB cannot be measured here: ${admission.why}`);
    return admission.can;
  });
  if (sizesMB.length === 0) throw tooSmallMachine(Math.min(...question.sizesMB), remarks.at(-1) ?? '');
  return { ...question, sizesMB };
}

function tooSmallMachine(sizeMB: number, why: string): UserError {
  return new UserError('size-not-measurable', {
    what: `no size from ${sizeMB} MB on can be measured here`,
    why,
    next: 'choose smaller sizes',
  });
}

/** Asks the search, makes the calls it wants, until one of them says stop. */
async function measureAll(
  tuned: TunedFunction,
  { payloads }: TuneOrder,
  prepared: PreparedFunction,
  ports: TunePorts,
): Promise<Measuring> {
  const { question } = tuned;
  const begun = ports.clock.now();
  const byName = new Map(payloads.map((payload) => [payload.name, payload]));
  const log: Log = { state: startSearch(searchRequest(question)), samples: [], faulty: [], calls: 0 };
  const ended = (stopped: TuneStop): Measuring => {
    const { state, samples, faulty } = log;
    return { tuned, state, samples, faulty, stopped };
  };
  for (;;) {
    const step = nextMeasurement(log.state);
    if (step.kind === 'stop') return ended(step.reason);
    for (const name of step.payloads) {
      const late = question.maxTimeMs !== null && ports.clock.now() - begun >= question.maxTimeMs;
      if (late) return ended('time');
      if (log.samples.length >= question.maxInvocations) return ended('budget');
      const made = await call(step.sizeMB, byName.get(name) as TunePayload, prepared, ports);
      if (typeof made === 'string') return ended(made);
      const fine = await keep(made, byName.get(name) as TunePayload, log, ports);
      report(tuned, step.sizeMB, log, ports);
      // A failed call may change what is worth measuring: the search decides again.
      if (!fine) break;
    }
  }
}

interface Log {
  state: SearchState;
  readonly samples: Sample[];
  readonly faulty: FaultyCall[];
  calls: number;
}

/** One call, or why there is none. */
async function call(
  sizeMB: number,
  payload: TunePayload,
  prepared: PreparedFunction,
  { stopped }: TunePorts,
): Promise<readonly Measured[] | TuneStop> {
  const request = { sizeMB, payload: payload.body, payloadName: payload.name, want: 'warm' as const };
  const calling = prepared.measure(request);
  // Whoever stops does not wait for a long call; closing the function ends it.
  calling.catch(() => undefined);
  try {
    return await Promise.race([calling, stopped.then(() => 'interrupted' as const)]);
  } catch (error) {
    if (error instanceof UserError && error.code === 'record-ended') return 'record-ended';
    throw error;
  }
}

/** Judges, saves and records calls; false: the last one failed. */
async function keep(made: readonly Measured[], payload: TunePayload, log: Log, { run }: TunePorts): Promise<boolean> {
  let fine = true;
  for (const measured of made) {
    const { sample, why } = judged(measured, payload);
    fine = sample.status === 'success';
    log.samples.push(sample);
    if (!fine) log.faulty.push({ sample, why });
    log.state = record(log.state, sample);
    await run?.sample({ ...sample, call: log.calls });
  }
  log.calls += 1;
  return fine;
}

/** A call whose answer is wrong failed, whatever Lambda would say. A replayed call was judged when it was made. */
function judged({ sample, response }: Measured, { expect }: TunePayload): { sample: Sample; why: string | null } {
  if (sample.status !== 'success') return { sample, why: messageOf(response) };
  const unmet = sample.engine === 'replay' ? null : unmetBy(response, expect);
  if (unmet === null) return { sample, why: null };
  return { sample: { ...sample, status: 'error', errorType: UNEXPECTED_ANSWER }, why: unmet };
}

/** The errorMessage of an error document, on one line of bounded length. */
function messageOf(response: Uint8Array | null): string | null {
  if (response === null) return null;
  try {
    const { errorMessage } = JSON.parse(new TextDecoder().decode(response)) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage.replace(/\s+/g, ' ').slice(0, 200) : null;
  } catch {
    return null;
  }
}

function report({ name, question }: TunedFunction, sizeMB: number, log: Log, { listener }: TunePorts): void {
  const last = log.samples.at(-1);
  const result = last?.status === 'success' ? `${Math.round(last.durationMs)} ms` : (last?.status ?? '');
  listener.progress({
    step: `${name} at ${sizeMB} MB (${result})`,
    done: log.samples.length,
    total: question.maxInvocations,
    unit: 'calls',
  });
}
