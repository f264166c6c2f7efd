/** What each goal promises, tested draw by draw: would this size keep the promise if this draw of the belief were the truth? */
import type { Goal } from '../../model/recommendation.ts';
import type { SizeOption } from './size-options.ts';

/** Slack of every promise: within 5 % of the best (interfaces.md, "Deciding"). */
export const SLACK = 1.05;
/** Inside, cost is aimed a little closer, because the sizes a belief finds cheapest are the ones it is most likely to be wrong about (winner's curse; tuning-evidence section 5). */
const AIM = 1.04;
/** `balanced`: at most this much slower than the fastest size whose cost is within the slack. A quarter: steps of 64 MB and the caution on cost take about a tenth where duration follows memory, and it is there that a size is named at all. */
export const NEAR_FASTEST = 1.25;
/** A change for speed must be faster than staying by at least this factor. */
const FASTER = 1.05;

/** The percentile that an `slo` goal speaks of, at the size in force: its value in ms in every draw. */
export type PercentileDraws = Float64Array;

/** What is asked of all draws at once: sizes ascending, `currentAt` the index of the size in force (null: it is out of bounds, so that staying is no option). */
export interface Question {
  readonly goal: Goal;
  readonly options: readonly SizeOption[];
  readonly staying: SizeOption;
  /** Least saving, as a share of today's cost, that makes a change for cost worth it. */
  readonly materialShare: number;
  /** For `slo` only. */
  readonly percentile: PercentileDraws | null;
}

/** The answers for one size over all draws, as probabilities. */
export interface Chances {
  /** The size keeps the goal's promise. */
  readonly keeps: number;
  /** It keeps the promise and is better than staying by something worth having. */
  readonly improves: number;
  /** Its cost is within 5 % of the cheapest feasible size; for `slo`: its percentile is under the limit. */
  readonly feasible: number;
}

/** What is the best possible in one draw. */
interface Best {
  readonly cost: number;
  readonly fastest: number;
  readonly fastestWithin: number;
  readonly score: number;
  readonly greatestCost: number;
  readonly slowest: number;
}

/** Per draw: does `option` keep the promise, and does it improve on staying? */
export function chancesOf(question: Question, option: SizeOption, bests: readonly Best[]): Chances {
  let [keeps, improves, feasible] = [0, 0, 0];
  bests.forEach((best, draw) => {
    if (isFeasible(question, option, draw, best)) feasible++;
    if (!keepsPromise(question, option, draw, best)) return;
    keeps++;
    if (isBetter(question, option, draw, best)) improves++;
  });
  const draws = bests.length;
  return { keeps: keeps / draws, improves: improves / draws, feasible: feasible / draws };
}

/** The best of every draw. */
export function bestOfDraws(question: Question): Best[] {
  const draws = question.staying.cost.length;
  return Array.from({ length: draws }, (_, draw) => bestOf(question, draw));
}

function bestOf({ goal, options, percentile }: Question, draw: number): Best {
  let [cost, fastest, greatestCost, slowest] = [Infinity, Infinity, 0, 0];
  for (const option of options) {
    const ownCost = option.cost[draw]!;
    const ownTime = option.ratio[draw]!;
    const holds = goal.kind !== 'slo' || withinLimit(goal, option, draw, percentile);
    if (holds && ownCost < cost) cost = ownCost;
    fastest = Math.min(fastest, ownTime);
    greatestCost = Math.max(greatestCost, ownCost);
    slowest = Math.max(slowest, ownTime);
  }
  let [fastestWithin, score] = [Infinity, Infinity];
  for (const option of options) {
    const ownTime = option.ratio[draw]!;
    if (option.cost[draw]! <= SLACK * cost) fastestWithin = Math.min(fastestWithin, ownTime);
    if (goal.kind === 'weighted') {
      score = Math.min(score, scoreOf(goal.weight, option.cost[draw]! / greatestCost, ownTime / slowest));
    }
  }
  return { cost, fastest, fastestWithin, score, greatestCost, slowest };
}

/** AWS Lambda Power Tuning's weighted strategy: both normalised by the greatest over the fixed set of feasible sizes. */
function scoreOf(weight: number, cost: number, time: number): number {
  return weight * cost + (1 - weight) * time;
}

function weightedScore(weight: number, option: SizeOption, draw: number, best: Best): number {
  return scoreOf(weight, option.cost[draw]! / best.greatestCost, option.ratio[draw]! / best.slowest);
}

function withinLimit(
  goal: Extract<Goal, { kind: 'slo' }>,
  option: SizeOption,
  draw: number,
  percentile: PercentileDraws | null,
): boolean {
  return percentile !== null && percentile[draw]! * option.ratio[draw]! <= goal.limitMs;
}

function isFeasible(question: Question, option: SizeOption, draw: number, best: Best): boolean {
  const { goal } = question;
  return goal.kind === 'slo'
    ? withinLimit(goal, option, draw, question.percentile)
    : option.cost[draw]! <= AIM * best.cost;
}

function keepsPromise(question: Question, option: SizeOption, draw: number, best: Best): boolean {
  const { goal } = question;
  const cheap = option.cost[draw]! <= AIM * best.cost;
  switch (goal.kind) {
    case 'balanced':
      return cheap && option.ratio[draw]! <= NEAR_FASTEST * best.fastestWithin;
    case 'cost':
      return cheap;
    case 'speed':
      return option.ratio[draw]! <= SLACK * best.fastest;
    case 'weighted':
      return weightedScore(goal.weight, option, draw, best) <= SLACK * best.score;
    case 'slo':
      return cheap && withinLimit(goal, option, draw, question.percentile);
    default:
      return goal satisfies never;
  }
}

/** Better than staying by something worth having: money, or time where the goal counts time. */
function isBetter(question: Question, option: SizeOption, draw: number, best: Best): boolean {
  const { goal, staying, materialShare } = question;
  const cheaper = option.cost[draw]! <= staying.cost[draw]! * (1 - materialShare);
  const faster = option.ratio[draw]! <= staying.ratio[draw]! / FASTER;
  switch (goal.kind) {
    case 'balanced':
      return cheaper || faster;
    case 'cost':
      return cheaper;
    case 'speed':
      return faster;
    case 'weighted':
      return weightedScore(goal.weight, option, draw, best) < weightedScore(goal.weight, staying, draw, best) / 1.01;
    case 'slo':
      return cheaper || !withinLimit(goal, staying, draw, question.percentile);
    default:
      return goal satisfies never;
  }
}
