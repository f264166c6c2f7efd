/** Records of `memfit records`, read back as input. */
import type { PlatformLine } from '../../../model/invocation.ts';
import type { Origin } from './contexts.ts';
import type { Json } from './json-values.ts';

/** A record as the platform line it was made of, with its origin and time (empty: unknown). */
export interface OwnRecord {
  readonly line: PlatformLine;
  readonly origin: Origin;
  readonly time: string;
}

/** What a record says beyond the line; the joined outcome becomes the status again. */
const BESIDES = new Set([
  'schemaVersion',
  'function',
  'logGroup',
  'environment',
  'outcome',
  'suppressedInit',
  'source',
  'file',
  'line',
]);
const STATUS: Readonly<Record<string, string>> = { timeout: 'timeout', error: 'error', crash: 'error' };

/** The record in an object, or null: it is none. */
export function ownRecord(members: Json): OwnRecord | null {
  if (members.kind !== 'report' || members.schemaVersion !== 1 || typeof members.outcome !== 'string') return null;
  const fields = Object.entries(members).filter(
    ([key, value]) => !BESIDES.has(key) && (value !== null || key === 'requestId'),
  );
  const status = members.status ?? STATUS[members.outcome];
  const line = {
    ...Object.fromEntries(fields),
    ...(status === undefined ? {} : { status }),
    ...ending(members.outcome),
  };
  return {
    line: line as unknown as PlatformLine,
    origin: {
      logGroup: text(members.logGroup),
      logStream: text(members.environment) ?? text(members.logStream),
      function: text(members.function),
      ...(members.source === 'local' ? { source: 'local' as const } : {}),
    },
    time: text(members.timestamp) ?? '',
  };
}

function ending(outcome: string): Partial<PlatformLine> {
  return outcome === 'out-of-memory' ? { status: 'error', errorType: 'Runtime.OutOfMemory', outOfMemory: true } : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
