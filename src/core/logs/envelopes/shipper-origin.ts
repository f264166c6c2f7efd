/** Where a message comes from, in the words of log shippers: Vector, Fluent Bit, Filebeat, OpenSearch, Loki, Splunk, Datadog, New Relic and their like. */
import type { Origin } from './contexts.ts';
import { type Json, objectOf } from './json-values.ts';

/** `log_group`, `logGroupName`, `@log_group`, `aws.logGroup`, `__aws_cloudwatch_log_group`, … */
const GROUP = /(?:^|[^a-z])log[^a-z]?group(?:[^a-z]?(?:name|arn|identifier))?$/;
const STREAM = /(?:^|[^a-z])log[^a-z]?stream(?:[^a-z]?name)?$/;
const ARN = /^(?:host|arn|(?:invoked)?[^a-z]?(?:function|lambda)[^a-z]?arn)$/;
const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d*:function:[\w-]+/;
/** Splunk's and others' `source`: `[region:]group[:stream]`. */
const SOURCE = /^(?:[a-z]{2}(?:-[a-z]+)+-\d:)?(\/aws\/lambda\/[^:\s]+)(?::(\S+))?$/;
/** A stream of Lambda's own form is one under any key. */
const LAMBDA_STREAM = /^\d{4}\/\d\d\/\d\d\/[^\s[\]/]*\[[^\]\s]+\][0-9a-f]{8,}$/;
/** How deep objects beside a message are looked into (`aws.cloudwatch.log_group`). */
const DEEPEST = 3;

/** True for the key of a log group, of a stream. */
export const isGroupKey = (key: string): boolean => kindOf(key) === 'group';
export const isStreamKey = (key: string): boolean => kindOf(key) === 'stream';

type Kind = 'group' | 'stream' | 'arn' | 'owner' | 'source' | 'other';

/** Kinds of keys met before: the lines of one shipper all have the same ones. */
const KINDS = new Map<string, Kind>();
const MOST_KINDS = 4_096;

function kindOf(key: string): Kind {
  const known = KINDS.get(key);
  if (known !== undefined) return known;
  if (KINDS.size >= MOST_KINDS) KINDS.clear();
  const words = wordsOf(key);
  const named = key === 'owner' || key === 'source' ? key : 'other';
  const kind = GROUP.test(words) ? 'group' : STREAM.test(words) ? 'stream' : ARN.test(words) ? 'arn' : named;
  KINDS.set(key, kind);
  return kind;
}

/** What the members of an object, and the objects among them, say about the origin of a message beside them; what nothing says is absent. */
export function shipperOrigin(members: Json): Origin {
  const found: { -readonly [K in keyof Origin]: Origin[K] } = {};
  look(members, found, 0);
  return found;
}

function look(members: Json, found: { -readonly [K in keyof Origin]: Origin[K] }, depth: number): void {
  for (const [key, value] of Object.entries(members)) {
    if (typeof value !== 'string' || value === '' || value.length > LONGEST) continue;
    const kind = kindOf(key);
    if (kind === 'group') found.logGroup ??= value;
    else if (kind === 'stream') found.logStream ??= value;
    else if (kind === 'owner') found.account ??= value;
    else if (kind === 'source') fromSource(value, found);
    else if (kind === 'arn' && FUNCTION_ARN.test(value)) found.function ??= value;
    else if (LAMBDA_STREAM.test(value)) found.logStream ??= value;
  }
  if (depth === DEEPEST) return;
  for (const value of Object.values(members)) {
    const inner = objectOf(value);
    if (inner !== null) look(inner, found, depth + 1);
  }
}

/** Names of groups, streams and ARNs are no longer; messages are. */
const LONGEST = 1024;

function fromSource(value: string, found: { -readonly [K in keyof Origin]: Origin[K] }): void {
  const [, group, stream] = SOURCE.exec(value) ?? [];
  if (group === undefined) return;
  found.logGroup ??= group;
  if (stream !== undefined) found.logStream ??= stream;
}

/** Lower case, with capitals inside told as separators. */
function wordsOf(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
