import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BillingTerms, billOf, COST_PARTS, type Cost, costOf, listTerms } from '../../../src/core/pricing/cost.ts';
import { gbSecondPriceEstimate, msPriceEstimate, requestPriceEstimate } from '../../../src/core/pricing/estimates.ts';
import { addMoney, money, noMoney, sumMoney, toDecimalString } from '../../../src/core/pricing/money.ts';
import { priceTable } from '../../../src/core/pricing/price-table.ts';
import { toEstimate } from '../../../src/core/pricing/ratio.ts';
import { tieredCost } from '../../../src/core/pricing/tiers.ts';
import { averageBilledMs, billedMsOf, type Workload } from '../../../src/core/pricing/workload.ts';

const VIRGINIA = priceTable('us-east-1');
const LIST = listTerms(VIRGINIA);

function workload(parts: Partial<Workload>): Workload {
  return { sizeMB: 1_024, architecture: 'x86_64', requests: 0, billedMs: 0, ...parts };
}

function total(cost: Cost): string | null {
  return cost.total && toDecimalString(cost.total);
}

const workloads = fc.record({
  sizeMB: fc.integer({ min: 128, max: 10_240 }),
  architecture: fc.constantFrom('x86_64' as const, 'arm64' as const),
  requests: fc.integer({ min: 0, max: 1e9 }),
  billedMs: fc.integer({ min: 0, max: 1e13 }),
  ephemeralMB: fc.integer({ min: 512, max: 10_240 }),
});

describe('the exact cost', () => {
  it('of 5,120 MB-seconds is $0.0000833335, not 0.000085', () => {
    expect(total(costOf(workload({ sizeMB: 512, billedMs: 10_000 }), LIST))).toBe('0.0000833335');
    expect(total(costOf(workload({ sizeMB: 512, billedMs: 10_000, architecture: 'arm64' }), LIST))).toBe('0.000066667');
  });

  it('equals the BigInt fraction price x MB x ms / 1,024,000 + requests, to the last digit', () => {
    fc.assert(
      fc.property(workloads, (one) => {
        fc.pre((one.sizeMB * one.billedMs) / 1_024_000 < 6e9);
        const cost = costOf({ ...one, ephemeralMB: 512 }, LIST);
        const price = one.architecture === 'arm64' ? 133_334n : 166_667n;
        const compute = price * BigInt(one.sizeMB) * BigInt(one.billedMs);
        expect(cost.parts.compute.atoms * 1_024_000n).toBe(compute * 10n ** 14n);
        expect(cost.parts.requests.atoms).toBe(2n * BigInt(one.requests) * 10n ** 17n);
      }),
    );
  });

  it('is additive: the cost of two months in one tier is the sum of both', () => {
    fc.assert(
      fc.property(fc.integer({ min: 128, max: 10_240 }), fc.nat(1e12), fc.nat(1e12), (sizeMB, a, b) => {
        fc.pre((sizeMB * (a + b)) / 1_024_000 < 6e9);
        const of = (billedMs: number) => costOf(workload({ sizeMB, billedMs }), LIST).atLeast;
        expect(of(a + b)).toEqual(addMoney(of(a), of(b)));
      }),
    );
  });

  it('never falls when size, time, requests or storage grow', () => {
    fc.assert(
      fc.property(workloads, fc.nat(1_000), (one, more) => {
        const now = costOf(one, LIST).atLeast.atoms;
        const grown = { ...one, billedMs: one.billedMs + more, requests: one.requests + more };
        expect(costOf(grown, LIST).atLeast.atoms).toBeGreaterThanOrEqual(now);
        expect(costOf({ ...one, sizeMB: one.sizeMB + more }, LIST).atLeast.atoms).toBeGreaterThanOrEqual(now);
      }),
    );
  });

  it('has parts that sum to the total, in one bill and over many', () => {
    fc.assert(
      fc.property(fc.array(workloads, { minLength: 1, maxLength: 6 }), (all) => {
        const terms: BillingTerms = { ...LIST, freeTier: VIRGINIA.freeTier, discountPercent: '7.25' };
        for (const { parts, atLeast } of billOf(all, terms)) {
          expect(sumMoney(COST_PARTS.map((part) => parts[part] ?? noMoney()))).toEqual(atLeast);
        }
      }),
    );
  });

  it('shows init apart without changing the sum', () => {
    const cost = costOf(workload({ billedMs: 10_000, initMs: 2_500 }), LIST);
    expect(toDecimalString(cost.parts.init)).toBe('0.00004166675');
    expect(toDecimalString(cost.parts.compute)).toBe('0.00012500025');
  });

  it('charges /tmp above 512 MB only', () => {
    expect(costOf(workload({ billedMs: 1e6, ephemeralMB: 512 }), LIST).parts.ephemeral).toEqual(noMoney());
    const more = costOf(workload({ billedMs: 1e6, ephemeralMB: 1_536 }), LIST).parts.ephemeral;
    expect(more && toDecimalString(more)).toBe('0.0000309');
  });

  it('prices provisioned concurrency, SnapStart and tenants by memory', () => {
    const { parts } = costOf(
      workload({
        sizeMB: 2_048,
        provisioned: { environments: 10, seconds: 3_600, billedMs: 1_000_000 },
        snapStart: { cacheSeconds: 10_800, restores: 100 },
        tenantEnvironments: 50,
      }),
      LIST,
    );
    expect(parts.provisioned && toDecimalString(parts.provisioned)).toBe('0.3194468');
    expect(parts.snapStart && toDecimalString(parts.snapStart)).toBe('0.06045932');
    expect(parts.tenants && toDecimalString(parts.tenants)).toBe('0.0166667');
  });

  it('says unknown, not zero, where a price is not known', () => {
    const china = listTerms(priceTable('cn-north-1'));
    const cost = costOf(
      workload({ billedMs: 1_000, provisioned: { environments: 1, seconds: 60, billedMs: 0 } }),
      china,
    );
    expect(cost.parts.provisioned).toBeNull();
    expect(cost.total).toBeNull();
    expect(toDecimalString(cost.atLeast)).toBe('0.000113477');
    expect(costOf(workload({ billedMs: 1_000 }), china).total).toEqual(money('0.000113477', 'CNY'));
  });
});

describe('tiers', () => {
  const { x86_64, arm64 } = VIRGINIA.architectures;

  it.each([
    ['x86_64', 6e9, '100000.2', 1e6, '100015.2'],
    ['x86_64', 15e9, '235000.2', 1e6, '235013.5334'],
    ['arm64', 7.5e9, '100000.5', 1e6, '100012.5001'],
    ['arm64', 18.75e9, '235001.625', 1e6, '235012.2917'],
  ] as const)('%s up to and beyond %d GB-s', (architecture, edge, upTo, beyond, sum) => {
    const { tiers } = VIRGINIA.architectures[architecture];
    expect(toDecimalString(money(tieredCost(edge, tiers)))).toBe(upTo);
    expect(toDecimalString(money(tieredCost(edge + beyond, tiers)))).toBe(sum);
  });

  it('are continuous: any split of the same GB-seconds costs the same', () => {
    fc.assert(
      fc.property(fc.nat(2e10), fc.nat(2e10), (a, b) => {
        for (const { tiers } of [x86_64, arm64]) {
          const split = addMoney(money(tieredCost(a, tiers)), money(tieredCost(b, tiers, a)));
          expect(split).toEqual(money(tieredCost(a + b, tiers)));
        }
      }),
    );
  });

  it('are shared by all functions of an architecture, whatever their order', () => {
    const big = workload({ billedMs: 6e12 });
    const small = workload({ billedMs: 1e12 });
    const [a, b] = billOf([big, small], LIST);
    const [c, d] = billOf([small, big], LIST);
    expect([a?.atLeast, b?.atLeast]).toEqual([d?.atLeast, c?.atLeast]);
    const sum = Number(toDecimalString(addMoney(a?.atLeast ?? noMoney(), b?.atLeast ?? noMoney())));
    expect(sum).toBeCloseTo(100_000.2 + 15_000, 6);
  });

  it('begin higher when the account uses GB-seconds elsewhere', () => {
    const terms: BillingTerms = { ...LIST, otherGbSeconds: { x86_64: 15e9, arm64: 0 } };
    expect(total(costOf(workload({ billedMs: 1_000 }), terms))).toBe('0.0000133334');
    expect(total(costOf(workload({ billedMs: 1_000, architecture: 'arm64' }), terms))).toBe('0.0000133334');
  });
});

describe('terms', () => {
  const free: BillingTerms = { ...LIST, freeTier: VIRGINIA.freeTier };

  it('let 65,500 GB-seconds and 3,000 requests lie inside the free tier', () => {
    const guide = [
      workload({ sizeMB: 512, requests: 1_000, billedMs: 10_000_000 }),
      workload({ sizeMB: 2_048, requests: 1_000, billedMs: 30_000_000 }),
      workload({ sizeMB: 256, requests: 1_000, billedMs: 2_000_000 }),
    ];
    const costs = billOf(guide, free);
    expect(costs.map(total)).toEqual(['0', '0', '0']);
    expect(costs.reduce((sum, { gbSeconds }) => sum + toEstimate(gbSeconds), 0)).toBe(65_500);
  });

  it('take the free tier off once, from both architectures together', () => {
    const costs = billOf(
      [workload({ billedMs: 4e8, requests: 1e6 }), workload({ billedMs: 4e8, requests: 1e6, architecture: 'arm64' })],
      free,
    );
    expect(costs.map(({ parts }) => toDecimalString(parts.compute))).toEqual(['3.33334', '2.66668']);
    expect(costs.map(({ parts }) => toDecimalString(parts.requests))).toEqual(['0.1', '0.1']);
  });

  it('give functions with provisioned concurrency no free tier', () => {
    const provisioned = { environments: 1, seconds: 0, billedMs: 0 };
    const cost = costOf(workload({ billedMs: 1_000, requests: 1, provisioned }), free);
    expect(total(cost)).toBe('0.0000168667');
  });

  it('take a discount off everything and a savings plan off compute alone', () => {
    const one = workload({ billedMs: 1_000_000, requests: 1_000_000 });
    expect(total(costOf(one, { ...LIST, discountPercent: 10 }))).toBe('0.19500003');
    const planned: BillingTerms = { ...LIST, savingsPlan: { share: 0.5, discountPercent: 12 } };
    const cost = costOf(one, planned);
    expect(toDecimalString(cost.parts.compute)).toBe('0.015666698');
    expect(toDecimalString(cost.parts.requests)).toBe('0.2');
  });
});

describe('billed milliseconds', () => {
  it('round the sum of duration and init up, once, without binary surprises', () => {
    expect(billedMsOf(1.1, 2.9)).toBe(4n);
    expect(billedMsOf('1236.04', '0.96')).toBe(1_237n);
    expect(billedMsOf(0.1, 0.2)).toBe(1n);
    expect(billedMsOf(3_000)).toBe(3_000n);
    expect(billedMsOf(3_000.01)).toBe(3_001n);
  });

  it('weigh cold and warm invocations after rounding each', () => {
    const { billed, init } = averageBilledMs(10.2, 100.5, 0.25);
    expect(toEstimate(billed)).toBe(36);
    expect(toEstimate(init)).toBe(25);
  });
});

describe('estimates', () => {
  it('are the same prices as numbers', () => {
    expect(gbSecondPriceEstimate(VIRGINIA, 'x86_64')).toBe(0.0000166667);
    expect(gbSecondPriceEstimate(VIRGINIA, 'arm64', 7.5e9)).toBe(0.0000120001);
    expect(gbSecondPriceEstimate(VIRGINIA, 'x86_64', 1e12)).toBe(0.0000133334);
    expect(requestPriceEstimate(VIRGINIA)).toBe(2e-7);
    expect(msPriceEstimate(VIRGINIA, 'x86_64', 128)).toBeCloseTo(2.0833e-9, 12);
  });
});
