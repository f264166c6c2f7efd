/** The types of envelopes: where unwrapped events go, and the account of one input. */
import type { EventContext, EventSink } from '../event-sink.ts';

/** Takes unwrapped events, and line-shaped text where the input has no envelope (the assembler of core/logs). */
export interface EnvelopeTarget extends EventSink {
  text(context: number, bytes: Uint8Array, start: number, end: number): void;
  endText(): void;
}

/** What an envelope must be told. */
export interface EnvelopeOptions {
  /** What the file's path or a flag says about every event of it. */
  readonly origin: EventContext;
  /** Unpacks gzip within a bound of its own; null: it is damaged or too large. A value, since core has no zlib. */
  readonly gunzip: (bytes: Uint8Array) => Uint8Array | null;
}

/** What came of one input. `shape` is a word of docs/log-shapes.md; `declined` says why nothing (more) could be read, and the next step. */
export interface EnvelopeAccount {
  readonly shape: string;
  /** Events, rows or messages passed on one by one (line-shaped text is counted by its reader). */
  readonly events: number;
  /** CONTROL_MESSAGE documents of subscriptions: no logs in them. */
  readonly controlMessages: number;
  /** JSON values that hold no log event. */
  readonly otherValues: number;
  readonly declined: string | null;
  /** What to say if no log line at all was found in it; null: nothing. */
  readonly note: string | null;
  /** Some times had no zone and were taken as UTC. */
  readonly zoneless: boolean;
  /** The window whose width broke its lines: they were put together again, or what was behind it is gone. Absent: neither. */
  readonly wrapping?: { readonly kind: 'joins' | 'cut'; readonly width: number };
}

/** One input's reader: push its bytes (UTF-8, unpacked) in any cut, then end once. Never throws on any bytes. */
export interface EnvelopeReader {
  push(chunk: Uint8Array): void;
  end(): EnvelopeAccount;
}
