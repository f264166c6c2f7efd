/** What each goal promises, tested draw by draw: would this size keep the promise if this draw of the belief were the truth? */
import type { Goal } from '../../model/recommendation.ts';
import type { DrawLoops, Limits, OwnChoices, Standards, Tally } from './draw-loops.ts';
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

/** What is asked of all draws at once: sizes ascending, and what staying means. `loops` must fit the options' columns. */
export interface Question {
  readonly goal: Goal;
  readonly options: readonly SizeOption[];
  readonly staying: SizeOption;
  /** Least saving, as a share of today's cost, that makes a change for cost worth it. */
  readonly materialShare: number;
  /** For `slo` only. */
  readonly percentile: PercentileDraws | null;
  readonly loops: DrawLoops;
}

/** The answers for one size over all draws, as probabilities. */
export interface Chances {
  /** The size keeps the goal's promise. */
  readonly keeps: number;
  /** It keeps the promise and is better than staying by something worth having. */
  readonly improves: number;
  /** Its cost is within 5 % of the cheapest feasible size; for `slo`: its percentile is under the limit. */
  readonly feasible: number;
  /** Means over the draws: duration and cost relative to staying. */
  readonly meanRatio: number;
  readonly meanCost: number;
}

/**
 * The goal's promise as limits, one number a draw, so that thousands of draws are judged by comparing numbers. A size
 * keeps the promise where both its cost and its time are within the limits of `keeps`; it is better than staying where one of them is within `better`.
 */
export interface Promised extends Standards {
  /** What each draw would choose for itself: the least of cost x costWeight + time x timeWeight among sizes within `own`. */
  readonly own: Limits & { readonly costWeight: Float64Array; readonly timeWeight: Float64Array };
  /** For `weighted`, whose promise speaks of the weighted sum instead: the greatest that keeps, and the sum that a better size stays below. */
  readonly score: { readonly keeps: Float64Array; readonly better: Float64Array } | null;
}

/** Over all draws: does each option keep the promise, does it improve on staying? */
export function chancesOf(promised: Promised, options: readonly SizeOption[], loops: DrawLoops): Chances[] {
  const tallies = loops.tally(options, promised);
  return tallies.map((tally, at) => shares(promised, options[at]!, tally, loops.draws));
}

function shares(promised: Promised, option: SizeOption, tally: Tally, draws: number): Chances {
  const { keeps, improves } = promised.score === null ? tally : withinScore(promised, option);
  return { ...tally, keeps: keeps / draws, improves: improves / draws, feasible: tally.feasible / draws };
}

function withinScore({ own, score }: Promised, { cost, ratio }: SizeOption) {
  let [kept, improved] = [0, 0];
  for (let draw = 0; draw < cost.length; draw++) {
    const sum = cost[draw]! * own.costWeight[draw]! + ratio[draw]! * own.timeWeight[draw]!;
    if (sum > score!.keeps[draw]!) continue;
    kept++;
    if (sum < score!.better[draw]!) improved++;
  }
  return { keeps: kept, improves: improved };
}

/** The size that each draw would choose. A larger size is taken only where it is better by half a percent: ties go to the smaller. */
export function ownChoices({ own }: Promised, options: readonly SizeOption[], loops: DrawLoops): OwnChoices {
  return loops.own(options, own, TIE);
}

const TIE = 0.995;

/** The limits that the goal's promise means, once the best of every draw is known. */
export function promisedBy({ goal, options, staying, materialShare, percentile, loops }: Question): Promised {
  const all = loops.column(Infinity);
  const none = loops.column(-Infinity);
  const cheaper = loops.scaled(staying.cost, 1 - materialShare);
  const faster = loops.scaled(staying.ratio, 1 / FASTER);
  const anything: Limits = { cost: all, time: all };
  const leastCost = { ...anything, costWeight: loops.column(1), timeWeight: loops.column(0) };
  const leastTime = { ...anything, costWeight: leastCost.timeWeight, timeWeight: leastCost.costWeight };
  const cheap = (limits: Limits) => loops.scaled(loops.least(options, 'cost', limits), AIM);
  switch (goal.kind) {
    case 'balanced': {
      const least = loops.least(options, 'cost', anything);
      const affordable = { cost: loops.scaled(least, SLACK), time: all };
      const time = loops.scaled(loops.least(options, 'ratio', affordable), NEAR_FASTEST);
      const cost = loops.scaled(least, AIM);
      return {
        keeps: { cost, time },
        better: { cost: cheaper, time: faster },
        feasible: { cost, time: all },
        own: { ...leastTime, ...affordable },
        score: null,
      };
    }
    case 'cost': {
      const keeps = { cost: cheap(anything), time: all };
      return { keeps, better: { cost: cheaper, time: none }, feasible: keeps, own: leastCost, score: null };
    }
    case 'speed': {
      const keeps = { cost: all, time: loops.scaled(loops.least(options, 'ratio', anything), SLACK) };
      const feasible = { cost: cheap(anything), time: all };
      return { keeps, better: { cost: none, time: faster }, feasible, own: leastTime, score: null };
    }
    case 'weighted':
      return weighted(goal.weight, options, staying, { cost: cheap(anything), time: all }, loops);
    case 'slo': {
      // The time limit relative to the size in force; a percentile that is not known keeps no limit.
      const time = percentile === null ? none : loops.column(0);
      const rescued = loops.column(0);
      percentile?.forEach((ms, draw) => {
        time[draw] = goal.limitMs / ms;
      });
      staying.ratio.forEach((ratio, draw) => {
        rescued[draw] = ratio <= time[draw]! ? -Infinity : Infinity;
      });
      const feasible = { cost: all, time };
      return {
        keeps: { cost: cheap(feasible), time },
        better: { cost: cheaper, time: rescued },
        feasible,
        own: { ...leastCost, time },
        score: null,
      };
    }
    default:
      return goal satisfies never;
  }
}

/** AWS Lambda Power Tuning's weighted strategy: both normalised by the greatest over the fixed set of feasible sizes. */
function weighted(
  weight: number,
  options: readonly SizeOption[],
  staying: SizeOption,
  feasible: Limits,
  loops: DrawLoops,
): Promised {
  const [costWeight, timeWeight, least] = [loops.column(0), loops.column(0), loops.column(Infinity)];
  const staysAt = loops.column(0);
  for (let draw = 0; draw < loops.draws; draw++) {
    costWeight[draw] = weight / greatestOf(options, 'cost', draw);
    timeWeight[draw] = (1 - weight) / greatestOf(options, 'ratio', draw);
    const sum = ({ cost, ratio }: SizeOption) => cost[draw]! * costWeight[draw]! + ratio[draw]! * timeWeight[draw]!;
    for (const option of options) least[draw] = Math.min(least[draw]!, sum(option));
    staysAt[draw] = sum(staying) / 1.01;
  }
  const all = loops.column(Infinity);
  const own = { cost: all, time: all, costWeight, timeWeight };
  const score = { keeps: loops.scaled(least, SLACK), better: staysAt };
  return { keeps: own, better: own, feasible, own, score };
}

function greatestOf(options: readonly SizeOption[], what: 'cost' | 'ratio', draw: number): number {
  let greatest = 0;
  for (const { [what]: own } of options) greatest = Math.max(greatest, own[draw]!);
  return greatest;
}
