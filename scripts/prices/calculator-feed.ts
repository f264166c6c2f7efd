/** Reads the JSON form of the AWS pricing calculator's Lambda feed: Region -> the twelve prices that depend on it. */
import type { PriceRow } from '../../src/core/pricing/price-row.ts';

/** The feed as kept by this project: `regions.<code>.<name>` with decimal strings. */
export interface CalculatorFeed {
  readonly source: string;
  readonly regions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** One row a Region. Throws when a Region lacks a price, so that no hole is taken for zero. */
export function rowsFromFeed(feed: CalculatorFeed): Map<string, PriceRow> {
  return new Map(Object.entries(feed.regions).map(([region, prices]) => [region, rowFrom(region, prices)]));
}

/** Drops trailing zeros of a decimal string; the value stays what it was. */
export function trimmed(price: string): string {
  return price.includes('.') ? price.replace(/\.?0+$/, '') : price;
}

function rowFrom(region: string, prices: Readonly<Record<string, string>>): PriceRow {
  const price = (name: string): string => {
    const found = prices[name];
    if (found === undefined) throw new Error(`${region} has no price "${name}"`);
    return trimmed(found);
  };
  return {
    currency: 'USD',
    x86: [price('Duration'), price('Duration Tier2'), price('Duration Tier3')],
    arm: [price('Duration-ARM'), price('Duration-ARM Tier2'), price('Duration-ARM Tier3')],
    request: price('Requests'),
    ephemeral: price('Storage-Duration'),
    provisionedX86: price('Provisioned-Concurrency'),
    provisionedDurationX86: price('Duration-Provisioned'),
    provisionedArm: price('Provisioned-Concurrency-ARM'),
    provisionedDurationArm: price('Duration-Provisioned-ARM'),
  };
}
