/** The exact cost of workloads under the terms of one account in one Region: free tier, tiers, savings plan, discount, in this order. */
import type { Currency, Money } from '../../model/money.ts';
import { ARCHITECTURES, type Architecture } from '../../model/units.ts';
import { addMoney, money, noMoney } from './money.ts';
import type { FreeTier, RegionPrices } from './price-table.ts';
import { type Exact, minus, ONE, over, plus, type Ratio, ratioOf, smaller, times, ZERO } from './ratio.ts';
import { perUnit, tieredCost } from './tiers.ts';
import { ephemeralGbSeconds, gbSecondsOf, gigabytes, type Workload } from './workload.ts';

/** How the account is billed beyond the price list. */
export interface BillingTerms {
  readonly prices: RegionPrices;
  /** What is left of the free tier for these workloads; null: none is applied. */
  readonly freeTier: FreeTier | null;
  /** Negotiated discount on everything, percent. */
  readonly discountPercent: Exact;
  /** Share (0..1) of compute and provisioned concurrency under a Compute Savings Plan, and how far below the list it is, percent. Requests are not covered. */
  readonly savingsPlan: { readonly share: Exact; readonly discountPercent: Exact } | null;
  /** GB-seconds that the account uses besides, this month, in this Region: they fill the lower tiers. */
  readonly otherGbSeconds: Readonly<Record<Architecture, Exact>>;
}

/** The parts of a cost. Null: needed, but its price is not known; zero: not used. */
export interface CostParts {
  readonly requests: Money;
  /** On-demand duration without init. */
  readonly compute: Money;
  readonly init: Money;
  readonly ephemeral: Money | null;
  readonly provisioned: Money | null;
  readonly snapStart: Money | null;
  readonly tenants: Money | null;
}

/** Names of the parts, in the order they are shown. */
export const COST_PARTS = [
  'requests',
  'compute',
  'init',
  'ephemeral',
  'provisioned',
  'snapStart',
  'tenants',
] as const satisfies readonly (keyof CostParts)[];

/** The cost of one workload. */
export interface Cost {
  readonly currency: Currency;
  readonly parts: CostParts;
  /** Sum of the parts; null when one of them is unknown. */
  readonly total: Money | null;
  /** Sum of the parts that are known. */
  readonly atLeast: Money;
  /** On-demand GB-seconds, before the free tier. */
  readonly gbSeconds: Ratio;
  /** GB-seconds and requests that the free tier took. */
  readonly free: { readonly gbSeconds: Ratio; readonly requests: Ratio };
}

/** List prices without free tier, discount or other use. */
export function listTerms(prices: RegionPrices): BillingTerms {
  return {
    prices,
    freeTier: null,
    discountPercent: 0,
    savingsPlan: null,
    otherGbSeconds: { x86_64: 0, arm64: 0 },
  };
}

/** The exact cost of one workload that is alone in its account (or beside `terms.otherGbSeconds`). */
export function costOf(workload: Workload, terms: BillingTerms): Cost {
  return billOf([workload], terms)[0] as Cost;
}

/**
 * The costs of workloads that share an account and a month, in the order given. Tiers are filled by all of one architecture together and
 * the free tier by both; each workload pays the average price, so that no order is favoured. Functions with provisioned concurrency get no free tier.
 */
export function billOf(workloads: readonly Workload[], terms: BillingTerms): Cost[] {
  const rates = ratesOf(workloads, terms);
  return workloads.map((workload) => priced(workload, terms, rates));
}

/** What the workloads of one bill have in common. */
interface Rates {
  /** Shares of eligible requests and GB-seconds that are free. */
  readonly freeRequests: Ratio;
  readonly freeGbSeconds: Ratio;
  /** Average list price of a paid GB-second. */
  readonly perGbSecond: Readonly<Record<Architecture, Ratio>>;
}

function ratesOf(workloads: readonly Workload[], terms: BillingTerms): Rates {
  const eligible = workloads.filter(({ provisioned }) => !provisioned);
  const requests = eligible.reduce((sum, workload) => plus(sum, requestsOf(workload)), ZERO);
  const gbSeconds = eligible.reduce((sum, workload) => plus(sum, computeOf(workload)), ZERO);
  const freeRequests = shareWithin(terms.freeTier?.requests ?? 0, requests);
  const freeGbSeconds = shareWithin(terms.freeTier?.gbSeconds ?? 0, gbSeconds);
  const average = (architecture: Architecture): Ratio => {
    const paid = workloads
      .filter((workload) => workload.architecture === architecture)
      .reduce((sum, workload) => plus(sum, paidOf(computeOf(workload), workload, freeGbSeconds)), ZERO);
    const { tiers } = terms.prices.architectures[architecture];
    if (paid.numerator === 0n) return perUnit(tiers[0].perGbSecond);
    return over(tieredCost(paid, tiers, terms.otherGbSeconds[architecture]), paid);
  };
  const [x86, arm] = ARCHITECTURES.map(average);
  return { freeRequests, freeGbSeconds, perGbSecond: { x86_64: x86 as Ratio, arm64: arm as Ratio } };
}

function priced(workload: Workload, terms: BillingTerms, rates: Rates): Cost {
  const { currency } = terms.prices;
  const gbSeconds = computeOf(workload);
  const paid = paidOf(gbSeconds, workload, rates.freeGbSeconds);
  const requests = requestsOf(workload);
  const paidRequests = paidOf(requests, workload, rates.freeRequests);
  const discount = factorAfter(ONE, terms.discountPercent);
  const plan = times(discount, factorAfter(terms.savingsPlan?.share ?? 0, terms.savingsPlan?.discountPercent ?? 0));
  const compute = money(times(paid, rates.perGbSecond[workload.architecture], plan), currency);
  const init = money(times(initShare(workload), paid, rates.perGbSecond[workload.architecture], plan), currency);
  const parts: CostParts = {
    requests: money(times(paidRequests, perUnit(terms.prices.request), discount), currency),
    compute: { currency, atoms: compute.atoms - init.atoms },
    init,
    ephemeral: charge(currency, discount, [ephemeralGbSeconds(workload), terms.prices.ephemeralGbSecond]),
    ...specialParts(workload, terms, discount, plan),
  };
  const amounts = COST_PARTS.map((name) => parts[name]);
  const atLeast = amounts.reduce<Money>((sum, amount) => (amount ? addMoney(sum, amount) : sum), noMoney(currency));
  const free = { gbSeconds: minus(gbSeconds, paid), requests: minus(requests, paidRequests) };
  return { currency, parts, total: amounts.includes(null) ? null : atLeast, atLeast, gbSeconds, free };
}

function specialParts(
  workload: Workload,
  { prices }: BillingTerms,
  discount: Ratio,
  plan: Ratio,
): Pick<CostParts, 'provisioned' | 'snapStart' | 'tenants'> {
  const { sizeMB, provisioned, snapStart, tenantEnvironments } = workload;
  const { currency } = prices;
  const own = prices.architectures[workload.architecture];
  const kept = provisioned ? times(gigabytes(sizeMB), provisioned.environments, provisioned.seconds) : ZERO;
  const ran = provisioned ? gbSecondsOf(sizeMB, provisioned.billedMs) : ZERO;
  const cached = snapStart ? times(gigabytes(sizeMB), snapStart.cacheSeconds) : ZERO;
  const restored = snapStart ? times(gigabytes(sizeMB), snapStart.restores) : ZERO;
  return {
    provisioned: charge(currency, plan, [kept, own.provisionedGbSecond], [ran, own.provisionedDurationGbSecond]),
    snapStart: charge(
      currency,
      discount,
      [cached, prices.snapStart?.cacheGbSecond ?? null],
      [restored, prices.snapStart?.restoreGb ?? null],
    ),
    tenants: charge(currency, discount, [times(gigabytes(sizeMB), tenantEnvironments ?? 0), own.tenantEnvironmentGb]),
  };
}

/** Sum of quantity x price x factor; nothing where nothing is used, null where something used has no known price. */
function charge(
  currency: Currency,
  factor: Ratio,
  ...lines: readonly (readonly [Ratio, Money | null])[]
): Money | null {
  let sum = ZERO;
  for (const [quantity, price] of lines) {
    if (quantity.numerator === 0n) continue;
    if (price === null) return null;
    sum = plus(sum, times(quantity, perUnit(price)));
  }
  return money(times(sum, factor), currency);
}

function requestsOf(workload: Workload): Ratio {
  return plus(workload.requests, workload.extraRequests ?? ZERO);
}

function computeOf(workload: Workload): Ratio {
  return gbSecondsOf(workload.sizeMB, workload.billedMs);
}

/** What is paid of a quantity after its free share. */
function paidOf(quantity: Ratio, workload: Workload, freeShare: Ratio): Ratio {
  return workload.provisioned ? quantity : times(quantity, minus(ONE, freeShare));
}

function initShare(workload: Workload): Ratio {
  const billed = ratioOf(workload.billedMs);
  return billed.numerator === 0n ? ZERO : over(workload.initMs ?? ZERO, billed);
}

/** allowance / amount, at most 1; 1 of nothing. */
function shareWithin(allowance: Exact, amount: Ratio): Ratio {
  return amount.numerator === 0n ? ONE : smaller(ONE, over(allowance, amount));
}

/** 1 - share x percent / 100. */
function factorAfter(share: Exact, percent: Exact): Ratio {
  return minus(ONE, times(share, percent, { numerator: 1n, denominator: 100n }));
}
