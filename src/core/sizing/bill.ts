/** Exact money for a function's traffic at a size, under the person's terms. */
import type { Money } from '../../model/money.ts';
import type { AnalysisOptions, FunctionOptions } from '../../model/options.ts';
import type { Architecture } from '../../model/units.ts';
import { type BillingTerms, type Cost, costOf, listTerms } from '../pricing/cost.ts';
import { priceTable } from '../pricing/price-table.ts';
import { type Exact, over, type Ratio, times } from '../pricing/ratio.ts';
import type { Workload } from '../pricing/workload.ts';
import { MONTH_DAYS } from './floor.ts';
import type { SizingInput } from './sizing-input.ts';
import type { Traffic } from './traffic.ts';

/** The terms of an account: list prices of the Region, discount and savings plan of the options; no free tier. */
export function termsOf(region: string, options: AnalysisOptions): BillingTerms {
  const { savingsPlanShare, savingsPlanDiscountPercent, discountPercent } = options;
  const savingsPlan =
    savingsPlanShare > 0 ? { share: savingsPlanShare, discountPercent: savingsPlanDiscountPercent } : null;
  return { ...listTerms(priceTable(region)), discountPercent, savingsPlan };
}

/** Billed ms of the whole period, exact: mean of the reports x calls of the period. */
export function billedOfPeriod({ billedMs, reports, invocations }: Traffic): Ratio {
  return reports === 0 ? over(0, 1) : over(times(billedMs, invocations), reports);
}

/** The period's traffic as something to price; `billedFactor` is billed time after / before. */
export function workloadAt(
  traffic: Traffic,
  sizeMB: number,
  billedFactor: Exact,
  architecture: Architecture,
  own: FunctionOptions | null,
): Workload {
  const billedMs = times(billedOfPeriod(traffic), billedFactor);
  const ephemeral = own?.ephemeralMB == null ? {} : { ephemeralMB: own.ephemeralMB };
  const common = { sizeMB, architecture, requests: traffic.invocations, ...ephemeral };
  if (own?.provisionedConcurrency && traffic.per === 'month') {
    const environments = own.provisionedConcurrency;
    const seconds = MONTH_DAYS * 86_400;
    return { ...common, billedMs: 0, provisioned: { environments, seconds, billedMs } };
  }
  // The init share is shown apart for today's bill; afterwards it is a part of an estimate.
  return { ...common, billedMs, initMs: times(billedOfPeriod(traffic), traffic.initShare.toFixed(9)) };
}

/** An exact bill. */
interface Bill {
  readonly cost: Cost;
  readonly total: Money;
}

/** Bills of the traffic as it is: cost, saving and the offer of arm64 all ask for it. Exact arithmetic takes its time. */
const BILLS_NOW = new WeakMap<Traffic, Bill & { readonly input: SizingInput }>();

/** The bill of a period as it is. */
export function billNow(input: SizingInput, traffic: Traffic): Bill {
  const known = BILLS_NOW.get(traffic);
  if (known?.input === input) return known;
  const bill = { ...billAt(input, traffic, traffic.sizeMB, 1), input };
  BILLS_NOW.set(traffic, bill);
  return bill;
}

/** The bill of a period at a size. Parts whose price is unknown are left out of `total`. */
export function billAt(input: SizingInput, traffic: Traffic, sizeMB: number, billedFactor: Exact): Bill {
  const terms = termsOf(input.region, input.options);
  const cost = costOf(workloadAt(traffic, sizeMB, billedFactor, input.architecture, input.functionOptions), terms);
  return { cost, total: cost.total ?? cost.atLeast };
}
