import { describe, expect, it } from 'vitest';
import type { Origin } from '../../../src/core/config/fault.ts';
import { type Present, readTime, readWindow } from '../../../src/core/config/when.ts';

const FLAG: Origin = { kind: 'flag', name: '--since' };
const NOW = Date.UTC(2026, 10, 24, 12, 30);
const SEOUL: Present = { nowMs: NOW, localOffsetMinutes: () => 540 };
/** Berlin 2026: +2 until 25 October 01:00 UTC, then +1. */
const BERLIN: Present = { nowMs: NOW, localOffsetMinutes: (at) => (at < Date.UTC(2026, 9, 25, 1) ? 120 : 60) };

function iso(text: string, present = SEOUL): string {
  return new Date(readTime(text, FLAG, present)).toISOString();
}

describe('a time', () => {
  it.each([
    ['14d', '2026-11-10T12:30:00.000Z'],
    ['36h', '2026-11-23T00:30:00.000Z'],
    ['90m', '2026-11-24T11:00:00.000Z'],
    ['2w', '2026-11-10T12:30:00.000Z'],
    ['1.5d ago', '2026-11-23T00:30:00.000Z'],
    ['now', '2026-11-24T12:30:00.000Z'],
    ['today', '2026-11-23T15:00:00.000Z'],
    ['2026-11-01', '2026-10-31T15:00:00.000Z'],
    ['2026-11-01T10:00', '2026-11-01T01:00:00.000Z'],
    ['2026-11-01 10:00:30.25', '2026-11-01T01:00:30.250Z'],
    ['2026-11-01T10:00Z', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01T10:00-0330', '2026-11-01T13:30:00.000Z'],
    ['2026-11-01T10:00:00+09:00', '2026-11-01T01:00:00.000Z'],
  ])('%s in Seoul is %s', (text, at) => expect(iso(text)).toBe(at));

  it('without a zone follows the clocks of that day, not of today', () => {
    expect(iso('2026-10-24T12:00', BERLIN)).toBe('2026-10-24T10:00:00.000Z');
    expect(iso('2026-10-26T12:00', BERLIN)).toBe('2026-10-26T11:00:00.000Z');
    expect(iso('2026-10-25', BERLIN)).toBe('2026-10-24T22:00:00.000Z');
  });

  it.each(['', 'yesterday', '14', '14x', '2026-02-30', '2026-13-01', '2026-11-01T25:00', '01.11.2026', '2026-11'])(
    '%j is refused',
    (text) => {
      expect(() => iso(text)).toThrow(/^--since: .* is not a time/);
    },
  );
});

describe('a window', () => {
  const said = (text: string, name: string) => ({ text, origin: { kind: 'flag', name } as const });

  it('has only the bounds that were given', () => {
    expect(readWindow(null, null, SEOUL)).toEqual({});
    expect(readWindow(said('1d', '--since'), null, SEOUL)).toEqual({ sinceMs: NOW - 86_400_000 });
  });

  it('that is empty is refused', () => {
    expect(() => readWindow(said('1h', '--since'), said('2h', '--until'), SEOUL)).toThrow(
      /^--until: "2h" leaves no time/,
    );
    expect(() => readWindow(said('1h', '--since'), said('1h', '--until'), SEOUL)).toThrow();
  });
});
