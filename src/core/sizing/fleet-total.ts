/** What a fleet costs and what its changes save together. */
import type { FleetTotal } from '../../model/analysis.ts';
import type { Currency, Money } from '../../model/money.ts';
import type { AnalysisOptions } from '../../model/options.ts';
import type { CostEffect, Recommendation } from '../../model/recommendation.ts';
import { billOf } from '../pricing/cost.ts';
import {
  addMoney,
  compareMoney,
  money,
  moneyFromEstimate,
  moneyToEstimate,
  noMoney,
  shareOfMoney,
  subtractMoney,
  sumMoney,
  toDecimalString,
} from '../pricing/money.ts';
import { termsOf, workloadAt } from './bill.ts';
import { gbSecondsNow } from './free-tier.ts';
import type { SizingInput } from './sizing-input.ts';
import { currentUsage } from './sizing-input.ts';
import { trafficAt } from './traffic.ts';

/** What a total adds up: one function as it was judged. */
export interface Judged {
  readonly input: SizingInput;
  readonly recommendation: Recommendation;
}

interface Priced extends Judged {
  readonly cost: CostEffect;
}

/** Totals, one a currency and period, largest first. Intervals take the functions' errors as independent of each other. */
export function fleetTotals(judged: readonly Judged[], options: AnalysisOptions): FleetTotal[] {
  const groups = new Map<string, Priced[]>();
  for (const { input, recommendation } of judged) {
    const { cost } = recommendation;
    if (!cost) continue;
    const key = `${cost.currency} ${cost.per}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ input, recommendation, cost });
  }
  return [...groups.values()]
    .map((group) => totalOf(group, options))
    .sort((a, b) => compareMoney(money(b.now, 'USD'), money(a.now, 'USD')));
}

function totalOf(group: readonly Priced[], options: AnalysisOptions): FleetTotal {
  const { currency, per } = (group[0] as Priced).cost;
  const count = (action: Recommendation['action']) =>
    group.filter(({ recommendation }) => recommendation.action === action).length;
  const factor = per === 'month' ? tierFactor(group, options) : 1;
  return {
    currency,
    per,
    now: toDecimalString(
      scaled(
        sumOf(group, currency, ({ now }) => now),
        factor,
      ),
    ),
    saving: savingOf(group, currency, factor),
    changes: count('change'),
    keeps: count('keep'),
    undecided: count('undecided'),
    invocations: group.reduce((sum, { cost }) => sum + cost.invocations, 0),
    gbSeconds: group.reduce((sum, { input }) => sum + gbSecondsNow(input), 0),
    withFreeTier: freeTierTotal(group, currency, options),
  };
}

/** The sum of the changes' savings; the half-widths of independent errors add in squares. */
function savingOf(group: readonly Priced[], currency: Currency, factor: number): FleetTotal['saving'] {
  const changes = group.filter(({ recommendation }) => recommendation.action === 'change');
  const best = scaled(
    sumOf(changes, currency, ({ saving }) => saving.best),
    factor,
  );
  const spread = (side: 'low' | 'high') => {
    const squares = changes.reduce(
      (sum, { cost: { saving } }) => sum + (Number(saving[side]) - Number(saving.best)) ** 2,
      0,
    );
    return moneyFromEstimate(factor * Math.sqrt(squares), currency);
  };
  return {
    low: toDecimalString(subtractMoney(best, spread('low'))),
    best: toDecimalString(best),
    high: toDecimalString(addMoney(best, spread('high'))),
    level: changes[0]?.cost.saving.level ?? 0.95,
  };
}

/**
 * How much less the functions of a Region cost together than each alone, because together they reach the cheaper tiers: 1 below the first edge
 * (6 billion GB-seconds a month on x86_64, 7.5 on arm64).
 */
function tierFactor(group: readonly Priced[], options: AnalysisOptions): number {
  const regions = new Set(group.map(({ input }) => input.region));
  const { currency } = (group[0] as Priced).cost;
  let [together, apart] = [noMoney(currency), noMoney(currency)];
  for (const region of regions) {
    const own = group.filter(({ input }) => input.region === region);
    const workloads = own.flatMap(({ input }) => {
      const size = currentUsage(input.usage);
      if (size === null) return [];
      const traffic = trafficAt(input.usage, size, input.options, input.functionOptions);
      return [workloadAt(traffic, size.sizeMB, 1, input.architecture, input.functionOptions)];
    });
    const terms = termsOf(region, options);
    together = billOf(workloads, terms).reduce((sum, { atLeast }) => addMoney(sum, atLeast), together);
    apart = workloads.reduce(
      (sum, workload) => billOf([workload], terms).reduce((s, { atLeast }) => addMoney(s, atLeast), sum),
      apart,
    );
  }
  return together.atoms === apart.atoms ? 1 : (shareOfMoney(together, apart) ?? 1);
}

function scaled(amount: Money, factor: number): Money {
  return factor === 1 ? amount : moneyFromEstimate(factor * moneyToEstimate(amount), amount.currency);
}

/** What is left to pay where every function's share of the free tier is known. */
function freeTierTotal(
  group: readonly Priced[],
  currency: Currency,
  { freeTier }: AnalysisOptions,
): FleetTotal['withFreeTier'] {
  if (group.some(({ cost }) => cost.withFreeTier === null)) return null;
  const left = (side: 'now' | 'after') =>
    toDecimalString(sumOf(group, currency, ({ withFreeTier }) => withFreeTier?.[side] ?? '0'));
  return { now: left('now'), after: left('after'), assumed: freeTier === 'auto' };
}

function sumOf(group: readonly Priced[], currency: Currency, amount: (cost: CostEffect) => string): Money {
  return sumMoney(
    group.map(({ cost }) => money(amount(cost), currency)),
    currency,
  );
}
