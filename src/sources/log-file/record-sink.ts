/** Joined invocations to the records of `memfit records`. */
import type { AssemblyCounts } from '../../core/logs/assembler.ts';
import type { Invocation, InvocationSink } from '../../core/logs/invocation-sink.ts';
import { type InvocationRecord, OUTCOMES, type Outcome, type PlatformLine } from '../../model/invocation.ts';
import type { FunctionRef, SetAsideReason } from '../../model/usage.ts';

/** Set aside from sizing, yet records all the same; the others are no invocations of the functions asked for, or were shown already. */
const SHOWN: ReadonlySet<SetAsideReason> = new Set(['emulator', 'local', 'managed-instance', 'no-memory-fields']);

/** What is set aside and no record either. */
export function notShown(setAside: AssemblyCounts['setAside']): AssemblyCounts['setAside'] {
  return Object.fromEntries(Object.entries(setAside).filter(([reason]) => !SHOWN.has(reason as SetAsideReason)));
}

/** A sink of records; `finish` passes what still waits. */
export interface RecordSink extends InvocationSink {
  finish(): void;
}

/**
 * A sink that passes a record for every invocation, in input order: `order` ranks files. The assembler must be `detailed`;
 * it keeps invocations back until their other lines can be known, but not what is set aside, so that waits here.
 */
export function createRecordSink(
  take: (record: InvocationRecord) => void,
  order: (file: string) => number,
): RecordSink {
  const functions: FunctionRef[] = [];
  const segments = new Segments();
  let waiting: InvocationRecord[] = [];
  const recordOfSlot = (invocation: Invocation, reason: SetAsideReason | null): InvocationRecord =>
    recordOf(invocation, functions[invocation.functionId], segments.of(invocation), reason);
  const release = (isDue: (record: InvocationRecord) => boolean): void => {
    const due = waiting.findIndex((record) => !isDue(record));
    const released = due < 0 ? waiting : waiting.slice(0, due);
    waiting = due < 0 ? [] : waiting.slice(due);
    for (const record of released) take(record);
  };
  return {
    invocation: (invocation) => {
      const record = recordOfSlot(invocation, null);
      const file = order(record.file);
      if (waiting.length > 0)
        release((one) => order(one.file) < file || (one.file === record.file && one.line < record.line));
      take(record);
    },
    setAside: (invocation, reason) => {
      if (!SHOWN.has(reason)) return;
      waiting.push(recordOfSlot(invocation, reason));
      if (waiting.length > MOST_WAITING) release(() => true);
    },
    finish: () => release(() => true),
    // JSON logs name their function in a record of their own.
    fact: (functionId, fact) => {
      const ref = functions[functionId];
      if (fact.kind !== 'name' || ref?.origin !== 'file') return;
      functions[functionId] = { ...ref, name: fact.name, origin: 'platform' };
    },
    functionMet: (functionId, ref) => {
      functions[functionId] = ref;
    },
  };
}

/** Records that wait at most; an emulator's log is set aside as a whole. */
const MOST_WAITING = 20_000;

function recordOf(
  invocation: Invocation,
  ref: FunctionRef | undefined,
  environment: string | null,
  reason: SetAsideReason | null,
): InvocationRecord {
  const line: PlatformLine = invocation.line ?? { kind: 'report' };
  const { kind: _kind, timestamp: _timestamp, logStream: _logStream, ...fields } = line;
  return {
    schemaVersion: 1,
    kind: 'report',
    format: invocation.json ? 'json' : 'text',
    requestId: null,
    timestamp: Number.isNaN(invocation.timeMs) ? null : new Date(invocation.timeMs).toISOString(),
    function: ref === undefined || ref.origin === 'file' ? null : ref.name,
    logGroup: ref?.logGroup ?? null,
    logStream: invocation.logStream,
    environment,
    durationMs: null,
    billedDurationMs: null,
    memorySizeMB: null,
    maxMemoryUsedMB: null,
    ...onlyRecordFields(fields),
    outcome: OUTCOMES[invocation.outcome] as Outcome,
    ...(invocation.suppressedInit ? { suppressedInit: true as const } : {}),
    source: reason === 'emulator' || reason === 'local' ? reason : invocation.source,
    file: invocation.file,
    line: invocation.lineNumber,
  };
}

const FIELDS = [
  'format',
  'requestId',
  'durationMs',
  'billedDurationMs',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'initDurationMs',
  'restoreDurationMs',
  'billedRestoreDurationMs',
  'status',
  'errorType',
  'outOfMemory',
  'managedInstance',
  'xrayTraceId',
  'xraySegmentId',
  'xraySampled',
  'tenantId',
  'version',
] as const;

/** What a report carries of the fields that a record has. */
function onlyRecordFields(fields: Partial<PlatformLine>): Partial<Pick<InvocationRecord, (typeof FIELDS)[number]>> {
  return Object.fromEntries(
    FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  ) as Partial<Pick<InvocationRecord, (typeof FIELDS)[number]>>;
}

interface Segment {
  number: number;
  usedMB: number;
  timeMs: number;
  reset: boolean;
}

/** Environments within a log stream: after a timeout, a crash or an out-of-memory the stream goes on with a new process. */
class Segments {
  readonly #streams = new Map<string, Segment>();

  /** The environment's name: the stream, with `#2`, `#3` … after resets; null without a stream. */
  of(invocation: Invocation): string | null {
    const stream = invocation.logStream;
    if (stream === null) return null;
    const key = `${invocation.functionId}\n${stream}`;
    const segment = this.#streams.get(key) ?? { number: 1, usedMB: 0, timeMs: Number.NaN, reset: false };
    const later = !(invocation.timeMs < segment.timeMs);
    if (later && (segment.reset || invocation.usedMB < segment.usedMB)) {
      segment.number++;
      segment.usedMB = 0;
    }
    const outcome = OUTCOMES[invocation.outcome];
    segment.reset = outcome === 'timeout' || outcome === 'crash' || outcome === 'out-of-memory';
    segment.usedMB = Math.max(segment.usedMB, invocation.usedMB || 0);
    segment.timeMs = invocation.timeMs;
    this.#streams.set(key, segment);
    return segment.number === 1 ? stream : `${stream}#${segment.number}`;
  }
}
