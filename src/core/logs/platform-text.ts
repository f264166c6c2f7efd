/** Text platform lines: which kind a message is, and the fields of every kind but REPORT. */
import type { LineKind, PlatformLine } from '../../model/invocation.ts';
import { saysOutOfMemory } from './out-of-memory.ts';
import { parseReportText } from './report-text.ts';
import { fieldsOf } from './text-fields.ts';

type Writable = { -readonly [K in keyof PlatformLine]: PlatformLine[K] };
type Where = { readonly timestamp?: string; readonly logStream?: string };

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const TIMED_OUT = /(?:^|\s)(\S+)\s+Task timed out after (\d+(?:\.\d+)?) seconds/;
const BARE_TIMED_OUT = /^Task timed out after (\d+(?:\.\d+)?) seconds/;
const OTHER_CLOUD = /^(?:REPORT|START|END) RequestID:/;
const FAULT = /^RequestId:\s*(\S+?)(?:\s|\\t)+Status:/;
const CRASH = /^RequestId:\s*(\S+?)(?:\s|\\t)+(?:Error:|Process exited before completing request)/;
const ERROR_TYPE_LINE = /(?:^|\s|\\n)((?:Runtime|Extension)\.[A-Za-z]+)\s*$/;
const APPLICATION = new RegExp(`^(?:\\[[A-Z]+\\]\\s+)?(?:(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z?)\\s+)?(${UUID})(?=\\s|$)`);
const STAMPED_LEVEL = /^\[[A-Z]+\]\s+(\d{4}-\d\d-\d\dT[\d:.]+Z?)(?=\s|$)/;

/** Parses a message whose prefix was taken off, or null when it is an application's line without anything to know. */
export function parsePlatformText(message: string, where: Where): PlatformLine | null {
  const report = parseReportText(message, where);
  if (report !== null) return report;
  if (OTHER_CLOUD.test(message)) return { kind: 'not_aws_lambda' };
  return labelled(message, where) ?? failure(message, where) ?? application(message, where);
}

const WORDS: readonly (readonly [RegExp, LineKind])[] = [
  [/^START RequestId:/, 'start'],
  [/^END RequestId:/, 'end'],
  [/^INIT_START(?=\s|\\t)/, 'init_start'],
  [/^INIT_REPORT(?=\s|\\t)/, 'init_report'],
  [/^RESTORE_START(?=\s|\\t)/, 'restore_start'],
  [/^RESTORE_REPORT(?=\s|\\t)/, 'restore_report'],
  [/^EXTENSION(?:\s|\\t)+Name:/, 'extension'],
  [/^(?:TELEMETRY|LOGS)(?:\s|\\t)+Name:/, 'telemetry_subscription'],
  [/^XRAY TraceId:/, 'platform'],
];

function labelled(message: string, where: Where): PlatformLine | null {
  for (const [word, kind] of WORDS) {
    if (!word.test(message)) continue;
    const line: Writable = { kind, format: 'text', ...where };
    for (const [label, value] of fieldsOf(message)) assign(line, kind, label, value);
    return line;
  }
  return null;
}

function assign(line: Writable, kind: LineKind, label: string, value: string): void {
  if (label.endsWith('RequestId')) line.requestId ??= value;
  else if (label === 'Version' && kind === 'start') line.version ??= value;
  else if (label.endsWith('Runtime Version')) line.runtimeVersion ??= value;
  else if (label === 'Runtime Version ARN') line.runtimeVersionArn ??= value;
  else if (label.endsWith('Init Duration')) setNumber(line, 'initDurationMs', value);
  else if (label.endsWith('Restore Duration')) setNumber(line, 'restoreDurationMs', value);
  else if (label === 'Phase') line.phase ??= value;
  else if (label === 'Status') line.status ??= value;
  else if (label === 'Error Type') setErrorType(line, value);
  else if (label.endsWith('Name')) line.name ??= value;
  else if (label === 'State') line.state ??= value;
  else if (label.endsWith('TraceId')) line.xrayTraceId ??= value;
  else if (label === 'SegmentId') line.xraySegmentId ??= value;
  else if (label === 'Sampled') line.xraySampled ??= value === 'true';
}

function setNumber(line: Writable, name: 'initDurationMs' | 'restoreDurationMs', value: string): void {
  const number = Number(value);
  if (line[name] === undefined && value !== '' && Number.isFinite(number)) line[name] = number;
}

function setErrorType(line: Writable, value: string): void {
  line.errorType ??= value;
  if (value === 'Runtime.OutOfMemory') line.outOfMemory = true;
}

/** Old-style failure messages and the emulator's fault line. */
function failure(message: string, where: Where): PlatformLine | null {
  const timedOut = TIMED_OUT.exec(message);
  if (timedOut) return timeout(timedOut[1] ?? '', Number(timedOut[2]), message, where);
  const bare = BARE_TIMED_OUT.exec(message);
  if (bare) return { kind: 'timeout_message', format: 'text', ...where, timeoutSeconds: Number(bare[1]) };
  const fault = FAULT.exec(message);
  if (fault) return faultLine(fault[1] ?? '', message, where);
  const crash = CRASH.exec(message);
  return crash ? crashLine(crash[1] ?? '', message, where) : null;
}

/** `<time> <id> Task timed out …`: the id stands right before the words; a time before it is the event's when the prefix had none. */
function timeout(id: string, seconds: number, message: string, where: Where): PlatformLine {
  const time = /^(\d{4}-\d\d-\d\dT[\d:.]+Z?)\s/.exec(message)?.[1];
  return {
    kind: 'timeout_message',
    format: 'text',
    ...(time === undefined ? {} : { timestamp: time }),
    ...where,
    requestId: id,
    timeoutSeconds: seconds,
  };
}

function faultLine(requestId: string, message: string, where: Where): PlatformLine {
  const line: Writable = { kind: 'fault', format: 'text', ...where, requestId };
  for (const [label, value] of fieldsOf(message)) {
    if (label === 'Status') line.status ??= value;
    else if (label === 'ErrorType' || label === 'Error Type') setErrorType(line, value);
  }
  return line;
}

function crashLine(requestId: string, message: string, where: Where): PlatformLine {
  const line: Writable = { kind: 'crash_message', format: 'text', ...where, requestId };
  const errorType = ERROR_TYPE_LINE.exec(message)?.[1];
  if (errorType !== undefined) line.errorType = errorType;
  if (saysOutOfMemory(message)) line.outOfMemory = true;
  return line;
}

/** An application's line: time and request id where Lambda's runtimes print them, and whether it says that memory ran out. */
function application(message: string, where: Where): PlatformLine {
  const line: Writable = { kind: 'application', format: 'text', ...where };
  const stamped = APPLICATION.exec(message);
  const time = stamped?.[1] ?? STAMPED_LEVEL.exec(message)?.[1];
  if (line.timestamp === undefined && time !== undefined) line.timestamp = time;
  if (stamped?.[2] !== undefined) line.requestId = stamped[2];
  if (saysOutOfMemory(message)) line.outOfMemory = true;
  return line;
}
