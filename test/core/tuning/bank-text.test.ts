import { describe, expect, it } from 'vitest';
import { bankText, curvesOfText } from '../../../src/core/tuning/bank-text.ts';
import { curveBank, drawCurves, STANDARD_SEED, standardBank } from '../../../src/core/tuning/curve-bank.ts';
import { FITTED_PRIOR } from '../../../src/core/tuning/prior.ts';
import { STANDARD_BANK } from '../../../src/core/tuning/standard-bank.generated.ts';

describe('a bank as text', () => {
  it('is read back as it was written', () => {
    const text = bankText(drawCurves(FITTED_PRIOR, 7, 200));
    expect(bankText(curvesOfText(text))).toBe(text);
  });

  it('is close to the curves that were drawn: a hundredth of a percent of the duration in the mean', () => {
    const drawn = curveBank(FITTED_PRIOR, STANDARD_SEED);
    const read = standardBank();
    expect(read.group).toEqual(drawn.group);
    for (const sizeMB of [128, 500, 1_769, 6_000]) {
      const known = drawn.shapeAt(sizeMB);
      const misses = read.shapeAt(sizeMB).map((value, i) => Math.abs(value - known[i]!));
      expect(misses.reduce((a, b) => a + b, 0) / misses.length).toBeLessThan(1e-4);
    }
  });

  it('is what the fitted prior gives now (else run tsx scripts/make-curve-bank.ts)', () => {
    expect(bankText(drawCurves(FITTED_PRIOR, STANDARD_SEED)) === STANDARD_BANK).toBe(true);
  });
});
