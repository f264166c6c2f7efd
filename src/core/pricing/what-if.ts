/** Answers `memfit cost`: the exact cost of one or several functions before and after a change of size, duration or architecture. */
import type { Money } from '../../model/money.ts';
import type {
  CaseCost,
  CostCase,
  CostChange,
  CostPartAmounts,
  CostReport,
  CostRequest,
  MonthTotal,
  PricesUsed,
  Setup,
  SetupCost,
} from '../../model/what-if.ts';
import { type BillingTerms, billOf, type Cost, costOf, listTerms } from './cost.ts';
import { multiplyMoney, shareOfMoney, subtractMoney, sumMoney, toDecimalString } from './money.ts';
import { priceTable, type RegionPrices } from './price-table.ts';
import { decimalText, over, plus, type Ratio, times, toEstimate, ZERO } from './ratio.ts';
import { averageBilledMs, type Workload } from './workload.ts';

/** Hours of a month in AWS's own calculations. */
const HOURS_PER_MONTH = 730;

/** The whole answer. Throws a UserError `unknown-region`. */
export function costReport(request: CostRequest): CostReport {
  const prices = priceTable(request.region);
  const terms = termsOf(request, prices);
  const months = monthsOf(request, terms);
  const saving = months?.after ? difference(total(months.before), total(months.after)) : null;
  const cases = request.cases.map((one, index) => caseCost(one, index, request, terms, months, saving));
  const applies = request.freeTier === 'auto' && prices.freeTier !== null;
  const free = applies ? monthsOf(request, { ...terms, freeTier: prices.freeTier }) : null;
  return {
    schemaVersion: 1,
    kind: 'cost',
    prices: pricesUsed(prices, request.regionAssumed),
    terms: termsSaid(request),
    cases,
    total: months && {
      ...monthTotal(months),
      gbSecondsBefore: gbSeconds(months.before),
      gbSecondsAfter: months.after && gbSeconds(months.after),
    },
    withFreeTier: free && monthTotal(free),
  };
}

/** The prices behind an answer, with their date. */
export function pricesUsed(prices: RegionPrices, regionAssumed: boolean): PricesUsed {
  const { region, currency, source, date, confirmed } = prices;
  return { region, regionAssumed, currency, source, date, confirmed };
}

/** A month of all cases; `after` holds unchanged cases as they are, and is null when no case changes. */
interface Months {
  readonly before: readonly Cost[];
  readonly after: readonly Cost[] | null;
}

function termsOf(request: CostRequest, prices: RegionPrices): BillingTerms {
  return {
    ...listTerms(prices),
    freeTier: request.freeTier === 'applied' ? prices.freeTier : null,
    discountPercent: request.discountPercent,
    savingsPlan: { share: request.savingsPlanShare, discountPercent: request.savingsPlanDiscountPercent },
  };
}

function monthsOf(request: CostRequest, terms: BillingTerms): Months | null {
  const { cases } = request;
  if (cases.some(({ invocationsPerMonth }) => invocationsPerMonth === null)) return null;
  const month = (pick: (one: CostCase) => Setup): Cost[] =>
    billOf(
      cases.map((one) => workloadOf(pick(one), one.invocationsPerMonth ?? 0, request, HOURS_PER_MONTH * 3_600)),
      terms,
    );
  const changes = cases.some(({ after }) => after !== null);
  return {
    before: month(({ before }) => before),
    after: changes ? month(({ before, after }) => after ?? before) : null,
  };
}

function workloadOf(setup: Setup, invocations: number, request: CostRequest, keptSeconds: number): Workload {
  const { billed, init } = averageOf(setup, request);
  const { sizeMB, architecture } = setup;
  const base = { sizeMB, architecture, requests: invocations, ephemeralMB: request.ephemeralMB };
  const billedMs = times(billed, invocations);
  if (request.provisionedEnvironments === 0) return { ...base, billedMs, initMs: times(init, invocations) };
  const provisioned = { environments: request.provisionedEnvironments, seconds: keptSeconds, billedMs };
  return { ...base, billedMs: 0, provisioned };
}

/** Environments that are kept provisioned have been initialised before, so init is not in their invocations. */
function averageOf(setup: Setup, request: CostRequest): { readonly billed: Ratio; readonly init: Ratio } {
  const cold = request.provisionedEnvironments === 0;
  return averageBilledMs(setup.durationMs, cold ? (request.initMs ?? 0) : 0, cold ? (request.coldShare ?? 0) : 0);
}

function caseCost(
  one: CostCase,
  index: number,
  request: CostRequest,
  terms: BillingTerms,
  months: Months | null,
  saving: Money | null,
): CaseCost {
  const single = (setup: Setup): Cost => costOf(workloadOf(setup, 1, request, 0), { ...terms, freeTier: null });
  const before = single(one.before);
  const after = one.after && single(one.after);
  const monthBefore = months?.before[index] ?? null;
  const monthAfter = months?.after?.[index] ?? null;
  const change = one.after && after ? changeOf(one.before, one.after, before, after) : null;
  const monthSaving = change && monthBefore && monthAfter ? difference(monthBefore.total, monthAfter.total) : null;
  return {
    name: one.name,
    invocationsPerMonth: one.invocationsPerMonth,
    architectureAssumed: request.architectureAssumed,
    before: setupCost(one.before, before, monthBefore, request),
    after: one.after && after && setupCost(one.after, after, monthAfter, request),
    change: change && {
      ...change,
      perMonth: text(monthSaving),
      shareOfSaving: monthSaving && saving && shareOfMoney(monthSaving, saving),
    },
  };
}

function setupCost(setup: Setup, single: Cost, month: Cost | null, request: CostRequest): SetupCost {
  const { billed } = averageOf(setup, request);
  return {
    ...setup,
    billedMs: decimalText(billed),
    gbSeconds: decimalText(over(times(billed, setup.sizeMB), 1_024_000)),
    perInvocation: amounts(single),
    perThousand: text(multiplied(single.total, 1_000)),
    perMillion: text(multiplied(single.total, 1_000_000)),
    perMonth: month && amounts(month),
  };
}

function changeOf(before: Setup, after: Setup, costBefore: Cost, costAfter: Cost): CostChange {
  const saved = difference(costBefore.total, costAfter.total);
  const memoryBefore = difference(costBefore.total, costBefore.parts.requests);
  const memoryShare = saved && memoryBefore && shareOfMoney(saved, memoryBefore);
  const totalShare = saved && costBefore.total && shareOfMoney(saved, costBefore.total);
  return {
    perInvocation: text(saved),
    perThousand: text(multiplied(saved, 1_000)),
    perMillion: text(multiplied(saved, 1_000_000)),
    perMonth: null,
    percent: percentage(memoryShare),
    percentOfTotal: percentage(totalShare),
    shareOfSaving: null,
    durationRatio: before.durationMs > 0 ? toEstimate(over(after.durationMs, before.durationMs)) : null,
  };
}

function monthTotal({ before, after }: Months): MonthTotal {
  const [then, now] = [total(before), after && total(after)];
  const saving = difference(then, now);
  return {
    before: text(then),
    after: text(now),
    saving: text(saving),
    percent: saving && then ? percentage(shareOfMoney(saving, then)) : null,
  };
}

function amounts({ parts, total: sum }: Cost): CostPartAmounts {
  return {
    requests: toDecimalString(parts.requests),
    compute: toDecimalString(parts.compute),
    init: toDecimalString(parts.init),
    ephemeral: text(parts.ephemeral),
    provisioned: text(parts.provisioned),
    total: text(sum),
  };
}

function termsSaid(request: CostRequest): CostReport['terms'] {
  const { initMs, coldShare, ephemeralMB, provisionedEnvironments, freeTier } = request;
  const { discountPercent, savingsPlanShare, savingsPlanDiscountPercent } = request;
  return {
    initMs,
    coldShare,
    ephemeralMB,
    provisionedEnvironments,
    freeTier,
    discountPercent,
    savingsPlanShare,
    savingsPlanDiscountPercent,
  };
}

/** Sum of totals; null when one is unknown. */
function total(costs: readonly Cost[]): Money | null {
  const totals = costs.flatMap((cost) => cost.total ?? []);
  return totals.length === costs.length ? sumMoney(totals) : null;
}

function gbSeconds(costs: readonly Cost[]): string {
  return decimalText(costs.reduce((sum, cost) => plus(sum, cost.gbSeconds), ZERO));
}

function difference(a: Money | null, b: Money | null): Money | null {
  return a && b && subtractMoney(a, b);
}

function multiplied(amount: Money | null, factor: number): Money | null {
  return amount && multiplyMoney(amount, factor);
}

function text(amount: Money | null): string | null {
  return amount && toDecimalString(amount);
}

/** A share as percent, rounded to 12 digits so that 0.4 is 40 and not 40.00000000000001. */
function percentage(share: number | null): number | null {
  return share === null ? null : Number((share * 100).toPrecision(12));
}
