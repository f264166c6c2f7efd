/** Lines of console.log as Lambda's Node runtime writes them, text or JSON. */
import { writeSync } from 'node:fs';
import { format } from 'node:util';

const LEVELS = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' };
const JSON_LINES = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';

let requestIdInHand = () => undefined;

/** Writes one line of the runtime's own at level ERROR. */
export function logError(...parts) {
  write('ERROR', parts);
}

/** Replaces the global console's writers; `requestId` gives the event in hand or undefined. */
export function setConsole(requestId) {
  requestIdInHand = requestId;
  for (const [method, level] of Object.entries(LEVELS)) console[method] = (...parts) => write(level, parts);
}

function write(level, parts) {
  const timestamp = new Date().toISOString();
  const requestId = requestIdInHand();
  if (JSON_LINES) put(`${jsonLine({ timestamp, level, ...(requestId ? { requestId } : {}) }, parts)}\n`);
  else put(`${`${timestamp}\t${requestId}\t${level}\t${format(...parts)}`.replaceAll('\n', '\r')}\n`);
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

function jsonLine(head, parts) {
  const [first] = parts;
  const message =
    parts.length === 1 && typeof first === 'object' && !(first instanceof Error) ? first : format(...parts);
  try {
    return JSON.stringify({ ...head, message });
  } catch {
    return JSON.stringify({ ...head, message: format(...parts) });
  }
}
