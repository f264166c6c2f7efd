import fc from 'fast-check';
import {
  binomialDistribution,
  cumulativeStdNormalProbability,
  gammaln,
  poissonDistribution,
  probit,
} from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import {
  betaCdf,
  betaQuantile,
  binomialCdf,
  binomialUpper,
  chiSquareUpper,
  gammaCdf,
  gammaQuantile,
  normalCdf,
  normalQuantile,
  normalUpper,
  poissonCdf,
  poissonUpper,
  studentCdf,
  studentQuantile,
} from '../../../src/core/stats/distributions.ts';
import { logBeta, logGamma } from '../../../src/core/stats/special-functions.ts';

const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const parameter = fc.double({ min: 0.3, max: 5000, noNaN: true });

describe('distributions', () => {
  it('agree with published values', () => {
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(normalUpper(8)).toBeCloseTo(6.220960574271785e-16, 28);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 9);
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.706204736432095, 8);
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.2281388519649385, 10);
    expect(studentQuantile(0.025, 30)).toBeCloseTo(-2.042272456301238, 10);
    expect(studentCdf(2, 5)).toBeCloseTo(0.9490302605850709, 12);
    expect(chiSquareUpper(5.991464547107979, 2)).toBeCloseTo(0.05, 12);
    expect(betaCdf(0.3, 2, 5)).toBeCloseTo(0.579825, 6);
    expect(betaQuantile(0.95, 2, 5)).toBeCloseTo(0.5818034, 6);
    expect(gammaQuantile(0.975, 1)).toBeCloseTo(-Math.log(0.025), 10);
  });

  it('agree with simple-statistics to its precision', () => {
    for (const x of [0.7, 1, 3.5, 20, 400]) expect(logGamma(x)).toBeCloseTo(gammaln(x), 7);
    for (const z of [-2.5, -1, 0.3, 1.7]) expect(normalCdf(z)).toBeCloseTo(cumulativeStdNormalProbability(z), 4);
    for (const p of [0.1, 0.42, 0.9]) expect(normalQuantile(p)).toBeCloseTo(probit(p), 2);
    const binomial = binomialDistribution(20, 0.3) as number[];
    const poisson = poissonDistribution(4) as number[];
    for (const k of [0, 3, 7, 12]) {
      expect(binomialCdf(k, 20, 0.3)).toBeCloseTo(sum(binomial.slice(0, k + 1)), 10);
      expect(binomialUpper(k, 20, 0.3)).toBeCloseTo(1 - sum(binomial.slice(0, k)), 4);
      expect(poissonCdf(k, 4)).toBeCloseTo(sum(poisson.slice(0, k + 1)), 10);
      expect(poissonUpper(k, 4)).toBeCloseTo(1 - sum(poisson.slice(0, k)), 3);
    }
  });

  it('have inverses that lead back to the probability', () => {
    fc.assert(
      fc.property(probability, parameter, parameter, (p, a, b) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
        expect(betaCdf(betaQuantile(p, a, b + 1), a, b + 1)).toBeCloseTo(p, 8);
        expect(gammaCdf(gammaQuantile(p, a), a)).toBeCloseTo(p, 8);
        expect(studentCdf(studentQuantile(p, a), a)).toBeCloseTo(p, 8);
      }),
    );
  });

  it('have two tails that add up to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), probability, (k, n, p) => {
        expect(binomialCdf(k - 1, n, p) + binomialUpper(k, n, p)).toBeCloseTo(1, 9);
        expect(poissonCdf(k - 1, n * p) + poissonUpper(k, n * p)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('stay exact for millions of trials', () => {
    expect(binomialUpper(1, 3_000_000, 1e-9)).toBeCloseTo(-Math.expm1(3_000_000 * Math.log1p(-1e-9)), 9);
    expect(binomialCdf(1_500_000, 3_000_000, 0.5)).toBeCloseTo(0.50023, 4);
    expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 12);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
