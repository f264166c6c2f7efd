/** tune: measures a function at sizes chosen one after the other and answers which one is right. Every sample is saved before the next call. */
import type { Engine, PreparedFunction } from '../contracts/engine.ts';
import { functionTuning } from '../core/tuning/tuning-report.ts';
import { UserError } from '../model/errors.ts';
import type { FunctionTuning, TunedFunction, TuneQuestion } from '../model/tuning.ts';
import { measureAll } from './tune-measuring.ts';
import type { TuneOrder, TunePorts } from './tune-order.ts';

export type { TuneOrder, TunePorts } from './tune-order.ts';

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
  return { name, runtime, architecture, question, ruler, fingerprint: order.fingerprint };
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
