/** Finds Lambda's messages in JSON of unknown make (log shippers, container logs): by what they say, not by their key. */
import type { Origin } from './contexts.ts';
import { type Json, objectOf, parseJson } from './json-values.ts';
import { shipperOrigin } from './shipper-origin.ts';

/** A message with the time and origin that stand beside it; `time` null: none. */
export interface FoundMessage {
  readonly message: string;
  readonly time: string | null;
  readonly origin: Origin;
}

/** What only Lambda's own lines say. */
const PLATFORM =
  /REPORT RequestId: |"type"\s*:\s*"platform\.|^(?:START|END) RequestId: |INIT_REPORT |INIT_START |RESTORE_REPORT |Task timed out after |^RequestId: \S+ Error: /;
const TIME_KEYS = [
  'timestamp',
  'time',
  '@timestamp',
  'date',
  'ts',
  '_time',
  'eventTime',
  'timeUnixNano',
  '__REALTIME_TIMESTAMP',
];
/** Keys of messages: JSON in them is the function's own line. JSON in other strings (`body` of SQS, `Message` of SNS) is a wrapping. */
const MESSAGE_KEYS = new Set(['message', '@message', 'msg', 'log', 'line', '_raw', 'textPayload', 'MESSAGE', 'event']);
/** How deep objects are searched. */
const DEEPEST = 8;
/** Keys that an application's own JSON lines have beside their level; shippers have none of them. */
const LOGGER_KEYS = ['requestId', 'AWSRequestId', 'aws_request_id', 'function_request_id', 'location', 'logger'];

/** Every platform message in an object, in order; empty when it holds none. A function that logs JSON may quote such a message: that is none. */
export function findMessages(members: Json): FoundMessage[] {
  const found: FoundMessage[] = [];
  search(members, '', { time: null, around: [] }, 0, found);
  return found;
}

/** The time met last on the way in, and the objects around: what these say of the origin is read only where a message is found. */
interface Beside {
  readonly time: string | null;
  readonly around: readonly Json[];
}

function push(message: string, { time, around }: Beside, found: FoundMessage[]): void {
  found.push({ message, time, origin: Object.assign({}, ...around.map(shipperOrigin)) });
}

function search(value: unknown, key: string, beside: Beside, depth: number, found: FoundMessage[]): void {
  if (depth > DEEPEST) return;
  if (typeof value === 'string') {
    if (!PLATFORM.test(value)) return;
    const wrapped = MESSAGE_KEYS.has(key) ? null : wrapping(value);
    if (wrapped === null) push(value, beside, found);
    else search(wrapped, '', beside, depth + 1, found);
    return;
  }
  if (Array.isArray(value)) {
    const time = timeBeside(value) ?? beside.time;
    for (const element of value) search(element, key, { ...beside, time }, depth + 1, found);
    return;
  }
  const members = objectOf(value);
  if (members === null || isLoggedByFunction(members)) return;
  if (isPlatformRecord(members)) {
    push(JSON.stringify(members), beside, found);
    return;
  }
  const here: Beside = { time: timeOf(members) ?? beside.time, around: [...beside.around, members] };
  for (const [name, member] of Object.entries(members)) search(member, name, here, depth + 1, found);
}

/** The document in a string; null: it is none, or a platform record as it stands. */
function wrapping(text: string): unknown {
  const value = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
  const members = objectOf(value);
  return value === undefined || (members !== null && isPlatformRecord(members)) ? null : value;
}

/** A platform record that a shipper has parsed already. */
function isPlatformRecord({ type, record }: Json): boolean {
  return typeof type === 'string' && type.startsWith('platform.') && objectOf(record) !== null;
}

/** A line of the function's own in JSON: what it quotes is no platform line. */
function isLoggedByFunction(members: Json): boolean {
  return typeof members.level === 'string' && LOGGER_KEYS.some((key) => typeof members[key] === 'string');
}

/** The time of a `[time, line]` pair, as Loki gives them. */
function timeBeside(pair: readonly unknown[]): string | null {
  const [time] = pair;
  if (pair.length > 3 || !/^\d{10,19}(?:\.\d+)?$/.test(String(time))) return null;
  return String(time);
}

function timeOf(members: Json): string | null {
  for (const key of TIME_KEYS) {
    const value = members[key];
    if (typeof value === 'number' || (typeof value === 'string' && /^\d/.test(value))) return String(value);
  }
  // Under any other key only what can be nothing but a time: ms since 1970.
  const ms = Object.values(members).find((value) => typeof value === 'number' && value > 1.4e12 && value < 2e12);
  return ms === undefined ? null : String(ms);
}
