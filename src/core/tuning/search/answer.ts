/** What a search can say at any moment: the pick with its interval, the tie range, how sure, and what would change it. */
import type { Interval } from '../../../model/interval.ts';
import type { Remark } from '../../../model/recommendation.ts';
import { sortedQuantile } from '../../stats/quantile.ts';
import { gbSecondsOf, isEnding } from './budget.ts';
import { floorOf, type SearchFloor } from './failures.ts';
import { chanceKept } from './loss.ts';
import { mostWorth } from './next.ts';
import type { SearchSample } from './options.ts';
import { outlookAt } from './outlook.ts';
import { CONFIDENCE } from './pick.ts';
import { lookAt, type Situation } from './situation.ts';
import type { SearchState } from './state.ts';
import { disagreement } from './strata.ts';
import { type TieRange, tieRange } from './tie-range.ts';

/** One size of the curve. Cost in MB x ms a call (billed init and rounding in it); `measured` calls stand behind it, 0: it is a belief. */
export interface SearchPoint {
  readonly sizeMB: number;
  readonly durationMs: Interval;
  readonly cost: Interval;
  readonly measured: number;
  readonly failed: number;
}

/** Why no size is named as settled. */
export type SearchUndecided =
  | 'nothing-measured'
  | 'too-noisy'
  | 'too-close'
  | 'budget'
  | 'pick-not-measured'
  | 'failing'
  | 'no-size-left';

/** The counts behind an answer. Every call is in `invocations`. */
export interface SearchCounts {
  readonly invocations: number;
  readonly discarded: number;
  readonly failed: number;
  readonly atPick: number;
  readonly sizes: number;
  readonly gbSeconds: number;
}

/** The answer. `pickMB` stands also when undecided, where anything was measured: the best guess. */
export interface SearchAnswer {
  readonly status: 'decided' | 'undecided';
  readonly reason: SearchUndecided | null;
  readonly pickMB: number | null;
  /** Chance that the pick keeps the goal's promise: within 5 % of the best (`balanced`: cost within 5 %, time within 25 % of the fastest such size). */
  readonly chance: number | null;
  /** Mean warm duration and cost at the pick, and cost over the cheapest size (1: it is the cheapest). */
  readonly durationMs: Interval | null;
  readonly costRatio: Interval | null;
  readonly tie: TieRange | null;
  readonly n: SearchCounts;
  readonly points: readonly SearchPoint[];
  readonly floor: SearchFloor;
  /** Codes with numbers: what was found on the way. */
  readonly remarks: readonly Remark[];
  /** What would change the answer; null: nothing that a call is worth. */
  readonly wouldChange: Remark | null;
}

/** Level of intervals. */
const LEVEL = 0.95;
/** Calls that scatter by more than this (ln) are what keeps a search from an answer. */
const NOISY = 0.1;
/** Sizes shown where nothing was measured. */
const SHOWN_MB = [128, 256, 512, 1_024, 1_769, 3_008, 5_120, 10_240];

/** The answer so far; the same state gives the same answer. */
export function answer(state: SearchState): SearchAnswer {
  const { options, samples } = state;
  const situation = lookAt(state);
  const common = { n: countsOf(samples, null), floor: floorOf(options, samples), remarks: [], wouldChange: null };
  const unknown = { pickMB: null, chance: null, durationMs: null, costRatio: null, tie: null, points: [] };
  if (typeof situation === 'string') return { status: 'undecided', reason: situation, ...unknown, ...common };
  if (situation.measured.size === 0) return { status: 'undecided', reason: 'nothing-measured', ...unknown, ...common };
  return judged(state, situation);
}

function judged(state: SearchState, situation: Situation): SearchAnswer {
  const { options, outlook, losses, pick, measured, floor } = situation;
  const pickMB = outlook.sizesMB[pick]!;
  const own = measured.get(pickMB);
  const chance = chanceKept(options.goal, losses, pick);
  const undecided =
    own === undefined ? 'pick-not-measured' : chance < CONFIDENCE ? whyUndecided(state, situation) : null;
  return {
    status: undecided === null ? 'decided' : 'undecided',
    reason: undecided,
    pickMB,
    chance,
    durationMs: intervalOf(outlook.ms[pick]!, own?.calls ?? 0),
    costRatio: intervalOf(
      losses.costOver[pick]!.map((value) => 1 + value),
      own?.calls ?? 0,
    ),
    tie: tieRange(options.goal, outlook, losses, pick),
    n: countsOf(state.samples, pickMB),
    points: pointsOf(situation, state.samples),
    floor,
    remarks: remarksOf(state, situation),
    wouldChange: wouldChange(state, situation),
  };
}

/** The budget where it ended the search; else no call was worth it, because calls scatter or because sizes are nearly as good as one another. */
function whyUndecided({ options, samples }: SearchState, { seen }: Situation): SearchUndecided {
  if (isEnding(options, samples)) return 'budget';
  return seen.noise < NOISY ? 'too-close' : 'too-noisy';
}

function wouldChange(state: SearchState, situation: Situation): Remark | null {
  const best = mostWorth(state, situation);
  if (best === null || best.worth <= 0) return null;
  const { sizeMB, calls } = best.measurement;
  return { code: 'another-measurement', values: { sizeMB, calls, lossPerCall: best.worth } };
}

function remarksOf(state: SearchState, situation: Situation): Remark[] {
  const { seen, errors, outlook, pick, options, belief } = situation;
  const remarks: Remark[] = [];
  const pickMB = outlook.sizesMB[pick]!;
  if (seen.noise > 0.25) remarks.push({ code: 'noisy', values: { percent: 100 * seen.noise } });
  if (errors > 0) remarks.push({ code: 'call-failed', values: { errors } });
  if (belief.posterior.effectiveCurves < 8)
    remarks.push({ code: 'unlike-known-curves', values: { curves: belief.posterior.effectiveCurves } });
  if (options.goal.kind === 'slo' && seen.sizes.reduce((sum, { calls }) => sum + calls, 0) < 59) {
    remarks.push({ code: 'percentile-by-shape', values: { percentile: options.goal.percentile } });
  }
  const apart = disagreement(state, pickMB);
  if (apart !== null) remarks.push(apart);
  return remarks;
}

function pointsOf({ outlook, belief, measured }: Situation, samples: readonly SearchSample[]): SearchPoint[] {
  const failed = (size: number) =>
    samples.filter(({ sizeMB, status }) => sizeMB === size && status !== 'success').length;
  const tried = samples.map(({ sizeMB }) => sizeMB);
  const [low, high] = [outlook.sizesMB[0]!, outlook.sizesMB.at(-1)!];
  const shown = SHOWN_MB.filter((size) => size >= low && size <= high);
  const sizes = [...new Set([...tried, ...shown, low])].sort((a, b) => a - b);
  const { ms, cost } = outlookAt(belief, sizes);
  return sizes.map((sizeMB, d) => {
    const calls = measured.get(sizeMB)?.calls ?? 0;
    return {
      sizeMB,
      durationMs: intervalOf(ms[d]!, calls),
      cost: intervalOf(cost[d]!, calls),
      measured: calls,
      failed: failed(sizeMB),
    };
  });
}

function intervalOf(values: Float64Array, n: number): Interval {
  const sorted = values.slice().sort();
  const side = (1 - LEVEL) / 2;
  const at = (share: number) => sortedQuantile(sorted, share);
  return { low: at(side), best: at(0.5), high: at(1 - side), level: LEVEL, n };
}

function countsOf(samples: readonly SearchSample[], pickMB: number | null): SearchCounts {
  const warm = samples.filter(({ kind, status }) => kind === 'warm' && status === 'success');
  return {
    invocations: samples.length,
    discarded: samples.filter(({ kind }) => kind !== 'warm').length,
    failed: samples.filter(({ status }) => status !== 'success').length,
    atPick: warm.filter(({ sizeMB }) => sizeMB === pickMB).length,
    sizes: new Set(warm.map(({ sizeMB }) => sizeMB)).size,
    gbSeconds: gbSecondsOf(samples),
  };
}
