/** Finds Lambda's messages in JSON of unknown make (log shippers, container logs): by what they say, not by their key. */
import type { Origin } from './contexts.ts';
import { type Json, objectOf, originOf } from './json-values.ts';

/** A message with the time and origin that stand beside it; `time` null: none. */
export interface FoundMessage {
  readonly message: string;
  readonly time: string | null;
  readonly origin: Origin;
}

/** What only Lambda's own lines say. */
const PLATFORM =
  /REPORT RequestId: |"type"\s*:\s*"platform\.|^(?:START|END) RequestId: |INIT_REPORT |INIT_START |RESTORE_REPORT |Task timed out after |^RequestId: \S+ Error: /;
const TIME_KEYS = ['timestamp', 'time', '@timestamp', 'date', 'ts', '_time', 'eventTime'];
/** How deep objects are searched, and how many messages one value may hold. */
const DEEPEST = 6;
const MOST = 10_000;

/** Every platform message in an object, in order; empty when it holds none. */
export function findMessages(members: Json): FoundMessage[] {
  const found: FoundMessage[] = [];
  search(members, { time: null, origin: originOf(members) }, 0, found);
  return found;
}

interface Beside {
  readonly time: string | null;
  readonly origin: Origin;
}

function search(value: unknown, beside: Beside, depth: number, found: FoundMessage[]): void {
  if (depth > DEEPEST || found.length >= MOST) return;
  if (typeof value === 'string') {
    if (PLATFORM.test(value)) found.push({ message: value, ...beside });
    return;
  }
  if (Array.isArray(value)) {
    for (const element of value) search(element, beside, depth + 1, found);
    return;
  }
  const members = objectOf(value);
  if (members === null) return;
  const here: Beside = {
    time: timeOf(members) ?? beside.time,
    origin: { ...beside.origin, ...given(originOf(members)) },
  };
  for (const member of Object.values(members)) search(member, here, depth + 1, found);
}

function timeOf(members: Json): string | null {
  for (const key of TIME_KEYS) {
    const value = members[key];
    if (typeof value === 'number' || (typeof value === 'string' && /^\d/.test(value))) return String(value);
  }
  return null;
}

function given(origin: Origin): Origin {
  return Object.fromEntries(Object.entries(origin).filter(([, value]) => value !== null));
}
