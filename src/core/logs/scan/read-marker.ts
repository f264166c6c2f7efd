/** Reads what stands at a marker: the careful way for all that the scanner's quick path leaves. */
import type { PlatformLine } from '../../../model/invocation.ts';
import { regionOfArn } from '../lambda-arn.ts';
import { readPrefix, withoutColour } from '../line-prefix.ts';
import { isInitFailure, saysOutOfMemory } from '../out-of-memory.ts';
import { parseLine } from '../parse-line.ts';
import { platformRecord } from '../platform-json.ts';
import { isInsideEvent, isQuoted } from '../quoted-report.ts';
import { enclosingObject, eventStart, lineEnd, lineStart, reportEnd, textOf } from './event-window.ts';
import { KIND } from './rows.ts';

/** What a marker turned out to be: the kind of its row, its line, and facts that are in no PlatformLine. */
export interface MarkerReading {
  readonly kind: number;
  readonly line: PlatformLine;
  /** Init Duration stood before Duration: an emulator's. */
  readonly emulator?: true;
  /** An X-Ray part, whole or cut off: only the real service prints one. */
  readonly traced?: true;
  /** Function named by an ARN or a Lambda Insights event. */
  readonly functionName?: string;
  /** Region of the function's ARN. */
  readonly arnRegion?: string;
  readonly cpuMs?: number;
  readonly excerpt?: string;
}

/** The bytes around a marker. `whole`: they are one event whose bounds are known (an envelope gave it), so a REPORT in the middle of an application's line is none. */
export interface MarkerPlace {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly low: number;
  readonly end: number;
  readonly whole: boolean;
}

/** Reads one marker; null: nothing to know. Never throws. */
export function readMarker(kind: number, place: MarkerPlace): MarkerReading | null {
  switch (kind) {
    case KIND.meetsReport:
      return readReport(place);
    case KIND.meetsReportWord:
      return readReportWord(place);
    case KIND.meetsTimedOut:
      return readTimedOut(place);
    case KIND.meetsOutOfMemory:
      return readOutOfMemory(place);
    case KIND.meetsRequestId:
      return readFailure(place);
    case KIND.meetsPlatformJson:
      return readPlatformJson(place);
    case KIND.meetsInitStart:
      return readLabelled(place, 'init_start', KIND.initStart);
    case KIND.meetsRuntimeError:
      return readRuntimeError(place);
    case KIND.meetsCpu:
      return readCpu(place);
    default:
      return null;
  }
}

/** The text of the marker's line from its beginning; without its prefix when that is too long or holds another event (`--output text` puts several on a row). */
function lineText(place: MarkerPlace, end: number): string {
  const { bytes, at, low } = place;
  const start = lineStart(bytes, at, low);
  if (start < 0) return textOf(bytes, at, end);
  const prefix = textOf(bytes, start, at);
  return /(?:REPORT|START|END) RequestId:/.test(prefix) ? textOf(bytes, at, end) : prefix + textOf(bytes, at, end);
}

function readReport(place: MarkerPlace): MarkerReading | null {
  const end = reportEnd(place.bytes, place.at, place.end);
  const own = textOf(place.bytes, place.at, end);
  const text = lineText(place, end);
  if (isSaidByFunction(place, text, text.length - own.length)) return null;
  let line = parseLine(text);
  if (line.kind === 'application' && (!place.whole || text === own)) line = parseLine(own);
  if (line.kind === 'report') return { kind: KIND.report, line, ...signsOf(own) };
  return line.kind === 'unparsable' ? unreadable(line, excerptOf(place, end)) : null;
}

/** As Lambda names its streams: other names stand in front of lines of other tools. */
const LAMBDA_STREAM = /^\d{4}\/\d\d\/\d\d\/\S*\[[^\]\s]+\]\S+$/;

/** A REPORT that the function's own line quotes. `before`: letters of the text before it. A time and a stream in front of a line show where its event begins, as an envelope does. */
function isSaidByFunction({ bytes, at, low, whole }: MarkerPlace, text: string, before: number): boolean {
  if (!whole) {
    const { timestamp, logStream, rest } = readPrefix(text.slice(0, before));
    const isEvent = timestamp !== undefined && logStream !== undefined && LAMBDA_STREAM.test(logStream);
    return isEvent ? isInsideEvent(text.slice(rest, before)) : isQuoted(text.slice(0, before));
  }
  return lineStart(bytes, at, low) < 0 || isInsideEvent(text.slice(Math.min(before, readPrefix(text).rest), before));
}

function signsOf(report: string): { readonly emulator?: true; readonly traced?: true } {
  return {
    ...(initBeforeDuration(report) ? { emulator: true } : {}),
    ...(/[ \t\r\n]XRAY/.test(report) ? { traced: true } : {}),
  };
}

function initBeforeDuration(report: string): boolean {
  const init = report.search(/(?<!\w)Init Duration:/);
  return init >= 0 && init < report.search(/(?<!(?:Init|Billed|Restore|Runtime) )Duration:/);
}

/** Letters shown of a place that cannot be read. */
const EXCERPT = 160;

/** The beginning of the text, decoded for itself: a slice of the whole would keep all of it in memory. */
function excerptOf({ bytes, at }: MarkerPlace, end: number): string {
  return textOf(bytes, at, Math.min(end, at + EXCERPT * 4));
}

function unreadable(line: PlatformLine, text: string): MarkerReading {
  return { kind: KIND.unreadable, line, excerpt: text.slice(0, EXCERPT) };
}

/** None of these is longer; what only begins like one may be as long as it likes. */
const LONGEST_REPORT = 2_048;

/** INIT_REPORT, RESTORE_REPORT, another cloud's REPORT, or a line that only begins like a report. */
function readReportWord(place: MarkerPlace): MarkerReading | null {
  const end = lineEnd(place.bytes, place.at, Math.min(place.end, place.at + LONGEST_REPORT));
  const text = lineText(place, end);
  const line = parseLine(text);
  if (line.kind === 'init_report') return { kind: KIND.initReport, line };
  if (line.kind === 'restore_report') return { kind: KIND.initReport, line };
  if (line.kind === 'not_aws_lambda') return { kind: KIND.otherCloud, line: withPrefix(line, text) };
  return line.kind === 'unparsable' ? unreadable(line, excerptOf(place, end)) : null;
}

function withPrefix(line: PlatformLine, text: string): PlatformLine {
  const { rest: _, ...where } = readPrefix(text);
  return { ...line, ...where };
}

function readTimedOut(place: MarkerPlace): MarkerReading | null {
  const line = messageLine(parseLine(lineText(place, lineEnd(place.bytes, place.at, place.end))), place);
  return line.kind === 'timeout_message' ? { kind: KIND.timeoutMessage, line } : null;
}

/** The message inside an application's JSON line, read as a line of its own (JSON log format wraps runtime messages so). */
function messageLine(line: PlatformLine, place: MarkerPlace): PlatformLine {
  if (line.kind !== 'application' || line.format !== 'json') return line;
  const message = enclosingObject(place.bytes, place.at, place.low, place.end)?.value.message;
  if (typeof message !== 'string') return line;
  const inner = parseLine(message);
  return {
    ...line,
    ...inner,
    ...(line.requestId != null && inner.requestId == null ? { requestId: line.requestId } : {}),
  };
}

const HANDLED_ELSEWHERE =
  /^(?:report|init_report|runtime_done|crash_message|unparsable|not_aws_lambda|init_runtime_done|restore_report|platform|fault)$/;

/** An application's line that says memory ran out. Its request id stands on the event's first line, or on the platform lines around it. */
function readOutOfMemory(place: MarkerPlace): MarkerReading | null {
  const { bytes, at } = place;
  const start = lineStart(bytes, at, place.low);
  const end = lineEnd(bytes, at, place.end);
  const text = textOf(bytes, start < 0 ? Math.max(place.low, at - 64) : start, end);
  if (!saysOutOfMemory(text)) return null;
  const opening = start < 0 ? at : eventStart(bytes, start, place.low);
  const first = parseLine(textOf(bytes, opening, lineEnd(bytes, opening, place.end)));
  if (HANDLED_ELSEWHERE.test(first.kind) || HANDLED_ELSEWHERE.test(parseLine(text).kind)) return null;
  const printed = /^[ \t]*["}]/.test(text) ? enclosingObject(bytes, at, place.low, place.end) : null;
  if (String(printed?.value.type).startsWith('platform.')) return null;
  const named =
    printed === null ? first : { ...first, ...whereOf(bytes, printed.start, place.low), ...idOf(printed.value) };
  const line = named.requestId == null ? withOpenRequest(named, place) : named;
  return { kind: KIND.outOfMemoryMessage, line: { ...line, kind: 'application', outOfMemory: true } };
}

/** The request id of an application's JSON line that is printed over several lines. */
function idOf({ requestId, AWSRequestId }: Readonly<Record<string, unknown>>): { requestId?: string } {
  const id = requestId ?? AWSRequestId;
  return typeof id === 'string' ? { requestId: id } : {};
}

/** Time and stream before an object: on its line, or alone on the line above (`aws logs tail --format json`). */
function whereOf(bytes: Uint8Array, at: number, low: number): Pick<PlatformLine, 'timestamp' | 'logStream'> {
  const start = lineStart(bytes, at, low);
  if (start < 0) return {};
  const before = withoutColour(textOf(bytes, start, at));
  const { rest: _, ...here } = readPrefix(before);
  if (here.logStream !== undefined || start === low || /\S/.test(before)) return here;
  const above = lineStart(bytes, start - 1, low);
  const text = above < 0 ? '' : withoutColour(textOf(bytes, above, start));
  const { rest, ...there } = readPrefix(text);
  return /\S/.test(text.slice(rest)) ? here : there;
}

/** Without stream and id: the invocation that is open around the place, when the platform lines before or behind it say which one it is. */
function withOpenRequest(line: PlatformLine, place: MarkerPlace): PlatformLine {
  if (line.logStream !== undefined) return line;
  const before = textOf(place.bytes, Math.max(place.low, place.at - 3_072), place.at);
  const last = [...before.matchAll(/(START|END|REPORT) RequestId:\s*(\S+)/g)].at(-1);
  if (last?.[1] === 'START') return { ...line, requestId: last[2] ?? null };
  const behind = textOf(place.bytes, place.at, Math.min(place.end, place.at + 8_192));
  const next = /(START|END|REPORT) RequestId:\s*(\S+)/.exec(behind);
  return last === undefined && next !== null && next[1] !== 'START' ? { ...line, requestId: next[2] ?? null } : line;
}

/** `RequestId: <id> Error: …` with its error type on the next line, or the emulator's fault line. */
function readFailure(place: MarkerPlace): MarkerReading | null {
  const { bytes, at } = place;
  let end = lineEnd(bytes, at, place.end);
  const next = lineEnd(bytes, end + 1, place.end);
  if (/^(?:Runtime|Extension)\.[A-Za-z]+\s*$/.test(textOf(bytes, end + 1, Math.min(next, end + 100)))) end = next;
  const line = messageLine(parseLine(lineText(place, end)), place);
  return line.kind === 'crash_message' || line.kind === 'fault' ? { kind: KIND.crash, line } : null;
}

const PLATFORM_EVENT = /^platform\.(report|initReport|initStart|start|logsDropped|restoreReport|fault)"/;

function readPlatformJson(place: MarkerPlace): MarkerReading | null {
  const { bytes, at } = place;
  if (bytes[at - 4] !== 0x22 || !PLATFORM_EVENT.test(textOf(bytes, at - 3, Math.min(place.end, at + 24)))) return null;
  const object = enclosingObject(bytes, at, place.low, place.end);
  if (object === null) return brokenJson(place);
  const line = platformRecord(object.value, whereOf(bytes, object.start, place.low));
  const kind = JSON_KINDS[line.kind];
  if (line.kind === 'unparsable') return unreadable(line, textOf(bytes, at - 3, Math.min(place.end, at + 120)));
  if (kind === undefined) return null;
  const arn = functionArn(object.value.record);
  const name = /:function:([A-Za-z0-9_-]+)/.exec(arn)?.[1];
  const region = regionOfArn(arn);
  return {
    kind,
    line,
    ...(name === undefined ? {} : { functionName: name }),
    ...(region === null ? {} : { arnRegion: region }),
  };
}

const JSON_KINDS: Readonly<Partial<Record<PlatformLine['kind'], number>>> = {
  report: KIND.report,
  init_report: KIND.initReport,
  restore_report: KIND.initReport,
  init_start: KIND.initStart,
  start: KIND.start,
  logs_dropped: KIND.logsDropped,
  fault: KIND.crash,
};

/** A report cut off in the middle is a loss that must be counted; other records are not missed. */
function brokenJson(place: MarkerPlace): MarkerReading | null {
  const text = textOf(place.bytes, place.at - 3, Math.min(place.end, place.at + 120));
  return text.startsWith('platform.report"') ? unreadable({ kind: 'unparsable' }, text) : null;
}

function functionArn(record: unknown): string {
  const arn = (record as { readonly functionArn?: unknown } | null)?.functionArn;
  return typeof arn === 'string' ? arn : '';
}

function readLabelled(place: MarkerPlace, wanted: PlatformLine['kind'], kind: number): MarkerReading | null {
  const line = parseLine(lineText(place, lineEnd(place.bytes, place.at, place.end)));
  return line.kind === wanted ? { kind, line } : null;
}

/** `[ERROR] Runtime.ImportModuleError: …` and its like: an INIT failed although the old-style REPORT looks normal. */
function readRuntimeError(place: MarkerPlace): MarkerReading | null {
  const { bytes, at } = place;
  const type = /^Runtime\.[A-Za-z]+/.exec(textOf(bytes, at, Math.min(place.end, at + 60)))?.[0] ?? '';
  if (!isInitFailure(type)) return null;
  const start = lineStart(bytes, at, place.low);
  const opening = start < 0 ? at : eventStart(bytes, start, place.low);
  const first = parseLine(textOf(bytes, opening, lineEnd(bytes, at, place.end)));
  if (first.kind !== 'application') return null;
  const line = first.requestId == null ? withOpenRequest(first, place) : first;
  return { kind: KIND.initMessage, line: { ...line, errorType: type } };
}

/** A Lambda Insights event (embedded metric format): CPU time of one invocation. */
function readCpu(place: MarkerPlace): MarkerReading | null {
  const event = enclosingObject(place.bytes, place.at, place.low, place.end)?.value;
  const cpuMs = event?.cpu_total_time;
  if (event === undefined || typeof cpuMs !== 'number' || !(cpuMs >= 0)) return null;
  const name = event.function_name;
  const id = event.request_id;
  const total = event.total_memory;
  return {
    kind: KIND.cpu,
    cpuMs,
    line: {
      kind: 'application',
      format: 'json',
      ...(typeof id === 'string' ? { requestId: id } : {}),
      ...(typeof total === 'number' ? { memorySizeMB: total } : {}),
    },
    ...(typeof name === 'string' ? { functionName: name } : {}),
  };
}
