/** The free tier is one for the whole account: what it leaves to pay, over all functions together. */
import type { Recommendation } from '../../model/recommendation.ts';
import { billOf } from '../pricing/cost.ts';
import { toDecimalString } from '../pricing/money.ts';
import { priceTable } from '../pricing/price-table.ts';
import { over, toEstimate } from '../pricing/ratio.ts';
import { gbSecondsOf, type Workload } from '../pricing/workload.ts';
import { billedOfPeriod, termsOf, workloadAt } from './bill.ts';
import { currentUsage, type SizingInput } from './sizing-input.ts';
import { trafficAt } from './traffic.ts';

/** Adds `withFreeTier` where it applies: always with `--free-tier applied`; by default only when all functions together fit into it, which is then said. Only months can be compared with a monthly tier. */
export function withFreeTiers(
  inputs: readonly SizingInput[],
  recommendations: readonly Recommendation[],
): Recommendation[] {
  const rows = inputs.map((input, i) => rowOf(input, recommendations[i]!));
  const priced = rows.filter((row) => row !== null);
  const mode = inputs[0]?.options.freeTier ?? 'ignored';
  if (mode === 'ignored' || priced.length === 0 || priced.some(({ input }) => !hasFreeTier(input))) {
    return [...recommendations];
  }
  const regions = new Set(priced.map(({ input }) => input.region));
  const small = fitsFreeTier(priced);
  // Over several Regions the tier cannot be split exactly; it is shown only where it covers all.
  if ((mode === 'auto' && !small) || (regions.size > 1 && !small)) return [...recommendations];
  return withBills(rows, recommendations, small);
}

interface Row {
  readonly input: SizingInput;
  readonly now: Workload;
  readonly after: Workload;
}

function rowOf(input: SizingInput, recommendation: Recommendation): Row | null {
  const size = currentUsage(input.usage);
  const { cost } = recommendation;
  if (size === null || cost === null || cost.per !== 'month') return null;
  const traffic = trafficAt(input.usage, size, input.options, input.functionOptions);
  const { architecture, functionOptions: own } = input;
  const now = workloadAt(traffic, size.sizeMB, 1, architecture, own);
  if (recommendation.action !== 'change') return { input, now, after: now };
  const compute = Number(cost.now) - Number(cost.nowParts.requests);
  const ratio = compute > 0 ? (Number(cost.after.best) - Number(cost.nowParts.requests)) / compute : 1;
  const billedFactor = Math.max(0, (ratio * size.sizeMB) / recommendation.toMB).toFixed(9);
  return { input, now, after: workloadAt(traffic, recommendation.toMB, billedFactor, architecture, own) };
}

function hasFreeTier({ region }: SizingInput): boolean {
  return priceTable(region).freeTier !== null;
}

function fitsFreeTier(rows: readonly Row[]): boolean {
  const tier = priceTable(rows[0]!.input.region).freeTier!;
  let [requests, gbSeconds] = [0, 0];
  for (const { now, after } of rows) {
    if (now.provisioned) return false;
    requests += toEstimate(over(now.requests, 1));
    gbSeconds += Math.max(...[now, after].map(({ sizeMB, billedMs }) => toEstimate(gbSecondsOf(sizeMB, billedMs))));
  }
  return requests <= tier.requests && gbSeconds <= tier.gbSeconds;
}

function withBills(rows: readonly (Row | null)[], recommendations: readonly Recommendation[], small: boolean) {
  const priced = rows.filter((row) => row !== null);
  const { input } = priced[0]!;
  const terms = { ...termsOf(input.region, input.options), freeTier: priceTable(input.region).freeTier };
  const now = billOf(
    priced.map((row) => row.now),
    terms,
  );
  const after = billOf(
    priced.map((row) => row.after),
    terms,
  );
  let at = 0;
  return recommendations.map((recommendation, i): Recommendation => {
    if (rows[i] === null || recommendation.cost === null) return recommendation;
    const pay = { now: toDecimalString(now[at]!.atLeast), after: toDecimalString(after[at]!.atLeast) };
    at++;
    const remark = { code: small ? 'free-tier-covers' : 'free-tier-applied', values: {} };
    const cost = { ...recommendation.cost, withFreeTier: pay };
    return { ...recommendation, cost, remarks: [...recommendation.remarks, remark] } as Recommendation;
  });
}

/** GB-seconds of a function's period at the size in force; 0 where nothing was billed. */
export function gbSecondsNow(input: Pick<SizingInput, 'usage' | 'options' | 'functionOptions'>): number {
  const size = currentUsage(input.usage);
  if (size === null) return 0;
  const traffic = trafficAt(input.usage, size, input.options, input.functionOptions);
  return toEstimate(gbSecondsOf(size.sizeMB, billedOfPeriod(traffic)));
}
