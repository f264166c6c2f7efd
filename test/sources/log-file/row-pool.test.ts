import { describe, expect, it } from 'vitest';
import { ROW_WORDS } from '../../../src/core/logs/scan/rows.ts';
import { type KeptBatch, RowPool } from '../../../src/sources/log-file/row-pool.ts';
import { createRowMemory, PLACES } from '../../../src/sources/log-file/scan-job.ts';
import type { UnitBatch } from '../../../src/sources/log-file/scan-unit.ts';

function batch(mark: number, count: number): UnitBatch {
  return { rows: new Int32Array(count * ROW_WORDS).fill(mark), count, readings: new Map(), newlinesBefore: mark };
}

/** What comes out of the pool again: mark of each row, count, newlines. */
function released(pool: RowPool, kept: KeptBatch): readonly [marks: number[], count: number, newlines: number] {
  let out: readonly [number[], number, number] = [[], 0, 0];
  pool.release(kept, ({ rows, count, newlinesBefore }) => {
    out = [[...new Set(rows.subarray(0, count * ROW_WORDS))], count, newlinesBefore];
  });
  return out;
}

describe('the pool of rows', () => {
  it('gives back what it was given, from either thread, also when all places are taken', () => {
    const memory = createRowMemory();
    const worker = new RowPool(memory);
    const main = new RowPool(memory);
    const kept = Array.from({ length: PLACES + 36 }, (_, n) => (n % 2 === 0 ? worker : main).keep(batch(n, 1 + n)));
    expect(new Set(kept.filter((one) => one.place >= 0).map((one) => one.place)).size).toBe(PLACES);
    expect(kept.filter((one) => one.place < 0).length).toBe(36);
    for (const [n, one] of kept.entries()) expect(released(main, one)).toEqual([[n], 1 + n, n]);
  });

  it('uses places again', () => {
    const pool = new RowPool(createRowMemory());
    for (let n = 0; n < 1_000; n++) {
      const kept = pool.keep(batch(n, 4_096));
      expect(kept.place).toBeGreaterThanOrEqual(0);
      expect(released(pool, kept)).toEqual([[n], 4_096, n]);
    }
  });
});
