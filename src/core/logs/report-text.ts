/** The text REPORT line: the fields of one invocation, in any order, with any separators, cut off anywhere. */
import type { PlatformLine } from '../../model/invocation.ts';
import { isQuoted } from './quoted-report.ts';
import { fieldsOf } from './text-fields.ts';

type Writable = { -readonly [K in keyof PlatformLine]: PlatformLine[K] };

/** REPORT at the front of a message, or further in when a whole report follows (an END line before it, another tool's prefix). */
const REPORT = /(?:^|[^A-Za-z0-9_])REPORT RequestId:(?:\s|\\+[tn])*(\S+?)(?=\s|\\+[tn]|["']|$)/;

/** Fields of the REPORT in a message; `unparsable` when it begins with REPORT and is none; null when there is no REPORT. */
export function parseReportText(
  message: string,
  where: { readonly timestamp?: string; readonly logStream?: string },
): PlatformLine | null {
  const found = REPORT.exec(message);
  if (found === null) return startsAsReport(message) ? { kind: 'unparsable' } : null;
  if (isQuoted(message.slice(0, found.index + (found[0].startsWith('REPORT') ? 0 : 1)))) return null;
  const rest = upToNextReport(message.slice(found.index + found[0].length));
  const line: Writable = { kind: 'report', format: 'text', requestId: found[1] ?? '', ...where };
  for (const [label, value] of fieldsOf(rest)) assign(line, label, value);
  if (line.durationMs === undefined)
    return found.index === 0 && startsAsReport(message) ? { kind: 'unparsable' } : null;
  if (isDurationOnly(line, rest)) line.managedInstance = true;
  return line;
}

function startsAsReport(message: string): boolean {
  return /^REPORT(?=\s|$)/.test(message) && !message.startsWith('REPORT RequestID:');
}

function upToNextReport(rest: string): string {
  const next = rest.search(/REPORT RequestI[dD]:/);
  return next < 0 ? rest : rest.slice(0, next);
}

const NUMBERS: Readonly<Record<string, NumberField>> = {
  Duration: 'durationMs',
  'Billed Duration': 'billedDurationMs',
  'Memory Size': 'memorySizeMB',
  'Max Memory Used': 'maxMemoryUsedMB',
  'Init Duration': 'initDurationMs',
  'Restore Duration': 'restoreDurationMs',
  'Billed Restore Duration': 'billedRestoreDurationMs',
};
type NumberField =
  | 'durationMs'
  | 'billedDurationMs'
  | 'memorySizeMB'
  | 'maxMemoryUsedMB'
  | 'initDurationMs'
  | 'restoreDurationMs'
  | 'billedRestoreDurationMs';

/** A number as the service prints it; its unit may stand close to it. */
const NUMBER = /^(\d+(?:\.\d+)?)(?:ms|MB)?$/;

/** The first of each wins; a number or an id that was cut off is left out. */
function assign(line: Writable, label: string, value: string): void {
  const name = NUMBERS[label];
  if (name !== undefined) {
    const number = NUMBER.exec(value)?.[1];
    if (line[name] === undefined && number !== undefined) line[name] = Number(number);
  } else if (label === 'Status' && !isCutStatus(value)) line.status ??= value;
  else if (label === 'Error Type') setErrorType(line, value);
  else if (label === 'XRAY TraceId' && /^1-[0-9a-z]{8}-[0-9a-z]{24}$/i.test(value)) line.xrayTraceId ??= value;
  else if (label === 'SegmentId' && /^[0-9a-z]{16}$/i.test(value)) line.xraySegmentId ??= value;
  else if (label === 'Sampled' && /^(?:true|false)$/.test(value)) line.xraySampled ??= value === 'true';
}

const STATUSES = ['success', 'failure', 'error', 'timeout'];

/** The beginning of a status. */
function isCutStatus(value: string): boolean {
  return STATUSES.some((status) => status !== value && status.startsWith(value));
}

function setErrorType(line: Writable, value: string): void {
  line.errorType ??= value;
  if (line.errorType === 'Runtime.OutOfMemory') line.outOfMemory = true;
}

/** Managed Instances print a duration and nothing else; a line cut off behind its duration is not taken for one. */
function isDurationOnly(line: Writable, rest: string): boolean {
  return (
    line.billedDurationMs === undefined &&
    line.memorySizeMB === undefined &&
    line.maxMemoryUsedMB === undefined &&
    line.initDurationMs === undefined &&
    /^(?:\s|\\+[tn])*Duration:\s*[\d.]+ ms(?:\s|\\+[tn])*(?:Status:|XRAY|$)/.test(rest)
  );
}
