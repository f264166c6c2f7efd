import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JoinMemory } from '../../../../src/core/logs/join/join-memory.ts';
import { SeenReports } from '../../../../src/core/logs/join/seen-reports.ts';

const hashed = (n: number, salt: number): number => Math.imul((n + salt) ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(n, salt);

/** A report by number, and its second; the same pair is the same report. */
interface Report {
  readonly n: number;
  readonly second: number;
}

/** What `met` says of each, and what a plain set says. */
function compare(
  reports: readonly Report[],
  kind: 'wasm' | 'plain',
): { said: boolean[]; true: boolean[]; recent: boolean } {
  const seen = new SeenReports(new JoinMemory(kind), 0);
  const set = new Set<string>();
  const said: boolean[] = [];
  const known: boolean[] = [];
  for (const { n, second } of reports) {
    const key = `${n}-${second}`;
    known.push(set.has(key));
    set.add(key);
    said.push(seen.met(hashed(n, 7 + second), hashed(n, 1_000_003 + second), second));
  }
  return { said, true: known, recent: seen.recent !== null };
}

/** Steps of time, mostly none or forward, now and then a little back, rarely far. */
const steps = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(0, 0, 0, 1) },
      { weight: 3, arbitrary: fc.constantFrom(-1, -2, 2, 5, 9, 40) },
      { weight: 1, arbitrary: fc.constantFrom(-4, -5, -30, 3_000) },
    ),
  ),
  { maxLength: 400 },
);

describe('reports met before', () => {
  it.each(['wasm', 'plain'] as const)('are known whatever the order of time (%s)', (kind) => {
    fc.assert(
      fc.property(steps, (list) => {
        let second = 1_759_276_800;
        const reports = list.map(([n, step]) => {
          second += step;
          return { n, second };
        });
        const { said, true: known } = compare(reports, kind);
        expect(said).toEqual(known);
      }),
      { numRuns: 300 },
    );
  });

  it('are looked for among the last seconds only, as long as they come in order', () => {
    const reports = Array.from({ length: 60_000 }, (_, i) => ({
      n: i % 997,
      second: 1_759_276_800 + Math.floor(i / 900),
    }));
    const { said, true: known, recent } = compare(reports, 'wasm');
    expect(said).toEqual(known);
    expect(recent).toBe(true);
  });

  it('are known some seconds late too, whatever came between', () => {
    const reports: Report[] = [];
    const at = (i: number): Report => ({ n: i, second: 1_759_276_800 + Math.floor(i / 1_500) });
    for (let i = 0; i < 60_000; i++) {
      reports.push(at(i));
      // Again after up to three seconds.
      if (i % 7 === 0 && i >= 6_000) reports.push(at(i - (Math.imul(i, 0x9e3779b1) >>> 20)));
    }
    const { said, true: known, recent } = compare(reports, 'wasm');
    expect(said).toEqual(known);
    expect(known.filter(Boolean).length).toBeGreaterThan(5_000);
    expect(recent).toBe(true);
  });

  it('are still known when one comes out of order, in a burst that is too large for the window, and without time', () => {
    const ordered = Array.from({ length: 30_000 }, (_, i) => ({ n: i, second: 1_759_276_800 + Math.floor(i / 300) }));
    const late = [...ordered, ...ordered.slice(0, 500)];
    expect(compare(late, 'wasm')).toMatchObject({ said: compare(late, 'wasm').true, recent: false });
    const burst = Array.from({ length: 30_000 }, (_, i) => ({ n: i % 20_000, second: 1_759_276_800 }));
    expect(compare(burst, 'wasm')).toMatchObject({ said: compare(burst, 'wasm').true, recent: false });
    const timeless = [...ordered, { n: 5, second: 0 }, { n: 5, second: 0 }, ordered[9]!];
    const { said } = compare(timeless, 'wasm');
    expect(said.slice(-3)).toEqual([false, true, true]);
  });
});
