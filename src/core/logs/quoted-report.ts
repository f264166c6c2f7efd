/** Reports that an application prints: quoted in a log line of its own, they are no invocation. */

const GAP = String.raw`(?:\s|\\+t)+`;
const ID = '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';
const LEVEL = '(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)';
const TIME = String.raw`\d{4}-\d\d-\d\d[T ][\d:.,]+Z?`;
/** How the runtimes begin a line: Node and Java with request id and level, Python with level, time and request id. `said`: what the line says before the REPORT. */
const LOGGED = new RegExp(
  String.raw`(?:^|\s|\\t)(?:${ID}${GAP}\[?${LEVEL}\]?|\[${LEVEL}\]${GAP}(?:${TIME}${GAP})?${ID})${GAP}(?<said>.*)$`,
);
/** What may stand before the report of an event: the platform line before it, and what container runtimes, syslog and docker compose print. */
const PRINTED_BEFORE =
  /(?:^|\n)(?:\s|\\+t)*$|(?:START|END) RequestId:|^<\d{1,3}>|\bstd(?:out|err) [FP]\s*$|\|\s*$|\w\[\d{1,10}\]:\s*$/;

/**
 * True when a REPORT behind `before` (its message so far) is quoted by a line of an application's logger. In `--output text` the next
 * event begins behind a tab on the same row, so words and a tab before the REPORT leave it the platform's.
 */
export function isQuoted(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const said = LOGGED.exec(line)?.groups?.said;
  return said !== undefined && (said === '' || !/(?:\t|\\t)$/.test(line));
}

/** True when a REPORT behind `before` cannot be the platform's, since the event is known to begin where `before` does (time and stream taken off). */
export function isInsideEvent(before: string): boolean {
  return !PRINTED_BEFORE.test(before) || isQuoted(before);
}
