/** Reads AWS's public bulk price list of one Region (offers/v1.0/aws/AWSLambda/current/<region>/index.json) into a price row. */

import type { PriceRow } from '../../src/core/pricing/price-row.ts';
import { TIER_EDGES } from '../../src/core/pricing/price-table.ts';
import type { Currency } from '../../src/model/money.ts';
import { trimmed } from './calculator-feed.ts';

/** The parts of the price list that are read. The files say beginRange and endRange. */
export interface BulkList {
  readonly version: string;
  readonly publicationDate: string;
  readonly products: Readonly<Record<string, { readonly attributes: Readonly<Record<string, string>> }>>;
  readonly terms: {
    readonly OnDemand: Readonly<Record<string, Readonly<Record<string, { readonly priceDimensions: Dimensions }>>>>;
  };
}

type Dimensions = Readonly<
  Record<string, { readonly beginRange: string; readonly pricePerUnit: Readonly<Record<string, string>> }>
>;

interface Tier {
  readonly from: number;
  readonly currency: Currency;
  readonly price: string;
}

/** The row of a Region. Products of location "Any" are the free tier and left out. Throws when duration or requests have no price. */
export function rowFromBulkList(list: BulkList, region: string): PriceRow {
  const tiers = (group: string): Tier[] => tiersOf(list, region, group);
  const x86 = tiers('AWS-Lambda-Duration');
  const arm = tiers('AWS-Lambda-Duration-ARM');
  const request = tiers('AWS-Lambda-Requests')[0];
  if (x86.length === 0 || arm.length === 0 || !request) {
    throw new Error(`the price list of ${region} has no duration or request price`);
  }
  refuseMovedEdges(region, x86, 'x86_64');
  refuseMovedEdges(region, arm, 'arm64');
  const single = (group: string): string | null => tiers(group)[0]?.price ?? null;
  return {
    currency: request.currency,
    x86: x86.map(({ price }) => price),
    arm: arm.map(({ price }) => price),
    request: request.price,
    ephemeral: single('AWS-Lambda-Storage-Duration'),
    provisionedX86: single('AWS-Lambda-Provisioned-Concurrency'),
    provisionedDurationX86: single('AWS-Lambda-Duration-Provisioned'),
    provisionedArm: single('AWS-Lambda-Provisioned-Concurrency-ARM'),
    provisionedDurationArm: single('AWS-Lambda-Duration-Provisioned-ARM'),
  };
}

/** The table keeps prices only; a list whose tiers begin elsewhere would be priced wrongly. */
function refuseMovedEdges(region: string, tiers: readonly Tier[], architecture: keyof typeof TIER_EDGES): void {
  const edges = TIER_EDGES[architecture].slice(0, tiers.length);
  if (tiers.length === 1 || tiers.every(({ from }, index) => from === edges[index])) return;
  const found = tiers.map(({ from }) => from).join(', ');
  throw new Error(`${region}: ${architecture} tiers begin at ${found}; change TIER_EDGES in price-table.ts first`);
}

/** Distinct tiers of a group in this Region, ascending. */
function tiersOf(list: BulkList, region: string, group: string): Tier[] {
  const found = new Map<number, Tier>();
  for (const [sku, { attributes }] of Object.entries(list.products)) {
    if (attributes.group !== group || attributes.location === 'Any') continue;
    if (attributes.regionCode !== undefined && attributes.regionCode !== region) continue;
    for (const term of Object.values(list.terms.OnDemand[sku] ?? {})) {
      for (const tier of tiersIn(term.priceDimensions)) found.set(tier.from, tier);
    }
  }
  return [...found.values()].sort((a, b) => a.from - b.from);
}

function tiersIn(dimensions: Dimensions): Tier[] {
  return Object.values(dimensions).flatMap(({ beginRange, pricePerUnit }) => {
    const [currency, price] = Object.entries(pricePerUnit)[0] ?? [];
    if (price === undefined || (currency !== 'USD' && currency !== 'CNY')) return [];
    return [{ from: Number(beginRange), currency, price: trimmed(price) }];
  });
}
