/** The row a scan makes of each platform line it meets: 16 32-bit words, read as signed, the same numbers as in scanner.as. */
import type { PlatformLine } from '../../../model/invocation.ts';
import { timeOf } from '../time-text.ts';
import { hashText } from './text-hash.ts';

/** Words of a row. Word 0 holds kind and flags. */
export const ROW_WORDS = 16;
/** Where each number stands in a row. Times: seconds since 1970 and ms within; durations in µs; memory in MB. */
export const WORD = {
  head: 0,
  offset: 1,
  line: 2,
  idLow: 3,
  idHigh: 4,
  streamLow: 5,
  streamHigh: 6,
  seconds: 7,
  millis: 8,
  durationUs: 9,
  billedMs: 10,
  sizeMB: 11,
  usedMB: 12,
  initUs: 13,
  restoreUs: 14,
  billedRestoreMs: 15,
  /** Of a START line: 16 bytes of its version. */
  version: 9,
} as const;
/** A number the line did not carry. */
export const ABSENT = -1;
/** Bytes before a marker that may hold its line's time and stream. */
export const MAX_PREFIX = 512;
/** Bytes before and behind a marker that its meaning can depend on; nothing further away is looked at, so cuts between chunks change nothing. */
export const BACK = 4_096;
export const AHEAD = 16_384;
/** Places that cannot be read of which the text is shown, at most. */
export const SHOWN_UNREADABLE = 20;
/** Readable bytes the scanner needs behind the end. */
export const SLACK = 96;

/** What a row is, when understood (below 16), or what was met and must still be read (16 and above). */
export const KIND = {
  report: 1,
  timeoutMessage: 2,
  outOfMemoryMessage: 3,
  crash: 4,
  initMessage: 6,
  initReport: 7,
  initStart: 8,
  start: 9,
  logsDropped: 10,
  cpu: 11,
  otherCloud: 12,
  unreadable: 13,
  nothing: 14,
  meetsReport: 16,
  meetsReportWord: 17,
  meetsTimedOut: 18,
  meetsOutOfMemory: 19,
  meetsRequestId: 20,
  meetsPlatformJson: 21,
  meetsInitStart: 22,
  meetsRuntimeError: 24,
  meetsCpu: 25,
} as const;

/** Flags above the kind's eight bits. */
export const FLAG = {
  json: 1 << 8,
  outOfMemory: 1 << 9,
  /** Only the real service prints this. */
  real: 1 << 10,
  emulator: 1 << 11,
  managed: 1 << 12,
  /** Came the careful way: the batch holds its reading. */
  read: 1 << 13,
  hasId: 1 << 16,
  hasStream: 1 << 17,
  hasTime: 1 << 18,
} as const;

/** Writes a parsed line into a row (offset and line number are kept). */
export function putLine(rows: Int32Array, at: number, kind: number, line: PlatformLine): void {
  let flags = line.format === 'json' ? FLAG.json | FLAG.real : 0;
  if (line.outOfMemory) flags |= FLAG.outOfMemory;
  if (line.managedInstance) flags |= FLAG.managed;
  if (line.xrayTraceId !== undefined || line.status !== undefined || line.restoreDurationMs !== undefined)
    flags |= FLAG.real;
  if (line.requestId != null) flags |= putHash(rows, at + WORD.idLow, line.requestId, FLAG.hasId);
  if (line.logStream !== undefined)
    flags |= putHash(rows, at + WORD.streamLow, line.logStream, FLAG.hasStream | streamSign(line.logStream));
  const told = line.timestamp === undefined ? Number.NaN : timeOf(line.timestamp);
  // Seconds stand in 31 bits: times from 2038 on are as good as unknown.
  const timeMs = told < 2_145_916_800_000 ? told : Number.NaN;
  if (timeMs >= 0) flags |= FLAG.hasTime;
  rows[at + WORD.seconds] = timeMs >= 0 ? Math.floor(timeMs / 1000) : 0;
  rows[at + WORD.millis] = timeMs >= 0 ? timeMs % 1000 : 0;
  rows[at] = kind | flags;
  putNumbers(rows, at, line);
}

/** Streams in the service's own form prove that no emulator printed them. */
function streamSign(stream: string): number {
  return /^\d{4}\/\d\d\/\d\d\/\S*\[/.test(stream) ? FLAG.real : 0;
}

function putNumbers(rows: Int32Array, at: number, line: PlatformLine): void {
  rows[at + WORD.durationUs] = word(line.durationMs, 1000);
  rows[at + WORD.billedMs] = word(line.billedDurationMs, 1);
  rows[at + WORD.sizeMB] = word(line.memorySizeMB, 1);
  rows[at + WORD.usedMB] = word(line.maxMemoryUsedMB, 1);
  rows[at + WORD.initUs] = word(line.initDurationMs, 1000);
  rows[at + WORD.restoreUs] = word(line.restoreDurationMs, 1000);
  rows[at + WORD.billedRestoreMs] = word(line.billedRestoreDurationMs, 1);
}

const GREATEST = 0x7fffffff;

/** Rounded to whole units; greater than a row can hold: the greatest it can (35 minutes: no ordinary function's). */
function word(value: number | undefined, scale: number): number {
  if (value === undefined || !(value >= 0)) return ABSENT;
  return Math.min(GREATEST, Math.round(value * scale));
}

function putHash(rows: Int32Array, at: number, text: string, flag: number): number {
  const [low, high] = hashText(text);
  rows[at] = low;
  rows[at + 1] = high;
  return flag;
}
