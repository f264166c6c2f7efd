/** Events and raw log text in, joined invocations out: the types of the assembler (made by create-assembler.ts). */
import type { SetAsideReason, Unreadable } from '../../model/usage.ts';
import type { EventSink } from './event-sink.ts';

/** What to select and how much to tell. Times in ms since 1970 UTC, `untilMs` exclusive; null: no bound, no name, no selection. */
export interface AssemblerOptions {
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** Function for lines that carry no name. */
  readonly functionName: string | null;
  /** Only functions whose name matches one of these globs (`*`, `?`). */
  readonly select: readonly string[] | null;
  /** logGroup -> function name from the config. */
  readonly logGroups: Readonly<Record<string, string>>;
  readonly ownRequestIds: ReadonlySet<string>;
  readonly includeLocal: boolean;
  /** Reports without a time are looked for among those with one, too: exports with and without times are read together (slower). */
  readonly joinTimeless: boolean;
  /** Keep each report's PlatformLine and place for `memfit records` (slower). */
  readonly detailed: boolean;
  /** Bytes expected in all, as a hint for the size of tables; null: unknown. */
  readonly expectedBytes: number | null;
}

/** Counts so far. reports = used + sum(setAside) once `end` was called. */
export interface AssemblyCounts {
  readonly lines: number;
  readonly reports: number;
  readonly used: number;
  readonly setAside: Readonly<Partial<Record<SetAsideReason, number>>>;
  readonly unreadableCount: number;
  readonly unreadable: readonly Unreadable[];
  readonly unjoined: number;
  /** At least one report had a time. */
  readonly timed: boolean;
  /** The table of seen reports was full: later duplicates may have been counted. */
  readonly duplicatesUnchecked: boolean;
}

/** What the reports of one input carry: whether some have a time and some have none, a stream, a function of their own. */
export interface InputKnowledge {
  timed: boolean;
  timeless: boolean;
  streamed: boolean;
  named: boolean;
}

/**
 * Reads one input after another: `beginFile`, then events or text, then the next `beginFile` or `end`.
 * Context ids are good until the next `beginFile`. Nothing throws on any bytes; what cannot be read is counted.
 */
export interface Assembler extends EventSink {
  /** The following events and text are of this input. `label` names functions that have no better name (origin `file`). */
  beginFile(file: string, label: string): void;
  /**
   * Line-shaped text (raw export, `aws logs tail`, `sam logs`, `--output text`, JSON lines): any number of calls with chunks cut anywhere.
   * `bytes[start, end)` may be reused by the caller after the call. `context` gives what the text itself does not say.
   */
  text(context: number, bytes: Uint8Array, start: number, end: number): void;
  /** The text or the events of this input are complete: reads what was carried over, so that `counts` is right. Implied by `beginFile` and `end`. */
  endText(): void;
  /** Releases all that is held back. */
  end(): void;
  counts(): AssemblyCounts;
  /** Of the input begun last, so far. */
  knowledge(): InputKnowledge;
}
