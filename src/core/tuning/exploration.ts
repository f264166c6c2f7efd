/** What the calls of a measurement cost on Lambda, or would cost: for `--max-cost` and for the record. */
import type { Sample } from '../../model/sample.ts';
import type { FunctionTuning } from '../../model/tuning.ts';
import type { Architecture } from '../../model/units.ts';
import { msPriceEstimate, requestPriceEstimate } from '../pricing/estimates.ts';
import { moneyFromEstimate, toDecimalString } from '../pricing/money.ts';
import type { RegionPrices } from '../pricing/price-table.ts';
import { gbSecondsOf } from './search/budget.ts';

type Priced = Pick<Sample, 'sizeMB' | 'billedMs' | 'payload' | 'kind' | 'status'>;

/** Billed GB-seconds and list price of calls that were made, requests included. */
export function explorationOf(
  samples: readonly Sample[],
  prices: RegionPrices,
  architecture: Architecture,
): FunctionTuning['exploration'] {
  const cost = Number(spentOn(samples, prices, architecture).toPrecision(6));
  return { gbSeconds: gbSecondsOf(samples), cost: toDecimalString(moneyFromEstimate(cost)) };
}

/** List price of calls, requests included, as a number. */
export function spentOn(samples: readonly Priced[], prices: RegionPrices, architecture: Architecture): number {
  return samples.reduce(
    (sum, { sizeMB, billedMs }) =>
      sum + billedMs * msPriceEstimate(prices, architecture, sizeMB) + requestPriceEstimate(prices),
    0,
  );
}

/**
 * What a call is expected to cost, the warming one of a new size with it: as the calls of this payload at the nearest size, longer by the
 * ratio of sizes where the next is smaller (all CPU time: the most it can be). Null: nothing was called yet.
 */
export function nextCost(
  samples: readonly Priced[],
  next: { readonly sizeMB: number; readonly payload: string },
  prices: RegionPrices,
  architecture: Architecture,
): number | null {
  const own = samples.filter(({ payload }) => payload === next.payload);
  const known = own.length > 0 ? own : samples;
  const warm =
    billedAt(
      known.filter(({ kind }) => kind === 'warm'),
      next.sizeMB,
    ) ?? billedAt(known, next.sizeMB);
  if (warm === null) return null;
  const isNew = !samples.some(({ sizeMB }) => sizeMB === next.sizeMB);
  const first = isNew
    ? Math.max(
        warm,
        billedAt(
          samples.filter(({ kind }) => kind === 'cold'),
          next.sizeMB,
        ) ?? 0,
      )
    : 0;
  const calls = isNew ? 2 : 1;
  return (warm + first) * msPriceEstimate(prices, architecture, next.sizeMB) + calls * requestPriceEstimate(prices);
}

/** Mean billed ms at the nearest size, brought to this one. */
function billedAt(samples: readonly Priced[], sizeMB: number): number | null {
  const far = (one: Priced): number => Math.abs(Math.log(one.sizeMB / sizeMB));
  const least = Math.min(...samples.map(far));
  const nearest = samples.filter((one) => far(one) === least);
  if (nearest.length === 0) return null;
  const mean = nearest.reduce((sum, { billedMs }) => sum + billedMs, 0) / nearest.length;
  return mean * Math.max(1, (nearest[0]?.sizeMB ?? sizeMB) / sizeMB);
}
