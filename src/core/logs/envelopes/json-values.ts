/** JSON that is parsed as a whole: small documents recognised by their keys. */
import type { Origin } from './contexts.ts';
import type { InsightsRow } from './insights-row.ts';

/** A parsed object; its members are unknown. */
export type Json = Readonly<Record<string, unknown>>;

/** Base64 within JSON and the shape that carries it. */
export interface Payload {
  readonly base64: string;
  readonly shape: 'awslogs-data' | 'log-tail' | 'kinesis-records' | 'firehose-records';
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object of a JSON text; empty when it is none. */
export function parseObject(text: string): Json {
  return objectOf(parseJson(text)) ?? {};
}

/** The value as an object; null: it is none. */
export function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** What the members of a document say about where its events come from. */
export function originOf(members: Json): Origin {
  return {
    logGroup: text(members.logGroup) ?? text(members.logGroupName) ?? text(members.logGroupIdentifier),
    logStream: text(members.logStream) ?? text(members.logStreamName),
    account: text(members.owner),
  };
}

/** A subscription's, Kinesis', Firehose's or Invoke's base64 payload; null: none in here. */
export function payloadOf(members: Json): Payload | null {
  const awslogs = text(objectOf(members.awslogs)?.data);
  if (awslogs !== null) return { base64: awslogs, shape: 'awslogs-data' };
  const tail = text(members.LogResult);
  if (tail !== null) return { base64: tail, shape: 'log-tail' };
  const kinesis = text(objectOf(members.kinesis)?.data) ?? ('PartitionKey' in members ? text(members.Data) : null);
  if (kinesis !== null) return { base64: kinesis, shape: 'kinesis-records' };
  const firehose = 'recordId' in members ? text(members.data) : null;
  return firehose === null ? null : { base64: firehose, shape: 'firehose-records' };
}

/** True for an object keyed by Insights' field names, as the console exports them. Log shippers have an `@timestamp` too, beside a message or objects of their own. */
export function isInsightsObject(members: Json): boolean {
  const keys = Object.keys(members);
  if (keys.some((key) => DISCOVERED.test(key)) || isStatistic(members)) return true;
  if (!keys.some((key) => key.startsWith('@'))) return false;
  return typeof members.message !== 'string' && !Object.values(members).some((value) => typeof value === 'object');
}

const DISCOVERED =
  /^(?:record\.|@(?:message|log|logStream|ptr|requestId|type|duration|billedDuration|initDuration|memorySize|maxMemoryUsed)$)/;

function isStatistic(members: Json): boolean {
  return Object.keys(members).some((key) => /^(avg|count|count_distinct|max|min|pct|stddev|sum|bin)\(/.test(key));
}

/** True for a cell of GetQueryResults. */
export function isInsightsCell(value: unknown): value is { readonly field: string; readonly value: unknown } {
  return typeof objectOf(value)?.field === 'string';
}

/** A row with every value as text; absent and empty ones left out. */
export function rowOf(cells: Iterable<readonly [string, unknown]>): InsightsRow {
  const row: Record<string, string> = {};
  for (const [name, value] of cells) {
    const plain = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
    if (plain !== '') row[name] = plain;
  }
  return row;
}

/** Why rows that sum up invocations cannot be read, and what to run instead. */
export function statisticDeclined(fields: readonly string[]): string {
  return (
    `Logs Insights statistics (${fields.slice(0, 6).join(', ')}): each row sums up many invocations. ` +
    'Export single records: fields @timestamp, @log, @logStream, @message | filter @type = "REPORT" or type = "platform.report"'
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
