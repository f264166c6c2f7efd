/** The words for what `memfit tune` found: reasons, remarks, marks, ends. */
import type { Remark } from '../../model/recommendation.ts';
import type { SampleMark } from '../../model/sample.ts';
import type { FunctionTuning, TuneStop } from '../../model/tuning.ts';
import { counted, megabytes } from './figures.ts';

/** Why measuring ended. */
export const STOP_WORDS: Readonly<Record<TuneStop, string>> = {
  settled: 'nothing more was worth a call',
  budget: 'the calls of --max-invocations are spent',
  time: 'the time of --max-time is over',
  cost: 'the next call might cost more than --max-cost leaves',
  interrupted: 'it was stopped',
  failing: 'the function fails',
  'no-size-left': 'out of memory or time at every size that was tried',
  'record-ended': 'the recorded run ends here',
};

/** What a mark on samples says. */
export const MARK_WORDS: Readonly<Record<SampleMark, string>> = {
  'quota-not-biting': 'used more CPU time than the size allows',
  'neighbour-busy': 'were made while other processes kept the cores busy',
  'stolen-cpu': 'lost CPU time to the hypervisor',
  'suppressed-init': 'contained an init that was run again',
  'whole-machine': 'needed nearly the whole machine',
  'fewer-cores': 'saw fewer cores than on Lambda',
  'approximate-limiter': 'ran under approximate limits',
  'other-binary': 'ran on another version of the runtime than the function names',
  'child-killed': 'lost a child process to the memory limit',
  'logs-dropped': 'wrote more than is kept',
  'escaped-process': 'left a process behind, which was ended',
};

const REASONS: Readonly<Record<string, string>> = {
  'nothing-measured': 'nothing could be measured',
  'too-noisy': 'calls differ too much from one another',
  'too-close': 'sizes are too close to be told apart by a sensible number of calls',
  budget: 'more calls are needed to tell',
  'pick-not-measured': 'the best size has not been measured itself',
  failing: 'the function fails, and failing calls say nothing about the right size',
  'no-size-left': 'no size is left that works',
  'worst-not-measured': 'the payload that needs most memory was not called at the best size',
};

/** Why no size is settled. */
export function reasonText(reason: string): string {
  return REASONS[reason] ?? reason;
}

const number = (value: unknown, digits = 0): string => (typeof value === 'number' ? value.toFixed(digits) : 'unknown');

const REMARKS: Readonly<Record<string, (values: Remark['values']) => string>> = {
  noisy: ({ percent }) => `Single calls vary by ${number(percent)} %.`,
  'call-failed': ({ errors }) => `${counted(Number(errors), 'call')} failed and are left out.`,
  'unlike-known-curves': () =>
    'Its curve is unlike those that the model was made from, so the intervals rest on little.',
  'percentile-by-shape': ({ percentile }) =>
    `With fewer than 59 calls percentile ${number(percentile)} rests on the shape of the spread.`,
  'payloads-disagree': ({ payload, ownMB, percent }) =>
    `Payload ${payload} alone would want ${number(ownMB)} MB (${number(percent)} % worse at the common size).`,
  'worst-payload': ({ payload, sizeMB, usedMB }) =>
    typeof usedMB === 'number'
      ? `With worst-case payload ${payload} it used ${megabytes(usedMB)} of ${megabytes(Number(sizeMB))}.`
      : `Worst-case payload ${payload} went well at ${megabytes(Number(sizeMB))}; its memory is unknown.`,
  'worst-not-measured': ({ payload, sizeMB }) =>
    `Worst-case payload ${payload} was not called at ${megabytes(Number(sizeMB))}: whether it fits is unknown.`,
};

/** A remark in a sentence. */
export function tuneRemark({ code, values }: Remark): string {
  return REMARKS[code]?.(values) ?? code;
}

/** What the calibration of the figures allows to say. */
export function calibrationText({ ruler: { calibration } }: FunctionTuning): string {
  const { level, source } = calibration;
  const says = {
    0: "times and money are this machine's: only shape and ratios hold",
    1: 'CPU speed is brought to that of Lambda by a reference kernel: absolute times within about 10 %',
    2: 'brought to Lambda by a REPORT line of this function',
  }[level];
  return `calibration level ${level} (${source}): ${says}`;
}

/** Why sizes below the floor are out. */
export function floorText({ floor }: FunctionTuning): string | null {
  const because: Readonly<Record<string, string>> = {
    'out-of-memory': 'it ran out of memory below',
    timeout: 'it timed out below',
    'memory-need': 'Max Memory Used would fill too much of a smaller size',
  };
  const why = because[floor.because];
  return why === undefined ? null : `Not below ${megabytes(floor.sizeMB)}: ${why}.`;
}
