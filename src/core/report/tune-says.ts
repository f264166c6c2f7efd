/** What the answer of `memfit tune` says in sentences, for every format that people read. */
import type { FunctionTuning, TuneReport } from '../../model/tuning.ts';
import { formatMoney, money } from '../pricing/money.ts';
import { counted, goalText, megabytes } from './figures.ts';
import { priceLine } from './price-line.ts';
import type { Glyphs } from './style.ts';
import type { Currency } from './tune-columns.ts';
import { tieText } from './tune-tie.ts';
import { calibrationText, floorText, MARK_WORDS, reasonText, STOP_WORDS, tuneRemark } from './tune-words.ts';

/** The answer in one sentence: `Resize: 512 MB → 1,024 MB for goal balanced, 93 % sure`. */
export function headline(one: FunctionTuning, glyphs: Glyphs): string {
  const { name, goal, currentMB, pickMB, status, reason, chance } = one;
  const from = currentMB === null ? '' : `${megabytes(currentMB)} ${glyphs.arrow} `;
  if (pickMB === null) return `${name}: no recommendation, ${reasonText(reason ?? '')}`;
  const sure = chance === null ? '' : `, ${Math.floor(chance * 100)} % sure`;
  const asked = `for goal ${goalText(goal)}`;
  if (status === 'undecided') {
    // Less than an even chance is no degree of sureness: then the range below says what is known.
    const guess = chance !== null && chance >= 0.5 ? sure : '';
    return `${name}: undecided ${asked}, ${reasonText(reason ?? '')}; best guess ${megabytes(pickMB)}${guess}`;
  }
  return currentMB === pickMB
    ? `${name}: keep ${megabytes(pickMB)} ${asked}${sure}`
    : `${name}: ${from}${megabytes(pickMB)} ${asked}${sure}`;
}

/** What stands behind it: tie range, floor, failures, remarks, calls, what would tell most. */
export function sentences(one: FunctionTuning, currency: Currency, glyphs: Glyphs): string[] {
  const { pickMB, wouldChange, failures, remarks, invocations, discarded, failed, stopped } = one;
  const floor = floorText(one);
  const price = formatMoney(money(one.exploration.cost, currency));
  const spent = `${counted(invocations, 'call')} (${discarded} to warm up or repeated, ${failed} failed), on Lambda ${price}; measuring ended because ${STOP_WORDS[stopped]}.`;
  const tie = tieText(one, glyphs);
  const more =
    wouldChange === null || pickMB === null || one.status === 'decided'
      ? []
      : [
          `What would tell most: ${counted(Number(wouldChange.values.calls), 'call')} at ${megabytes(Number(wouldChange.values.sizeMB))}.`,
        ];
  return [
    ...(tie === null ? [] : [tie]),
    ...(floor === null ? [] : [floor]),
    ...failures.map(
      ({ calls, sizeMB, payload, status, errorType, why }) =>
        `${counted(calls, 'call')} failed at ${megabytes(sizeMB)} with payload ${payload}: ${status}${errorType === null ? '' : `, ${errorType}`}${why === null ? '' : `: ${why}`}.`,
    ),
    ...remarks.map(tuneRemark),
    ...more,
    spent,
  ];
}

/** Where the measured sizes can be seen drawn by Power Tuning; null: nothing was measured. Nothing leaves the machine until the link is opened, and then only to the browser. */
export function linkLine({ powerTuningLink }: FunctionTuning): string | null {
  return powerTuningLink === null ? null : `On Power Tuning's page:\n${powerTuningLink}`;
}

/** What measured: engine, limits, calibration, machine, marks. */
export function rulerNotes(one: FunctionTuning): string[] {
  const { ruler, points, runtime, architecture } = one;
  const { machine, driver, exact, engine, runsOn, remarks } = ruler;
  const marks = new Map<string, number>();
  for (const { marks: own } of points) {
    for (const { mark, calls } of own) marks.set(MARK_WORDS[mark], (marks.get(MARK_WORDS[mark]) ?? 0) + calls);
  }
  return [
    `Measured by engine ${engine}, driver ${driver}${exact ? '' : ' (approximate)'}, ${calibrationText(one)}.`,
    `${runtime} ${architecture} on ${runsOn}; ${counted(machine.cores, 'core')} of ${machine.cpu}, ${machine.system}.`,
    ...[...marks].map(([words, calls]) => `${counted(calls, 'call')} ${words}.`),
    ...remarks.map((remark) => `${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`),
  ];
}

/** What holds for the whole report: what money means, prices, the run. */
export function closing({ prices, runId }: TuneReport): string[] {
  return [
    'Money is the compute of warm calls; requests and cold starts come on top.',
    priceLine(prices),
    ...(runId === null ? [] : [`Run ${runId}; memfit tune --engine replay --run ${runId} shows it again.`]),
  ];
}
