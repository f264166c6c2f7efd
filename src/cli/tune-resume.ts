/** Whether an interrupted run can go on: what was measured and asked must still be the same. */
import type { TuneOrder } from '../actions/tune.ts';
import type { OptionInputs } from '../core/config/resolve.ts';
import { saidNow } from '../core/config/tune-request.ts';
import { goalText } from '../core/report/figures.ts';
import { UserError } from '../model/errors.ts';
import type { TunedFunction } from '../model/tuning.ts';
import type { Recorded } from './tune-ruler.ts';

/** What differs, one phrase each; empty: nothing. What is not said now is as it was; limits (calls, time, cost) may change. */
export function changesSince(recorded: TunedFunction, order: TuneOrder, inputs: OptionInputs): string[] {
  const { question: then, fingerprint: before } = recorded;
  const { question: now, fingerprint: after, spec } = order;
  if (before === null || after === null) return ['the run does not say which code was measured'];
  const changes: (readonly [boolean, string])[] = [
    [recorded.runtime !== spec.runtime, `runtime was ${recorded.runtime}, is ${spec.runtime}`],
    [before.handler !== after.handler, `handler was ${before.handler}, is ${after.handler}`],
    [before.code !== after.code, 'its code or a layer changed'],
    [before.environment !== after.environment, 'its environment variables changed'],
    [before.timeoutMs !== after.timeoutMs, `timeout was ${before.timeoutMs} ms, is ${after.timeoutMs} ms`],
    [
      saidNow('goal', inputs) && goalText(then.goal) !== goalText(now.goal),
      `goal was ${goalText(then.goal)}, is ${goalText(now.goal)}`,
    ],
    [saidNow('seed', inputs) && then.seed !== now.seed, `seed was ${then.seed}, is ${now.seed}`],
    [
      saidNow('sizes', inputs) && String(then.sizesMB) !== String(now.sizesMB),
      `sizes were ${then.sizesMB ?? 'chosen freely'}, are ${now.sizesMB}`,
    ],
  ];
  const events = [...new Set([...Object.keys(before.payloads), ...Object.keys(after.payloads)])].filter(
    (name) => before.payloads[name] !== after.payloads[name],
  );
  const shares = (payloads: TunedFunction['question']['strata']): string =>
    payloads.map(({ name, weight }) => `${name}:${weight}`).join(' ');
  if (events.length > 0) changes.push([true, `payloads changed: ${events.join(', ')}`]);
  else changes.push([shares(then.strata) !== shares(now.strata), 'weights of payloads changed']);
  return changes.filter(([differs]) => differs).map(([, words]) => words);
}

/** What measures must be the same too. Throws UserError `run-differs`. */
export function refuseOtherRuler(
  recorded: Recorded | null,
  orders: readonly TuneOrder[],
  about: Pick<TunedFunction['ruler'], 'driver' | 'calibration' | 'machine'>,
): void {
  if (recorded?.kind !== 'resume') return;
  for (const { spec, before } of orders) {
    const one = recorded.saved.run.functions.find(({ name }) => name === spec.name);
    if (one === undefined || before.length === 0) continue;
    const { driver, calibration, machine } = one.ruler;
    const changes: (readonly [boolean, string])[] = [
      [driver !== about.driver, `limits were kept by ${driver}, are kept by ${about.driver}`],
      [
        calibration.level !== about.calibration.level,
        `calibration was level ${calibration.level}, is ${about.calibration.level}`,
      ],
      [
        machine.cpu !== about.machine.cpu || machine.cores !== about.machine.cores,
        `it was measured on ${machine.cores} cores of ${machine.cpu}`,
      ],
    ];
    const why = changes.flatMap(([differs, words]) => (differs ? [words] : [])).join('; ');
    if (why === '') continue;
    throw new UserError('run-differs', {
      where: recorded.saved.run.id,
      what: `${spec.name} cannot be continued: another ruler would measure`,
      why,
      next: 'measure anew without --resume',
    });
  }
}
