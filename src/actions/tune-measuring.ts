/** The calls of a tuning: asks the search, makes the calls it wants within the limits, judges and saves every one. */
import type { Measured, PreparedFunction } from '../contracts/engine.ts';
import { unmetBy } from '../core/tuning/expectation.ts';
import { nextCost, spentOn } from '../core/tuning/exploration.ts';
import { answer } from '../core/tuning/search/answer.ts';
import { nextMeasurement } from '../core/tuning/search/next.ts';
import { record, type SearchState, startSearch } from '../core/tuning/search/state.ts';
import { type FaultyCall, type Measuring, searchRequest } from '../core/tuning/tuning-report.ts';
import { UserError } from '../model/errors.ts';
import type { Sample } from '../model/sample.ts';
import {
  type SavedSample,
  type TunedFunction,
  type TunePayload,
  type TuneStop,
  UNEXPECTED_ANSWER,
} from '../model/tuning.ts';
import type { TuneOrder, TunePorts } from './tune-order.ts';
import { sightOf } from './tune-sight.ts';

/** Measures until the search, a limit or the person says stop. Samples of an earlier part of the run count as if just made. */
export async function measureAll(
  tuned: TunedFunction,
  order: TuneOrder,
  prepared: PreparedFunction,
  ports: TunePorts,
): Promise<Measuring> {
  const log = startLog(tuned, order.before);
  const run: Running = { tuned, order, prepared, ports, log, begun: ports.clock.now() };
  for (;;) {
    const step = nextMeasurement(log.state);
    const ended =
      step.kind === 'stop' ? await proveWorst(step.reason, run) : await makeCalls(step.sizeMB, step.payloads, run);
    if (ended === null) continue;
    if (ended === 'record-ended') await takeRest(run);
    const { samples, faulty } = log;
    return { tuned, state: closed(log, ended), samples, faulty, stopped: ended };
  }
}

interface Running {
  readonly tuned: TunedFunction;
  readonly order: TuneOrder;
  readonly prepared: PreparedFunction;
  readonly ports: TunePorts;
  readonly log: Log;
  /** ms on the clock. */
  readonly begun: number;
}

interface Log {
  state: SearchState;
  readonly samples: Sample[];
  readonly faulty: FaultyCall[];
  calls: number;
}

function startLog({ question }: TunedFunction, before: readonly SavedSample[]): Log {
  const log: Log = { state: startSearch(searchRequest(question)), samples: [], faulty: [], calls: 0 };
  for (const { call, why, ...sample } of before) {
    add(sample, why ?? null, log);
    log.calls = call + 1;
  }
  return log;
}

/** A search that was cut short names a size that was measured: none will be any more. */
function closed({ state, samples }: Log, stopped: TuneStop): SearchState {
  if (stopped === 'settled' || stopped === 'failing' || stopped === 'no-size-left') return state;
  const budget = { ...state.options.budget, invocations: Math.max(1, samples.length) };
  return { ...state, options: { ...state.options, budget } };
}

/** The payloads that need most memory are called at the pick before it is named. Null: they were, the search decides anew; else why measuring ends. */
async function proveWorst(reason: TuneStop, run: Running): Promise<TuneStop | null> {
  const { log, tuned } = run;
  if (tuned.question.worst.length === 0 || (reason !== 'settled' && reason !== 'budget')) return reason;
  const { pickMB } = answer(log.state);
  const missing = tuned.question.worst.filter(
    (name) => !log.samples.some(({ payload, sizeMB }) => payload === name && sizeMB === pickMB),
  );
  if (pickMB === null || missing.length === 0 || log.samples.length >= tuned.question.maxInvocations) return reason;
  return makeCalls(pickMB, missing, run);
}

/** Calls with each payload in turn. Null: made; else why measuring ends. */
async function makeCalls(sizeMB: number, names: readonly string[], run: Running): Promise<TuneStop | null> {
  const { log, order, tuned, ports, prepared } = run;
  for (const name of names) {
    const payload = order.payloads.find((one) => one.name === name) as TunePayload;
    const limit = limitReached(sizeMB, name, run);
    if (limit !== null) return limit;
    ports.watch?.(sightOf(tuned, log.samples, sizeMB));
    const made = await call(sizeMB, payload, prepared, ports);
    if (typeof made === 'string') return made;
    const fine = await keep(made, payload, log, ports);
    report(tuned, sizeMB, log, ports);
    // A failed call may change what is worth measuring: the search decides again.
    if (!fine) break;
  }
  return null;
}

/** A search asks otherwise than the one that made the record did: what is left of the record is evidence all the same. */
async function takeRest({ prepared, order, tuned, ports, log }: Running): Promise<void> {
  for (const made of prepared.rest?.() ?? []) {
    const payload = order.payloads.find(({ name }) => name === made.at(-1)?.sample.payload);
    if (payload === undefined) continue;
    if (log.samples.length + made.length > tuned.question.maxInvocations) return;
    await keep(made, payload, log, ports);
  }
}

/** The limit that forbids the next call; null: none. */
function limitReached(sizeMB: number, payload: string, { tuned, order, ports, log, begun }: Running): TuneStop | null {
  const { maxTimeMs, maxInvocations, maxCost } = tuned.question;
  if (maxTimeMs !== null && ports.clock.now() - begun >= maxTimeMs) return 'time';
  if (log.samples.length >= maxInvocations) return 'budget';
  if (maxCost === null) return null;
  const { prices } = order;
  // Before the first call nothing is known of its cost.
  const next = nextCost(log.samples, { sizeMB, payload }, prices, tuned.architecture) ?? 0;
  return spentOn(log.samples, prices, tuned.architecture) + next > maxCost ? 'cost' : null;
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
    add(sample, why, log);
    await run?.sample({ ...sample, call: log.calls, ...(why === null ? {} : { why }) });
  }
  log.calls += 1;
  return fine;
}

function add(sample: Sample, why: string | null, log: Log): void {
  log.samples.push(sample);
  if (sample.status !== 'success') log.faulty.push({ sample, why });
  log.state = record(log.state, sample);
}

/** A call whose answer is wrong failed, whatever Lambda would say. A replayed call was judged when it was made. */
function judged({ sample, response }: Measured, { expect }: TunePayload): { sample: Sample; why: string | null } {
  if (sample.status !== 'success') return { sample, why: messageOf(response) };
  const unmet = sample.engine === 'replay' ? null : unmetBy(response, expect);
  if (unmet === null) return { sample, why: null };
  return { sample: { ...sample, status: 'error', errorType: UNEXPECTED_ANSWER }, why: unmet };
}

/** The errorMessage of an error document, on one line of bounded length; without the request's id, so that the same failure of two calls is one. */
function messageOf(response: Uint8Array | null): string | null {
  if (response === null) return null;
  try {
    const { errorMessage } = JSON.parse(new TextDecoder().decode(response)) as { errorMessage?: unknown };
    if (typeof errorMessage !== 'string') return null;
    return errorMessage
      .replace(/^RequestId: \S+ Error: /, '')
      .replace(/\s+/g, ' ')
      .slice(0, 200);
  } catch {
    return null;
  }
}

function report(tuned: TunedFunction, sizeMB: number, log: Log, { listener, watch }: TunePorts): void {
  const last = log.samples.at(-1);
  const result = last?.status === 'success' ? `${Math.round(last.durationMs)} ms` : (last?.status ?? '');
  watch?.(sightOf(tuned, log.samples, null));
  listener.progress({
    step: `${tuned.name} at ${sizeMB} MB (${result})`,
    done: log.samples.length,
    total: tuned.question.maxInvocations,
    unit: 'calls',
  });
}
