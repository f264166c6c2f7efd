/** Prices as floating-point numbers, for estimators that work with intervals. Sums shown to people are made with Money (cost.ts). */
import type { Architecture } from '../../model/units.ts';
import { moneyToEstimate } from './money.ts';
import type { RegionPrices } from './price-table.ts';

/** Price of the next on-demand GB-second, in the table's currency, when the account already uses `monthlyGbSeconds` there a month. */
export function gbSecondPriceEstimate(prices: RegionPrices, architecture: Architecture, monthlyGbSeconds = 0): number {
  const { tiers } = prices.architectures[architecture];
  const tier = tiers.find(({ toGbSeconds }) => toGbSeconds === null || monthlyGbSeconds < toGbSeconds) ?? tiers[0];
  return moneyToEstimate(tier.perGbSecond);
}

/** Price of one request, in the table's currency. */
export function requestPriceEstimate(prices: RegionPrices): number {
  return moneyToEstimate(prices.request);
}

/** Price of one billed ms at a size, in the table's currency, without the request. */
export function msPriceEstimate(prices: RegionPrices, architecture: Architecture, sizeMB: number): number {
  return (gbSecondPriceEstimate(prices, architecture) * sizeMB) / 1_024 / 1_000;
}
