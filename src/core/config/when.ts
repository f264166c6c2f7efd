/** Reads a point in time as people write it: a span back from now, a date, or a date and time. Local time unless a zone is given. */
import { invalidValue, type Origin } from './fault.ts';

/** What is known about the present: the values a Clock gives. */
export interface Present {
  /** Milliseconds since 1970 UTC. */
  readonly nowMs: number;
  /** Offset of local time at an instant, minutes east of UTC. */
  readonly localOffsetMinutes: (atMs: number) => number;
}

const SPAN_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const SPAN = /^(\d+(?:\.\d+)?)\s*([mhdw])(?:\s+ago)?$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Milliseconds since 1970 UTC of: `14d`, `36h`, `90m`, `2w` before now; `2026-11-01` (midnight), `2026-11-01T10:00`,
 * `…:30.5`, with `Z` or `+09:00`. Without a zone it is local time at that instant. `now` and `today` are allowed. Throws a UserError `invalid-option`.
 */
export function readTime(text: string, origin: Origin, present: Present): number {
  const plain = text.trim();
  if (plain.toLowerCase() === 'now') return present.nowMs;
  if (plain.toLowerCase() === 'today') return localMidnight(present);
  const span = SPAN.exec(plain);
  if (span) return present.nowMs - Math.round(Number(span[1]) * (SPAN_MS[(span[2] ?? '').toLowerCase()] ?? 0));
  const parts = DATE.exec(plain);
  const utc = parts ? utcOf(parts) : null;
  if (!parts || utc === null) {
    const why = parts ? 'there is no such date or time' : 'a time is written 14d, 36h, 2026-11-01 or 2026-11-01T10:00Z';
    throw invalidValue(origin, `"${text}" is not a time`, why);
  }
  const zone = parts[8];
  return zone === undefined ? fromLocal(utc, present) : utc - zoneMinutes(zone) * 60_000;
}

/** The window of --since and --until, the end left out. Throws a UserError when it is empty. */
export function readWindow(
  since: { readonly text: string; readonly origin: Origin } | null,
  until: { readonly text: string; readonly origin: Origin } | null,
  present: Present,
): { readonly sinceMs?: number; readonly untilMs?: number } {
  const sinceMs = since ? readTime(since.text, since.origin, present) : undefined;
  const untilMs = until ? readTime(until.text, until.origin, present) : undefined;
  if (until && sinceMs !== undefined && untilMs !== undefined && untilMs <= sinceMs) {
    const why = `it is not after the begin, ${new Date(sinceMs).toISOString()}`;
    throw invalidValue(
      until.origin,
      `"${until.text}" leaves no time`,
      why,
      'give a later --until or an earlier --since',
    );
  }
  return { ...(sinceMs === undefined ? {} : { sinceMs }), ...(untilMs === undefined ? {} : { untilMs }) };
}

/** The parts read as if they were UTC; null for dates that do not exist (30 February, 25:00). */
function utcOf(parts: RegExpExecArray): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const ms = Math.trunc(Number(`0.${parts[7] ?? 0}`) * 1_000);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const real = new Date(at);
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day ? at : null;
}

/** The instant whose local reading is `asIfUtc`. Around a change of the clocks the offset in force after the first guess is used. */
function fromLocal(asIfUtc: number, { localOffsetMinutes }: Present): number {
  const guess = asIfUtc - localOffsetMinutes(asIfUtc) * 60_000;
  return asIfUtc - localOffsetMinutes(guess) * 60_000;
}

function localMidnight(present: Present): number {
  const local = present.nowMs + present.localOffsetMinutes(present.nowMs) * 60_000;
  return fromLocal(Math.floor(local / 86_400_000) * 86_400_000, present);
}

/** `+09:00`, `-0330` or `Z` in minutes east of UTC. */
function zoneMinutes(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}
