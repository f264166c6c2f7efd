/** Lines of console.log as Lambda's Node runtime writes them, text or JSON. */
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
  if (JSON_LINES)
    process.stdout.write(`${jsonLine({ timestamp, level, ...(requestId ? { requestId } : {}) }, parts)}\n`);
  else process.stdout.write(`${`${timestamp}\t${requestId}\t${level}\t${format(...parts)}`.replaceAll('\n', '\r')}\n`);
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
