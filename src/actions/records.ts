/** The verb `records`: past invocations one by one, or every platform line for itself. */
import type { Listener } from '../contracts/listener.ts';
import type { LogSource, ReadRequest } from '../contracts/log-source.ts';
import type { InvocationRecord, PlatformLine } from '../model/invocation.ts';

/** One item of `records --lines`. */
export type PlacedLine = PlatformLine & { readonly file: string; readonly line: number };

/** The normalised records in input order, joined with the other lines of their request. What cannot be read is told to the listener. */
export function records(source: LogSource, request: ReadRequest, listener: Listener): AsyncIterable<InvocationRecord> {
  return source.records(request, listener);
}

/** One item per platform line, exactly as the line says, joined with nothing. */
export function platformLines(source: LogSource, request: ReadRequest, listener: Listener): AsyncIterable<PlacedLine> {
  return source.lines(request, listener);
}
