/** Where the past comes from: files today, CloudWatch Logs, Insights and Athena later. */
import type { InvocationRecord, PlatformLine } from '../model/invocation.ts';
import type { UsageReport } from '../model/usage.ts';
import type { Listener } from './listener.ts';

/** What to read and what to leave out. Times in ms since 1970 UTC, `untilMs` exclusive. */
export interface ReadRequest {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Function for lines that carry no name (`--function`); with several functions in the logs it selects instead. */
  readonly functionName?: string;
  /** Only functions whose name matches one of these globs (`*`). */
  readonly select?: readonly string[];
  /** logGroup -> function name from the config. */
  readonly logGroups?: Readonly<Record<string, string>>;
  /** Request ids of memfit's own calls, left out and counted. */
  readonly ownRequestIds?: ReadonlySet<string>;
  /** Count logs of memfit's local engine as evidence instead of setting them aside. */
  readonly includeLocal?: boolean;
}

/** A source of past invocations. Bounded memory whatever the size; the same input gives the same result. */
export interface LogSource {
  /** One pass over everything: usage per function and size, with the account of what was read. Inputs that fail are reported in the account; the rest is still read. */
  usage(request: ReadRequest, listener: Listener): Promise<UsageReport>;
  /** The normalised records one by one, in input order. */
  records(request: ReadRequest, listener: Listener): AsyncIterable<InvocationRecord>;
  /** One item per platform line, joined with nothing (`records --lines`). */
  lines(
    request: ReadRequest,
    listener: Listener,
  ): AsyncIterable<PlatformLine & { readonly file: string; readonly line: number }>;
}
