/** What the assembler releases: joined invocations and facts about functions, through one reused slot so that millions cost no garbage. */
import type { PlatformLine, RecordSource } from '../../model/invocation.ts';
import type { FunctionRef, SetAsideReason } from '../../model/usage.ts';

/**
 * One joined invocation. The object is reused: copy what you keep. Numbers a line did not carry are NaN (never 0).
 * Times of duration are whole microseconds; `timeMs` is ms since 1970 UTC.
 */
export interface Invocation {
  /** Index into `Assembler.functions`. */
  functionId: number;
  timeMs: number;
  /** 64-bit hash of the log stream, two signed 32-bit halves; both 0: stream unknown. */
  streamHigh: number;
  streamLow: number;
  durationUs: number;
  billedMs: number;
  sizeMB: number;
  usedMB: number;
  initUs: number;
  restoreUs: number;
  billedRestoreMs: number;
  /** Index into OUTCOMES of model/invocation.ts: the verdict over all lines of the request. */
  outcome: number;
  /** As printed, or of the joined failure message; null: none. */
  errorType: string | null;
  /** This Duration contains an INIT that ran again after a failure. */
  suppressedInit: boolean;
  json: boolean;
  /** The timeout was told by an old-style message only. */
  oldStyleTimeout: boolean;
  source: RecordSource;
  /** The report as parsed, its stream's name and place. Only with `detailed`; else null, null, 0. */
  line: PlatformLine | null;
  logStream: string | null;
  lineNumber: number;
  file: string;
}

/** Something the logs say about a function beside its invocations. */
export type FunctionFact =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'runtime-version'; readonly runtimeVersion: string }
  | { readonly kind: 'initialization-type'; readonly type: string }
  /** An INIT that failed and told so itself. */
  | { readonly kind: 'init-failure'; readonly errorType: string }
  | { readonly kind: 'logs-dropped' }
  /** A line at level INFO of the system log: successes are being logged. */
  | { readonly kind: 'info-logged' }
  /** A line or name only the real service prints: not an emulator. */
  | { readonly kind: 'real-service' }
  | { readonly kind: 'name'; readonly name: string }
  /** The Region of an ARN in the lines. */
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'cpu'; readonly cpuMs: number; readonly sizeMB: number };

/** Takes what the assembler releases, in the order it was read (failures already joined). */
export interface InvocationSink {
  invocation(invocation: Invocation): void;
  /** A readable report that does not count, and why. The slot is the same reused object. */
  setAside(invocation: Invocation, reason: SetAsideReason): void;
  fact(functionId: number, fact: FunctionFact): void;
  /**
   * Takes ordinary successes at once instead of by `invocation`: reports as held by the joiner, rows of 16 words (logs/scan/rows.ts, but word 1 the
   * function, word 2 the origin) from word `from` on. Gives how many of the first it took; 0: give the first by `invocation`. `isReal`: all are AWS's.
   */
  ordinary?(rows: Int32Array, from: number, count: number, isReal: boolean): number;
  /** A function was met; ids count from 0. Called before the id is used anywhere. */
  functionMet(functionId: number, ref: FunctionRef): void;
}
