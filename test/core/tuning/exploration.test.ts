import { describe, expect, it } from 'vitest';
import { priceTable } from '../../../src/core/pricing/price-table.ts';
import { explorationOf, nextCost, spentOn } from '../../../src/core/tuning/exploration.ts';
import { SAMPLE } from '../../actions/tune-world.ts';

const prices = priceTable('us-east-1');
const sample = (sizeMB: number, billedMs: number, changes: object = {}) => ({
  ...SAMPLE,
  sizeMB,
  billedMs,
  ...changes,
});

describe('what calls cost', () => {
  it('is GB-seconds at list price and a fee a request', () => {
    const calls = [sample(1_024, 1_000), sample(512, 2_000)];
    const { gbSeconds, cost } = explorationOf(calls, prices, 'x86_64');
    expect(gbSeconds).toBe(2);
    // 2 GB-s at $0.0000166667, two requests at $0.20 a million.
    expect(Number(cost)).toBeCloseTo(2 * 0.0000166667 + 4e-7, 9);
    expect(spentOn([], prices, 'x86_64')).toBe(0);
  });

  it('is unknown before the first call', () => {
    expect(nextCost([], { sizeMB: 128, payload: 'empty' }, prices, 'x86_64')).toBeNull();
  });

  it('expects a call as long as those at its size, without a warming one', () => {
    const calls = [sample(512, 300, { kind: 'cold' }), sample(512, 100), sample(512, 140)];
    const one = spentOn([sample(512, 120)], prices, 'x86_64');
    expect(nextCost(calls, { sizeMB: 512, payload: 'empty' }, prices, 'x86_64')).toBeCloseTo(one, 12);
  });

  it('expects a new size to be warmed, and a smaller one to take as much longer as it is smaller', () => {
    const calls = [sample(512, 300, { kind: 'cold' }), sample(512, 100)];
    const both = spentOn([sample(128, 1_200), sample(128, 400)], prices, 'x86_64');
    expect(nextCost(calls, { sizeMB: 128, payload: 'empty' }, prices, 'x86_64')).toBeCloseTo(both, 12);
    const larger = spentOn([sample(1_024, 300), sample(1_024, 100)], prices, 'x86_64');
    expect(nextCost(calls, { sizeMB: 1_024, payload: 'empty' }, prices, 'x86_64')).toBeCloseTo(larger, 12);
  });

  it('goes by the payload where it was called before', () => {
    const calls = [sample(512, 100), sample(512, 5_000, { payload: 'large' })];
    const one = spentOn([sample(512, 5_000)], prices, 'x86_64');
    expect(nextCost(calls, { sizeMB: 512, payload: 'large' }, prices, 'x86_64')).toBeCloseTo(one, 12);
  });
});
