/** Writers of `memfit records`: NDJSON and CSV, one line a record. */
import type { InvocationRecord, PlatformLine } from '../../model/invocation.ts';
import { escapeCsv, escapeJson } from './escape.ts';

/** The columns of the CSV, in order; part of what people's tools read, so new ones are added at the end only. */
export const RECORD_COLUMNS = [
  'timestamp',
  'function',
  'requestId',
  'outcome',
  'durationMs',
  'billedDurationMs',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'initDurationMs',
  'restoreDurationMs',
  'billedRestoreDurationMs',
  'status',
  'errorType',
  'environment',
  'logStream',
  'logGroup',
  'source',
  'format',
  'suppressedInit',
  'outOfMemory',
  'managedInstance',
  'xrayTraceId',
  'xraySegmentId',
  'xraySampled',
  'tenantId',
  'version',
  'file',
  'line',
] as const satisfies readonly (keyof InvocationRecord)[];

/** One record, or one platform line of `--lines`, as JSON with a line end; active characters of hostile text are escaped. */
export function recordNdjson(record: InvocationRecord | (PlatformLine & { file: string; line: number })): string {
  return `${escapeJson(JSON.stringify(record))}\n`;
}

/** The header of the CSV with its line end (CRLF, RFC 4180). */
export function recordCsvHeader(): string {
  return `${RECORD_COLUMNS.join(',')}\r\n`;
}

/** One record as a row: unknown is empty, numbers are as printed in the log, text cannot start a formula. */
export function recordCsv(record: InvocationRecord): string {
  return `${RECORD_COLUMNS.map((name) => cell(record[name])).join(',')}\r\n`;
}

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? escapeCsv(value) : String(value);
}
