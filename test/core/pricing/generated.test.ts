import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BulkList, rowFromBulkList } from '../../../scripts/prices/bulk-list.ts';
import { type CalculatorFeed, rowsFromFeed, trimmed } from '../../../scripts/prices/calculator-feed.ts';
import { generatedPrices } from '../../../scripts/prices/generate.ts';
import { PRICE_ROWS } from '../../../src/core/pricing/prices.generated.ts';

const FEED = new URL('../../../../shared/data/lambda-prices-by-region.json', import.meta.url);

/** A price list of the published shape: tiers out of order, a free-tier product, a product of another Region. */
function bulkList(): BulkList {
  const products: Record<string, { attributes: Record<string, string> }> = {};
  const terms: Record<
    string,
    Record<
      string,
      { priceDimensions: Record<string, { beginRange: string; endRange: string; pricePerUnit: { USD: string } }> }
    >
  > = {};
  const add = (
    sku: string,
    group: string,
    tiers: [string, string, string][],
    attributes: Record<string, string> = {},
  ) => {
    products[sku] = {
      attributes: { group, location: 'US East (N. Virginia)', regionCode: 'us-east-1', ...attributes },
    };
    const dimensions = tiers.map(
      ([beginRange, endRange, USD], i) => [`${sku}.${i}`, { beginRange, endRange, pricePerUnit: { USD } }] as const,
    );
    terms[sku] = { [`${sku}.JRTCKXETXF`]: { priceDimensions: Object.fromEntries(dimensions) } };
  };
  add('A', 'AWS-Lambda-Duration', [
    ['15000000000', 'Inf', '0.0000133334'],
    ['0', '6000000000', '0.0000166667'],
    ['6000000000', '15000000000', '0.0000150000'],
  ]);
  add('B', 'AWS-Lambda-Duration-ARM', [
    ['0', '7500000000', '0.0000133334'],
    ['7500000000', '18750000000', '0.0000120001'],
    ['18750000000', 'Inf', '0.0000106667'],
  ]);
  add('C', 'AWS-Lambda-Requests', [['0', 'Inf', '0.0000002000']]);
  add('D', 'AWS-Lambda-Duration', [['0', '400000', '0.0000000000']], { location: 'Any', regionCode: '' });
  add('E', 'AWS-Lambda-Duration', [['0', 'Inf', '0.0000990000']], { regionCode: 'us-west-2' });
  add('F', 'AWS-Lambda-Storage-Duration', [['0', 'Inf', '0.0000000309']]);
  add('G', 'AWS-Lambda-Provisioned-Concurrency', [['0', 'Inf', '0.0000041667']]);
  add('H', 'AWS-Lambda-Duration-Provisioned', [['0', 'Inf', '0.0000097222']]);
  return { version: '1', publicationDate: '2026-09-19T00:23:59Z', products, terms: { OnDemand: terms } };
}

describe('the bulk price list', () => {
  it('gives the same row as the table holds, with what it lacks as unknown', () => {
    const { origin: _, ...row } = PRICE_ROWS['us-east-1']!;
    expect(rowFromBulkList(bulkList(), 'us-east-1')).toEqual({
      ...row,
      provisionedArm: null,
      provisionedDurationArm: null,
    });
  });

  it('is refused without a price for duration, and with tiers at other edges', () => {
    expect(() => rowFromBulkList({ ...bulkList(), products: {} }, 'us-east-1')).toThrow(/no duration or request price/);
    const moved = JSON.parse(JSON.stringify(bulkList()).replaceAll('7500000000', '8500000000')) as BulkList;
    expect(() => rowFromBulkList(moved, 'us-east-1')).toThrow(/tiers/);
  });
});

describe('the generated table', () => {
  it('is the same text for the same input', () => {
    const rows = new Map([['us-east-1', rowFromBulkList(bulkList(), 'us-east-1')]]);
    const origin = { source: "a 'list'", published: '2026-09-19', confirmed: null };
    expect(generatedPrices(rows, origin)).toBe(generatedPrices(new Map(rows), { ...origin }));
    expect(generatedPrices(rows, origin)).toContain("source: 'a \\'list\\''");
  });

  it('drops zeros that mean nothing, and only those', () => {
    expect(['0.0000150000', '0.10', '10', '100', '1.0'].map(trimmed)).toEqual(['0.000015', '0.1', '10', '100', '1']);
  });

  it.runIf(existsSync(FEED))('holds what ../shared/data/lambda-prices-by-region.json gives', () => {
    for (const [region, row] of rowsFromFeed(JSON.parse(readFileSync(FEED, 'utf8')) as CalculatorFeed)) {
      const { origin: _, ...kept } = PRICE_ROWS[region]!;
      expect(kept, region).toEqual(row);
    }
  });
});
