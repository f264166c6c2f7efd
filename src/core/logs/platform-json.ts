/** JSON platform records (`{"time", "type": "platform.*", "record"}`, Telemetry API schema) and application lines in JSON. */
import type { LineKind, PlatformLine } from '../../model/invocation.ts';

type Json = Readonly<Record<string, unknown>>;
type Writable = { -readonly [K in keyof PlatformLine]: PlatformLine[K] };

const KINDS: Readonly<Record<string, LineKind>> = {
  'platform.report': 'report',
  'platform.start': 'start',
  'platform.end': 'end',
  'platform.initStart': 'init_start',
  'platform.initReport': 'init_report',
  'platform.initRuntimeDone': 'init_runtime_done',
  'platform.restoreStart': 'restore_start',
  'platform.restoreReport': 'restore_report',
  'platform.restoreRuntimeDone': 'restore_runtime_done',
  'platform.runtimeDone': 'runtime_done',
  'platform.extension': 'extension',
  'platform.telemetrySubscription': 'telemetry_subscription',
  'platform.logsSubscription': 'telemetry_subscription',
  'platform.logsDropped': 'logs_dropped',
  'platform.fault': 'fault',
};

/** Parses the JSON object that begins at `from`, or null when none does. `where`: time and stream printed before it. */
export function parsePlatformJson(
  text: string,
  from: number,
  where: { readonly timestamp?: string; readonly logStream?: string },
): PlatformLine | null {
  if (text[from] !== '{') return null;
  const value = parseObject(text.slice(from));
  return value === null ? null : platformRecord(value, where);
}

/** The platform line of an object that is already parsed (a Telemetry API element, a JSON log event). Never throws. */
export function platformRecord(
  value: Json,
  where: { readonly timestamp?: string; readonly logStream?: string } = {},
): PlatformLine {
  const type = typeof value.type === 'string' ? value.type : '';
  const record = object(value.record);
  if (!type.startsWith('platform.') || record === null) return applicationLine(value, where);
  const kind = KINDS[type] ?? 'platform';
  const line: Writable = { kind, format: 'json', ...where };
  text(line, 'timestamp', value.time);
  text(line, 'requestId', record.requestId);
  if (kind === 'report') return report(line, record);
  addNames(line, record);
  addMetrics(line, kind, record);
  addEnding(line, record);
  return line;
}

function parseObject(text: string): Json | null {
  try {
    return object(JSON.parse(text));
  } catch {
    return null;
  }
}

function object(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** `platform.report`: request id null when absent, and a report of nothing but a duration is one of Managed Instances. */
function report(line: Writable, record: Json): PlatformLine {
  const metrics = object(record.metrics) ?? {};
  if (!isNumber(metrics.durationMs)) return { kind: 'unparsable' };
  line.requestId ??= null;
  for (const name of METRICS) number(line, name, metrics[name]);
  addEnding(line, record);
  text(line, 'tenantId', record.tenantId);
  addTracing(line, object(record.tracing));
  if (METRICS.every((name) => name === 'durationMs' || line[name] === undefined)) line.managedInstance = true;
  return line;
}

const METRICS = [
  'durationMs',
  'billedDurationMs',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'initDurationMs',
  'restoreDurationMs',
  'billedRestoreDurationMs',
] as const;

function addEnding(line: Writable, record: Json): void {
  text(line, 'status', record.status);
  text(line, 'errorType', record.errorType ?? record.error_type);
  if (line.errorType === 'Runtime.OutOfMemory') line.outOfMemory = true;
}

/** The trace id and whether it was sampled; the span id is Lambda's, not the segment's. */
function addTracing(line: Writable, tracing: Json | null): void {
  const value = typeof tracing?.value === 'string' ? tracing.value : '';
  const root = /(?:^|;)Root=([^;\s]+)/.exec(value)?.[1];
  const sampled = /(?:^|;)Sampled=([01])/.exec(value)?.[1];
  if (root !== undefined) line.xrayTraceId = root;
  if (sampled !== undefined) line.xraySampled = sampled === '1';
}

function addNames(line: Writable, record: Json): void {
  for (const name of NAMES) text(line, name, record[name]);
}

const NAMES = [
  'initializationType',
  'phase',
  'runtimeVersion',
  'runtimeVersionArn',
  'functionName',
  'functionVersion',
  'version',
  'tenantId',
  'name',
  'state',
] as const;

/** Where the one duration of a record belongs: spans have durations of their own and are never looked at. */
function addMetrics(line: Writable, kind: LineKind, record: Json): void {
  const duration = object(record.metrics)?.durationMs;
  if (kind === 'init_report') number(line, 'initDurationMs', duration);
  else if (kind === 'restore_report') number(line, 'restoreDurationMs', duration);
  else if (kind === 'runtime_done') number(line, 'durationMs', duration);
}

/** An application's own JSON line: time and request id where Lambda's runtimes write them. */
function applicationLine(
  value: Json,
  where: { readonly timestamp?: string; readonly logStream?: string },
): PlatformLine {
  const line: Writable = { kind: 'application', format: 'json', ...where };
  text(line, 'timestamp', value.timestamp);
  text(line, 'requestId', value.requestId);
  return line;
}

function text<K extends keyof Writable>(line: Writable, name: K, value: unknown): void {
  if (typeof value === 'string') line[name] = value as NonNullable<Writable[K]>;
}

function number<K extends keyof Writable>(line: Writable, name: K, value: unknown): void {
  if (isNumber(value)) line[name] = value as NonNullable<Writable[K]>;
}

/** Nothing that a record measures is below zero. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
