import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tailModel } from '../../../src/core/sizing/tail-model.ts';

const counts = fc.array(
  fc.record({
    usedMB: fc.integer({ min: 30, max: 3_000 }),
    environments: fc.integer({ min: 1, max: 20 }),
    atLeast: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('the tail of environment maxima', () => {
  it('gives chances between 0 and 1 that fall with size, and levels that rise as the chance falls', () => {
    fc.assert(
      fc.property(counts, (seen) => {
        const tail = tailModel(seen);
        const chances = [50, 200, 800, 3_200, 10_240].map((size) => tail.chanceAbove(size));
        expect(chances.every((chance) => chance >= 0 && chance <= 1)).toBe(true);
        expect(chances.every((chance, i) => i === 0 || chance <= (chances[i - 1] ?? 1) + 1e-12)).toBe(true);
        expect(tail.level(0.001)).toBeGreaterThanOrEqual(tail.level(0.01));
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on the order of the maxima', () => {
    const seen = [80, 83, 90, 84, 81].map((usedMB) => ({ usedMB, environments: 2, atLeast: false }));
    expect(tailModel([...seen].reverse()).level(0.01)).toBe(tailModel(seen).level(0.01));
  });

  it('never promises less risk than an unseen kind of load leaves', () => {
    const tail = tailModel([{ usedMB: 80, environments: 99, atLeast: false }]);
    expect(tail.chanceAbove(10_000)).toBeCloseTo(0.2 / 100, 6);
  });

  it('asks for more when maxima are only lower bounds', () => {
    const plain = tailModel([
      { usedMB: 400, environments: 20, atLeast: false },
      { usedMB: 512, environments: 10, atLeast: false },
    ]);
    const cut = tailModel([
      { usedMB: 400, environments: 20, atLeast: false },
      { usedMB: 512, environments: 10, atLeast: true },
    ]);
    expect(cut.level(0.01)).toBeGreaterThan(plain.level(0.01));
  });
});
