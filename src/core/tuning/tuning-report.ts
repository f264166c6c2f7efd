/** From a search and its samples to the answer that is shown and published. */
import type { Interval } from '../../model/interval.ts';
import type { Remark } from '../../model/recommendation.ts';
import type { Sample, SampleMark } from '../../model/sample.ts';
import type {
  FunctionTuning,
  MoneyInterval,
  TunedFunction,
  TuneFailure,
  TunePoint,
  TuneQuestion,
  TuneStop,
} from '../../model/tuning.ts';
import { msPriceEstimate } from '../pricing/estimates.ts';
import { moneyFromEstimate, toDecimalString } from '../pricing/money.ts';
import type { RegionPrices } from '../pricing/price-table.ts';
import { explorationOf } from './exploration.ts';
import { powerTuningLink } from './power-tuning-link.ts';
import { answer, type SearchAnswer, type SearchPoint } from './search/answer.ts';
import { errorCount } from './search/failures.ts';
import type { SearchRequest } from './search/options.ts';
import type { SearchState } from './search/state.ts';

/** What was wrong with a call, beside its sample. */
export interface FaultyCall {
  readonly sample: Sample;
  readonly why: string | null;
}

/** All that one function's measuring gave. */
export interface Measuring {
  readonly tuned: TunedFunction;
  readonly state: SearchState;
  readonly samples: readonly Sample[];
  readonly faulty: readonly FaultyCall[];
  readonly stopped: TuneStop;
}

/** More wrong answers than this share, and what was measured is not the work (interfaces.md: at least 95 % must meet what is expected). */
const MOST_WRONG = 0.05;

/** The search that a question asks for. One environment a size: on one machine they do not differ. */
export function searchRequest(question: TuneQuestion): SearchRequest {
  const { goal, seed, lowMB, highMB, sizesMB, currentMB, strata, utilisation, maxInvocations, worst } = question;
  // Two calls of every worst payload are kept back: the first may move the pick.
  const kept = Math.min(2 * worst.length, Math.floor(maxInvocations / 4));
  const budget = {
    invocations: maxInvocations - kept,
    gbSeconds: Number.POSITIVE_INFINITY,
    measuredMs: Number.POSITIVE_INFINITY,
  };
  return { goal, seed, lowMB, highMB, sizesMB, currentMB, strata, utilisation, environments: 1, budget };
}

/** The answer for one function. Costs are the compute of calls at list prices of the first tier. */
export function functionTuning(measuring: Measuring, prices: RegionPrices): FunctionTuning {
  const { tuned, state, samples, stopped } = measuring;
  const found = answer(state);
  const refused = refuses(samples);
  const { question, fingerprint: _, ...about } = tuned;
  const worst = refused || found.pickMB === null ? [] : worstRemarks(question, samples, found.pickMB);
  const unproved = worst.some(({ code }) => code === 'worst-not-measured');
  const points = pointsOf(found, samples, msPriceOf(prices, tuned));
  return {
    ...about,
    goal: question.goal,
    seed: question.seed,
    currentMB: question.currentMB,
    status: refused || unproved ? 'undecided' : found.status,
    reason: refused ? 'failing' : (found.reason ?? (unproved ? 'worst-not-measured' : null)),
    stopped,
    pickMB: refused ? null : found.pickMB,
    chance: refused ? null : found.chance,
    tie: refused ? null : found.tie,
    floor: found.floor,
    invocations: samples.length,
    discarded: samples.filter(({ kind }) => kind !== 'warm').length,
    failed: samples.filter(({ status }) => status !== 'success').length,
    exploration: explorationOf(samples, prices, tuned.architecture),
    points,
    failures: failuresOf(measuring.faulty),
    remarks: [...found.remarks, ...worst],
    wouldChange: refused ? null : found.wouldChange,
    powerTuningLink: powerTuningLink(points, prices.currency),
  };
}

/** What is known of the payloads that need most memory, at the pick. */
function worstRemarks({ worst }: TuneQuestion, samples: readonly Sample[], pickMB: number): Remark[] {
  return worst.map((payload) => {
    const own = samples.filter((one) => one.payload === payload && one.sizeMB === pickMB && one.status === 'success');
    const usedMB = mostUsed(own);
    return own.length === 0
      ? { code: 'worst-not-measured', values: { payload, sizeMB: pickMB } }
      : { code: 'worst-payload', values: { payload, sizeMB: pickMB, usedMB } };
  });
}

/** Whether too many answers were wrong to recommend anything. Out of memory and timeouts are results, not wrong answers. */
function refuses(samples: readonly Sample[]): boolean {
  const counted = samples.filter(({ kind, status }) => kind !== 'discarded' || status !== 'success');
  return errorCount(counted) > MOST_WRONG * counted.length;
}

function msPriceOf(prices: RegionPrices, { architecture }: TunedFunction): number {
  return msPriceEstimate(prices, architecture, 1);
}

/** Ratios are to the best of the sizes that may be chosen: what ran out of memory is no measure. */
function pointsOf({ points, floor }: SearchAnswer, samples: readonly Sample[], mbMsPrice: number): TunePoint[] {
  const open = points.filter(({ sizeMB }) => sizeMB >= floor.sizeMB);
  const rivals = open.length > 0 ? open : points;
  const fastest = Math.min(...rivals.map(({ durationMs }) => durationMs.best));
  const cheapest = Math.min(...rivals.map(({ cost }) => cost.best));
  return points.map((point) => {
    const own = samples.filter(({ sizeMB }) => sizeMB === point.sizeMB);
    return {
      sizeMB: point.sizeMB,
      measured: point.measured,
      failed: point.failed,
      discarded: own.filter(({ kind }) => kind !== 'warm').length,
      durationMs: point.durationMs,
      perMillion: perMillion(point, mbMsPrice),
      durationRatio: point.durationMs.best / fastest,
      costRatio: point.cost.best / cheapest,
      maxUsedMB: mostUsed(own),
      marks: marksOf(own),
    };
  });
}

function perMillion({ cost }: SearchPoint, mbMsPrice: number): MoneyInterval {
  const text = (mbMs: number): string =>
    toDecimalString(moneyFromEstimate(Number((mbMs * mbMsPrice * 1e6).toPrecision(6))));
  return { low: text(cost.low), best: text(cost.best), high: text(cost.high) } satisfies Record<
    keyof Pick<Interval, 'low' | 'best' | 'high'>,
    string
  >;
}

function mostUsed(samples: readonly Sample[]): number | null {
  const used = samples.flatMap(({ usedMB, status }) => (usedMB === undefined || status !== 'success' ? [] : [usedMB]));
  return used.length === 0 ? null : Math.max(...used);
}

function marksOf(samples: readonly Sample[]): { mark: SampleMark; calls: number }[] {
  const calls = new Map<SampleMark, number>();
  for (const { marks } of samples) for (const mark of marks) calls.set(mark, (calls.get(mark) ?? 0) + 1);
  return [...calls].map(([mark, count]) => ({ mark, calls: count })).sort((a, b) => a.mark.localeCompare(b.mark, 'en'));
}

/** Equal failures counted together, in the order met. */
function failuresOf(faulty: readonly FaultyCall[]): TuneFailure[] {
  const groups = new Map<string, TuneFailure>();
  for (const { sample, why } of faulty) {
    const { sizeMB, payload, status, errorType } = sample;
    const failure = { sizeMB, payload, status, errorType: errorType ?? null, why, calls: 1 };
    const key = JSON.stringify({ ...failure, calls: 0 });
    groups.set(key, { ...failure, calls: (groups.get(key)?.calls ?? 0) + 1 });
  }
  return [...groups.values()];
}
