import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toDecimalString } from '../../../src/core/pricing/money.ts';
import {
  findPrices,
  PRICES_DATE,
  PRICES_SOURCE,
  priceTable,
  REGIONS,
  type RegionPrices,
} from '../../../src/core/pricing/price-table.ts';
import { compareRatios } from '../../../src/core/pricing/ratio.ts';
import { perUnit } from '../../../src/core/pricing/tiers.ts';

const FEED = new URL('../../../../shared/data/lambda-prices-by-region.json', import.meta.url);

/** Where each name of the calculator's feed stands in a table. */
const CELLS: Readonly<Record<string, (table: RegionPrices) => unknown>> = {
  Duration: ({ architectures }) => architectures.x86_64.tiers[0].perGbSecond,
  'Duration Tier2': ({ architectures }) => architectures.x86_64.tiers[1]?.perGbSecond,
  'Duration Tier3': ({ architectures }) => architectures.x86_64.tiers[2]?.perGbSecond,
  'Duration-ARM': ({ architectures }) => architectures.arm64.tiers[0].perGbSecond,
  'Duration-ARM Tier2': ({ architectures }) => architectures.arm64.tiers[1]?.perGbSecond,
  'Duration-ARM Tier3': ({ architectures }) => architectures.arm64.tiers[2]?.perGbSecond,
  Requests: ({ request }) => request,
  'Storage-Duration': ({ ephemeralGbSecond }) => ephemeralGbSecond,
  'Provisioned-Concurrency': ({ architectures }) => architectures.x86_64.provisionedGbSecond,
  'Duration-Provisioned': ({ architectures }) => architectures.x86_64.provisionedDurationGbSecond,
  'Provisioned-Concurrency-ARM': ({ architectures }) => architectures.arm64.provisionedGbSecond,
  'Duration-Provisioned-ARM': ({ architectures }) => architectures.arm64.provisionedDurationGbSecond,
};

describe.runIf(existsSync(FEED))('every cell of ../shared/data/lambda-prices-by-region.json', () => {
  const feed = existsSync(FEED)
    ? (JSON.parse(readFileSync(FEED, 'utf8')) as { regions: Record<string, Record<string, string>> })
    : { regions: {} };

  it('covers 36 Regions', () => expect(Object.keys(feed.regions)).toHaveLength(36));

  it.each(Object.entries(feed.regions))('%s', (region, prices) => {
    const table = priceTable(region);
    expect(table.currency).toBe('USD');
    expect(Object.keys(prices).sort()).toEqual(Object.keys(CELLS).sort());
    for (const [name, price] of Object.entries(prices)) {
      expect(compareRatios(perUnit(CELLS[name]?.(table) as never), price), name).toBe(0);
    }
  });
});

describe('the price table', () => {
  it('knows 36 Regions and the two in China, with date and source', () => {
    expect(REGIONS).toHaveLength(38);
    expect(PRICES_DATE).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(PRICES_SOURCE).not.toBe('');
    for (const region of REGIONS) {
      expect(priceTable(region).date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(priceTable(region).source).not.toBe('');
    }
  });

  it('has tier edges of its own for arm64', () => {
    const { x86_64, arm64 } = priceTable('us-east-1').architectures;
    expect(x86_64.tiers.map(({ fromGbSeconds }) => fromGbSeconds)).toEqual([0, 6e9, 15e9]);
    expect(arm64.tiers.map(({ fromGbSeconds }) => fromGbSeconds)).toEqual([0, 7.5e9, 18.75e9]);
    expect(arm64.tiers.map(({ toGbSeconds }) => toGbSeconds)).toEqual([7.5e9, 18.75e9, null]);
  });

  it('has cheaper and dearer Regions than us-east-1', () => {
    const first = (region: string) => toDecimalString(priceTable(region).architectures.x86_64.tiers[0].perGbSecond);
    expect(first('us-east-1')).toBe('0.0000166667');
    for (const region of ['ap-southeast-5', 'ap-southeast-7', 'ap-east-2']) expect(first(region)).toBe('0.000015');
    expect(first('ap-east-1')).toBe('0.00002292');
    expect(first('ap-northeast-2')).toBe('0.0000166667');
  });

  it.each(['cn-north-1', 'cn-northwest-1'])(
    'bills %s in yuan, with one tier and nothing unknown shown as zero',
    (region) => {
      const china = priceTable(region);
      expect(china.currency).toBe('CNY');
      expect(china.architectures.x86_64.tiers).toHaveLength(1);
      expect(china.architectures.x86_64.tiers[0].toGbSeconds).toBeNull();
      expect(toDecimalString(china.architectures.x86_64.tiers[0].perGbSecond)).toBe('0.000113477');
      expect(toDecimalString(china.architectures.arm64.tiers[0].perGbSecond)).toBe('0.0000908');
      expect(toDecimalString(china.request)).toBe('0.00000136');
      expect(china.architectures.x86_64.provisionedGbSecond).toBeNull();
      expect(china.snapStart).toBeNull();
      expect(china.freeTier).toBeNull();
    },
  );

  it('keeps the special prices of us-east-1', () => {
    const { snapStart, streamingGb, edge, architectures, freeTier } = priceTable('us-east-1');
    expect(snapStart && toDecimalString(snapStart.cacheGbSecond)).toBe('0.0000015046');
    expect(snapStart && toDecimalString(snapStart.restoreGb)).toBe('0.0001397998');
    expect(streamingGb && toDecimalString(streamingGb)).toBe('0.008');
    expect(edge && [toDecimalString(edge.gbSecond), toDecimalString(edge.request)]).toEqual([
      '0.00005001',
      '0.0000006',
    ]);
    const { savingsPlan, tenantEnvironmentGb } = architectures.arm64;
    expect(savingsPlan && toDecimalString(savingsPlan.noUpfront)).toBe('0.0000117');
    expect(tenantEnvironmentGb && toDecimalString(tenantEnvironmentGb)).toBe('0.000133333');
    expect(freeTier).toEqual({ requests: 1_000_000, gbSeconds: 400_000 });
  });

  it('names the nearest Region when one is not known, and where it was said', () => {
    expect(() => priceTable('eu-centrall-1', '--region')).toThrow(
      expect.objectContaining({
        code: 'unknown-region',
        detail: expect.objectContaining({ where: '--region', next: 'did you mean eu-central-1?' }),
      }),
    );
    expect(findPrices('moon-north-1')).toBeNull();
    expect(findPrices('toString')).toBeNull();
    expect(findPrices('__proto__')).toBeNull();
  });
});
