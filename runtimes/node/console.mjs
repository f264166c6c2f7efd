/** Lines of console.log as Lambda's Node runtime writes them, text or JSON. */
import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { asError, errorLine, withAll } from './error-document.mjs';

/** In rising order: what ranks below AWS_LAMBDA_LOG_LEVEL is not written. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { trace: 0, debug: 1, info: 2, log: 2, warn: 3, error: 4, fatal: 5 };
const LEAST = Math.max(0, LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? '').toUpperCase()));
const JSON_LINES = (process.env.AWS_LAMBDA_LOG_FORMAT ?? '').toUpperCase() === 'JSON';

let eventInHand = () => null;

/** Writes what went wrong, at level ERROR, in words of the runtime's own. */
export function logError(words, thrown) {
  if (JSON_LINES) write(4, [asError(thrown)]);
  else write(4, [words, `\t${errorLine(thrown)}`]);
}

/** Writes a warning of the runtime's own. */
export function logWarning(words) {
  write(3, [words]);
}

/** Replaces the global console's writers; `event` gives the event in hand or null. */
export function setConsole(event) {
  eventInHand = event;
  for (const [method, level] of Object.entries(METHODS)) {
    console[method] = level < LEAST ? () => {} : (message, ...more) => write(level, [message, ...more]);
  }
}

function write(level, parts) {
  if (level < LEAST) return;
  const timestamp = new Date().toISOString();
  const event = eventInHand();
  const line = JSON_LINES
    ? jsonLine({ timestamp, level: LEVELS[level], requestId: event?.requestId, tenantId: event?.tenantId }, parts)
    : `${timestamp}\t${event?.requestId}\t${LEVELS[level]}\t${format(...parts)}`;
  put(`${line.replaceAll('\n', '\r')}\n`);
}

/** Writes at once: what waits in a stream's buffer would be frozen with the process. A full pipe is waited for. */
function put(text) {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(1, bytes, from);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** One value stays a value; several become a text, with the first error among the later ones beside it. */
function jsonLine(head, parts) {
  if (parts.length <= 1) {
    const [message] = parts;
    try {
      return JSON.stringify({ ...head, message }, (_key, value) =>
        value instanceof Error ? withAll(value, 'stackTrace') : value,
      );
    } catch {
      return JSON.stringify({ ...head, message: format(message) });
    }
  }
  const error = parts.slice(1).find((part) => part instanceof Error);
  const beside =
    error === undefined
      ? {}
      : {
          errorType: error.constructor?.name ?? 'UnknownError',
          errorMessage: error.message,
          stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
        };
  return JSON.stringify({ ...head, message: format(...parts), ...beside });
}
