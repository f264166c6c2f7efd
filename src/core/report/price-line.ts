/** The sentence about the prices behind a figure. */
import type { PricesUsed } from '../../model/what-if.ts';

/** `Prices: us-east-1, published 2025-10-30, unchanged on 2026-09-19.` and what was assumed. */
export function priceLine({ region, regionAssumed, date, confirmed, currency, source }: PricesUsed): string {
  const checked = confirmed === null ? '' : `, unchanged on ${confirmed}`;
  const assumed = regionAssumed ? ' (no Region was given; --region says which)' : '';
  return `Prices of ${region}${assumed} in ${currency}, list of ${date}${checked}: ${source}.`;
}
