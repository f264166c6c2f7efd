/** What tools print before a message: the event's time and log stream, in either order (`aws logs tail`, `sam logs`, S3 export). */

/** The prefix of a message. `rest` is where the message begins; absent parts were not printed. */
export interface LinePrefix {
  readonly timestamp?: string;
  readonly logStream?: string;
  readonly rest: number;
}

/** ISO 8601, or ms since 1970 as `--query 'events[*].[timestamp,message]' --output text` prints them. */
const TIME =
  /1[4-9]\d{11}(?=[\t ])|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?=[\s,\]|]|\\t|$)/y;
const STREAM = /\d{4}\/\d\d\/\d\d\/\S*\[[^\]\s]+\]\S+(?=\s|\\t|$)/y;
const BARE_STREAM =
  /[^\s{"]*[[/][^\s{"]*(?=\s+(?:REPORT|START|END|INIT_START|INIT_REPORT|RESTORE_START|RESTORE_REPORT|RequestId:|\{))/y;
const GAP = /(?:\s|\\t)+/y;
const FIELD = /@?message\s*[=:]\s*["']?/iy;

const ANSI = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;

/** The text without the colours that `aws logs tail` and `sam logs` print. */
export function withoutColour(text: string): string {
  return text.includes('\x1b') ? text.replace(ANSI, '') : text;
}

/** Reads time, stream and `@message=` from the front of a text. Both are kept exactly as printed. */
export function readPrefix(text: string): LinePrefix {
  let at = skip(GAP, text, 0);
  let timestamp: string | undefined;
  let logStream: string | undefined;
  for (let turn = 0; turn < 2; turn++) {
    const time = timestamp === undefined ? read(TIME, text, at) : undefined;
    const stream = time === undefined && logStream === undefined ? readStream(text, at, timestamp) : undefined;
    if (time === undefined && stream === undefined) break;
    timestamp ??= time;
    logStream ??= stream;
    at = skip(GAP, text, at + (time ?? stream ?? '').length);
  }
  const rest = skip(FIELD, text, at);
  return {
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(logStream === undefined ? {} : { logStream }),
    rest,
  };
}

/** A stream of Lambda's own form anywhere; any other name only between a time and a platform line. */
function readStream(text: string, at: number, timestamp: string | undefined): string | undefined {
  return read(STREAM, text, at) ?? (timestamp === undefined ? undefined : read(BARE_STREAM, text, at));
}

function read(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (read(pattern, text, at)?.length ?? 0);
}
