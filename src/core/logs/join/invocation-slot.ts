/** Rows to the reused invocation slot. */
import type { PlatformLine, RecordSource } from '../../../model/invocation.ts';
import type { EventContext } from '../event-sink.ts';
import type { Invocation } from '../invocation-sink.ts';
import { ABSENT, FLAG, WORD } from '../scan/rows.ts';
import type { Verdict } from './verdict.ts';

/** A slot with nothing in it. */
export function emptyInvocation(): Invocation {
  return {
    functionId: 0,
    timeMs: Number.NaN,
    streamHigh: 0,
    streamLow: 0,
    durationUs: Number.NaN,
    billedMs: Number.NaN,
    sizeMB: Number.NaN,
    usedMB: Number.NaN,
    initUs: Number.NaN,
    restoreUs: Number.NaN,
    billedRestoreMs: Number.NaN,
    outcome: 0,
    errorType: null,
    suppressedInit: false,
    json: false,
    oldStyleTimeout: false,
    source: 'unknown',
    line: null,
    logStream: null,
    lineNumber: 0,
    file: '',
  };
}

/** Fills everything a row knows; the verdict is the joiner's. */
export function fillInvocation(
  slot: Invocation,
  rows: Int32Array,
  at: number,
  functionId: number,
  source: RecordSource,
): void {
  const head = rows[at]!;
  slot.functionId = functionId;
  const seconds = rows[at + WORD.seconds]!;
  slot.timeMs = seconds === 0 ? Number.NaN : seconds * 1000 + rows[at + WORD.millis]!;
  slot.streamLow = rows[at + WORD.streamLow]!;
  slot.streamHigh = rows[at + WORD.streamHigh]!;
  slot.durationUs = known(rows[at + WORD.durationUs]!);
  slot.billedMs = known(rows[at + WORD.billedMs]!);
  slot.sizeMB = known(rows[at + WORD.sizeMB]!);
  slot.usedMB = known(rows[at + WORD.usedMB]!);
  slot.initUs = known(rows[at + WORD.initUs]!);
  slot.restoreUs = known(rows[at + WORD.restoreUs]!);
  slot.billedRestoreMs = known(rows[at + WORD.billedRestoreMs]!);
  slot.json = (head & FLAG.json) !== 0;
  slot.source = source;
}

/** Puts a verdict in. */
export function applyVerdict(slot: Invocation, verdict: Verdict): void {
  slot.outcome = verdict.outcome;
  slot.errorType = verdict.errorType;
  slot.oldStyleTimeout = verdict.oldStyleTimeout;
  slot.suppressedInit = false;
}

/** After a failure, or when billing was capped below the duration, the INIT is inside the Duration; never with an init of its own. */
export function isSuppressed(slot: Invocation, follows: boolean): boolean {
  if (slot.initUs >= 0 || slot.restoreUs >= 0) return false;
  return follows || slot.billedMs * 1000 + 1000 < slot.durationUs;
}

/** Where a report is from: as its context says, else by what only the real service prints. */
export function sourceOf(context: EventContext, head: number): Invocation['source'] {
  if (context.source !== 'unknown') return context.source;
  return (head & FLAG.real) !== 0 || context.logGroup !== null ? 'aws' : 'unknown';
}

/** Where a report stands, and its line as parsed: for `records`. */
export function putPlace(
  slot: Invocation,
  line: PlatformLine | null,
  place: { readonly file: string; readonly line: number; readonly stream: string | null },
): void {
  slot.line = line;
  slot.logStream = place.stream ?? line?.logStream ?? null;
  slot.file = place.file;
  slot.lineNumber = place.line;
}

function known(word: number): number {
  return word === ABSENT ? Number.NaN : word;
}
