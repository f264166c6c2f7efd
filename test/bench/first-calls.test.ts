import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { firstCallRatioOf, firstCallRatios } from '../../bench/first-calls.ts';
import { randomFrom } from '../../src/core/stats/prng.ts';

const folder = mkdtempSync(join(tmpdir(), 'memfit-first-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A function's cold and warm means at three sizes; the cold ones are `ratio` times the warm ones. */
const rows = (name: string, warmMs: number, ratio: number) =>
  [128, 512, 2_048].flatMap((size) => [
    `lab,${name},arm64,0,${size},${warmMs}`,
    `lab,${name},arm64,1,${size},${warmMs * ratio}`,
  ]);
const path = join(folder, 'curves.csv');
writeFileSync(
  path,
  [
    'source,function,arch,cold,memory_mb,mean_ms',
    ...rows('quick', 10, 9),
    ...rows('slow', 10_000, 1),
    'lab,warm-only,arm64,0,128,50',
  ].join('\n'),
);
const curve = (name: string, meanMs: number) => ({ source: 'lab', name, points: [{ meanMs }] });

describe('first calls of worlds', () => {
  it('take the ratio that was measured for the function itself', () => {
    const known = firstCallRatios(path);
    expect(known.map(({ name }) => name)).toEqual(['quick arm64', 'slow arm64']);
    expect(firstCallRatioOf(curve('quick arm64', 10), known, randomFrom(1))(300)).toBeCloseTo(9, 10);
    expect(firstCallRatioOf(curve('slow arm64', 10_000), known, randomFrom(1))(300)).toBeCloseTo(1, 10);
  });

  it('borrow one, and are like warm calls where nothing was measured', () => {
    const known = firstCallRatios(path);
    expect([1, 9]).toContain(Math.round(firstCallRatioOf(curve('other', 12), known, randomFrom(2))(128)));
    expect(firstCallRatioOf(curve('other', 12), [], randomFrom(2))(128)).toBe(1);
  });
});
