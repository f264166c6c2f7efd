/** One row of CloudWatch Logs Insights: a whole message, a report in discovered fields, or a statistic over many. */
import type { PlatformLine } from '../../../model/invocation.ts';

/** Field name to value, all text, as Insights gives them; absent fields are absent. */
export type InsightsRow = Readonly<Record<string, string>>;

/** What a row is. `other`: a row of another kind of line. `statistic`: it sums up invocations, so there is nothing to read one by one. */
export type InsightsReading =
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'report'; readonly line: PlatformLine }
  | { readonly kind: 'other' }
  | { readonly kind: 'statistic'; readonly fields: readonly string[] };

/** Memory in discovered fields is MB x 1,000,000 ("128 MB" is 1.28E8); what is smaller was divided in the query. */
const MB_AS_PRINTED = 1_000_000;

/** Reads a row. `@message` wins over discovered fields, because restore times and the status are only there. */
export function readInsightsRow(row: InsightsRow): InsightsReading {
  const message = row['@message'];
  if (message !== undefined && message !== '') return { kind: 'message', message };
  const text = textReport(row) ?? jsonReport(row);
  if (text !== null) return { kind: 'report', line: text };
  const fields = Object.keys(row);
  const single = fields.some((name) => /^@(requestId|ptr|type|message|logStream)$/.test(name)) || 'type' in row;
  return single && !fields.some((name) => name.includes('(')) ? { kind: 'other' } : { kind: 'statistic', fields };
}

function textReport(row: InsightsRow): PlatformLine | null {
  const durationMs = numberOf(row['@duration']);
  if (durationMs === undefined || (row['@type'] ?? 'REPORT') !== 'REPORT') return null;
  if (row['@requestId'] === undefined && row['@maxMemoryUsed'] === undefined) return null;
  return compact({
    kind: 'report',
    format: 'text',
    requestId: row['@requestId'],
    timestamp: row['@timestamp'],
    logStream: row['@logStream'],
    durationMs,
    billedDurationMs: numberOf(row['@billedDuration']),
    memorySizeMB: megabytes(row['@memorySize']),
    maxMemoryUsedMB: megabytes(row['@maxMemoryUsed']),
    initDurationMs: numberOf(row['@initDuration']),
    xrayTraceId: row['@xrayTraceId'],
    xraySegmentId: row['@xraySegmentId'],
  });
}

/** Functions with JSON logs: the record's own names, in plain MB. */
function jsonReport(row: InsightsRow): PlatformLine | null {
  const durationMs = numberOf(row['record.metrics.durationMs']);
  if (durationMs === undefined || (row.type ?? 'platform.report') !== 'platform.report') return null;
  const errorType = row['record.errorType'];
  return compact({
    kind: 'report',
    format: 'json',
    requestId: row['record.requestId'] ?? row['@requestId'] ?? null,
    timestamp: row['@timestamp'] ?? row.time,
    logStream: row['@logStream'],
    durationMs,
    billedDurationMs: numberOf(row['record.metrics.billedDurationMs']),
    memorySizeMB: numberOf(row['record.metrics.memorySizeMB']),
    maxMemoryUsedMB: numberOf(row['record.metrics.maxMemoryUsedMB']),
    initDurationMs: numberOf(row['record.metrics.initDurationMs']),
    restoreDurationMs: numberOf(row['record.metrics.restoreDurationMs']),
    billedRestoreDurationMs: numberOf(row['record.metrics.billedRestoreDurationMs']),
    status: row['record.status'],
    errorType,
    outOfMemory: errorType === 'Runtime.OutOfMemory' ? true : undefined,
  });
}

function megabytes(text: string | undefined): number | undefined {
  const value = numberOf(text);
  return value === undefined || value < MB_AS_PRINTED ? value : value / MB_AS_PRINTED;
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

type Loose = { [K in keyof PlatformLine]: PlatformLine[K] | undefined };

/** Leaves out what the row does not carry. */
function compact(line: Loose): PlatformLine {
  return Object.fromEntries(
    Object.entries(line).filter(([, value]) => value !== undefined && value !== ''),
  ) as unknown as PlatformLine;
}
