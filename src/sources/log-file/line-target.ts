/** For `records --lines`: every platform line parsed for itself, joined with nothing. */
import { TextMessages } from '../../core/logs/envelopes/text-messages.ts';
import type { EventContext } from '../../core/logs/event-sink.ts';
import { parseLine } from '../../core/logs/parse-line.ts';
import { timeOf } from '../../core/logs/time-text.ts';
import type { PlatformLine } from '../../model/invocation.ts';
import type { InputTarget } from './read-inputs.ts';

/** A platform line and where it was read. */
export type PlacedLine = PlatformLine & { readonly file: string; readonly line: number };

const DECODER = new TextDecoder();

/** A target that passes each platform line on, with its event's time in ms (NaN: unknown); the application's own lines are left out. */
export function createLineTarget(take: (line: PlacedLine, timeMs: number) => void): InputTarget {
  const contexts: EventContext[] = [];
  let file = '';
  let reports = 0;
  const pass = (line: PlatformLine, at: number, timeMs: number): void => {
    if (line.kind === 'report') reports++;
    if (line.kind === 'application') return;
    take({ ...line, file, line: at }, timeMs >= 0 ? timeMs : timeOf(line.timestamp ?? ''));
  };
  const messages = new TextMessages(
    (message, at) => pass(parseLine(message), at, Number.NaN),
    (at) => take({ kind: 'unparsable', file, line: at }, Number.NaN),
  );
  return {
    beginFile(name) {
      messages.flush();
      file = name;
    },
    reports: () => reports,
    context: (context) => contexts.push(context) - 1,
    event: (_context, timeMs, bytes, start, end, at) =>
      pass(parseLine(DECODER.decode(bytes.subarray(start, end))), at, timeMs),
    parsed: (_context, timeMs, line, at) => pass(line, at, timeMs),
    unreadable: (at) => take({ kind: 'unparsable', file, line: at }, Number.NaN),
    text: (_context, bytes, start, end) => messages.push(bytes.subarray(start, end)),
    endText: () => messages.flush(),
  };
}
