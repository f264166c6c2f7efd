/** The seam between envelopes (who unwraps) and the assembler (who understands platform lines). */
import type { PlatformLine, RecordSource } from '../../model/invocation.ts';

/** Where events come from. Null: unknown. */
export interface EventContext {
  readonly logGroup: string | null;
  readonly logStream: string | null;
  /** Known otherwise than by the log group (an ARN, a flag). */
  readonly functionName: string | null;
  /** Account and Region where the shape carries them (an ARN, `owner`, `@log`); absent or null: unknown. */
  readonly account?: string | null;
  readonly region?: string | null;
  /** `local` for logs that say so; `unknown` otherwise: the lines themselves then decide. */
  readonly source: RecordSource;
}

/** Takes log events one by one, in input order. All calls are synchronous and cheap. */
export interface EventSink {
  /** Interns a context and gives its id (the same context gives the same id). */
  context(context: EventContext): number;
  /** One event: its message is `bytes[start, end)` (UTF-8, may hold several lines; valid only during the call). `timeMs` NaN: unknown. `line`: 1-based line in the file where the event begins. */
  event(context: number, timeMs: number, bytes: Uint8Array, start: number, end: number, line: number): void;
  /** One platform line that came already parsed (Insights rows, Telemetry objects). */
  parsed(context: number, timeMs: number, line: PlatformLine, lineNumber: number): void;
  /** A place that cannot be read. Never throws. */
  unreadable(line: number, reason: string, excerpt: string): void;
}
