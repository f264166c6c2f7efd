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

/**
 * The goal's promise as limits, one number a draw, so that thousands of draws are judged by comparing numbers. A size
 * keeps the promise where both its cost and its time are within the limits of `keeps`; it is better than staying where one of them is within `better`.
 */
export interface Promised {
  readonly draws: number;
  readonly keeps: Limits;
  readonly better: Limits;
  readonly feasible: Limits;
  /** What each draw would choose for itself: the least of cost x costWeight + time x timeWeight among sizes within `own`. */
  readonly own: Limits & { readonly costWeight: Float64Array; readonly timeWeight: Float64Array };
  /** For `weighted`, whose promise speaks of the weighted sum instead: the greatest that keeps, and the sum that a better size stays below. */
  readonly score: { readonly keeps: Float64Array; readonly better: Float64Array } | null;
}

interface Limits {
  readonly cost: Float64Array;
  readonly time: Float64Array;
}

/** Over all draws: does `option` keep the promise, and does it improve on staying? */
export function chancesOf(promised: Promised, option: SizeOption): Chances {
  const { draws, feasible } = promised;
  const { keeps, improves } = promised.score === null ? within(promised, option) : withinScore(promised, option);
  let allowed = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (option.cost[draw]! <= feasible.cost[draw]! && option.ratio[draw]! <= feasible.time[draw]!) allowed++;
  }
  return { keeps: keeps / draws, improves: improves / draws, feasible: allowed / draws };
}

function within({ draws, keeps, better }: Promised, { cost, ratio }: SizeOption) {
  let [kept, improved] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const ownCost = cost[draw]!;
    const time = ratio[draw]!;
    if (ownCost > keeps.cost[draw]! || time > keeps.time[draw]!) continue;
    kept++;
    if (ownCost <= better.cost[draw]! || time <= better.time[draw]!) improved++;
  }
  return { keeps: kept, improves: improved };
}

function withinScore({ draws, own, score }: Promised, { cost, ratio }: SizeOption) {
  let [kept, improved] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const sum = cost[draw]! * own.costWeight[draw]! + ratio[draw]! * own.timeWeight[draw]!;
    if (sum > score!.keeps[draw]!) continue;
    kept++;
    if (sum < score!.better[draw]!) improved++;
  }
  return { keeps: kept, improves: improved };
}

/** Position of the size that each draw would choose. A larger size is taken only where it is better by half a percent: ties go to the smaller. */
export function ownChoices({ draws, own }: Promised, options: readonly SizeOption[]): Uint16Array {
  const chosen = new Uint16Array(draws);
  const least = new Float64Array(draws).fill(Infinity);
  options.forEach(({ cost, ratio }, at) => {
    for (let draw = 0; draw < draws; draw++) {
      const ownCost = cost[draw]!;
      const time = ratio[draw]!;
      if (ownCost > own.cost[draw]! || time > own.time[draw]!) continue;
      const sum = ownCost * own.costWeight[draw]! + time * own.timeWeight[draw]!;
      if (!(sum < least[draw]! * TIE)) continue;
      chosen[draw] = at;
      least[draw] = sum;
    }
  });
  return chosen;
}

const TIE = 0.995;

/** The limits that the goal's promise means, once the best of every draw is known. */
export function promisedBy({ goal, options, staying, materialShare, percentile }: Question): Promised {
  const draws = staying.cost.length;
  const all = column(draws, Infinity);
  const none = column(draws, -Infinity);
  const zero = column(draws, 0);
  const one = column(draws, 1);
  const cheaper = staying.cost.map((cost) => cost * (1 - materialShare));
  const faster = staying.ratio.map((time) => time / FASTER);
  const anything: Limits = { cost: all, time: all };
  const leastCost = { ...anything, costWeight: one, timeWeight: zero };
  const leastTime = { ...anything, costWeight: zero, timeWeight: one };
  const cheap = (limits: Limits) => scaled(leastOf(options, 'cost', limits), AIM);
  switch (goal.kind) {
    case 'balanced': {
      const least = leastOf(options, 'cost', anything);
      const affordable = { cost: scaled(least, SLACK), time: all };
      const time = scaled(leastOf(options, 'ratio', affordable), NEAR_FASTEST);
      const cost = scaled(least, AIM);
      return {
        draws,
        keeps: { cost, time },
        better: { cost: cheaper, time: faster },
        feasible: { cost, time: all },
        own: { ...leastTime, ...affordable },
        score: null,
      };
    }
    case 'cost': {
      const keeps = { cost: cheap(anything), time: all };
      return { draws, keeps, better: { cost: cheaper, time: none }, feasible: keeps, own: leastCost, score: null };
    }
    case 'speed': {
      const keeps = { cost: all, time: scaled(leastOf(options, 'ratio', anything), SLACK) };
      const feasible = { cost: cheap(anything), time: all };
      return { draws, keeps, better: { cost: none, time: faster }, feasible, own: leastTime, score: null };
    }
    case 'weighted':
      return weighted(goal.weight, options, staying, { cost: cheap(anything), time: all });
    case 'slo': {
      // The time limit relative to the size in force; a percentile that is not known keeps no limit.
      const time = percentile === null ? none : percentile.map((ms) => goal.limitMs / ms);
      const feasible = { cost: all, time };
      const rescued = staying.ratio.map((ratio, draw) => (ratio <= time[draw]! ? -Infinity : Infinity));
      return {
        draws,
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
function weighted(weight: number, options: readonly SizeOption[], staying: SizeOption, feasible: Limits): Promised {
  const draws = staying.cost.length;
  const costWeight = greatestOf(options, 'cost', draws).map((greatest) => weight / greatest);
  const timeWeight = greatestOf(options, 'ratio', draws).map((slowest) => (1 - weight) / slowest);
  const all = column(draws, Infinity);
  const own = { cost: all, time: all, costWeight, timeWeight };
  const least = column(draws, Infinity);
  for (const { cost, ratio } of options) {
    for (let draw = 0; draw < draws; draw++) {
      const sum = cost[draw]! * costWeight[draw]! + ratio[draw]! * timeWeight[draw]!;
      if (sum < least[draw]!) least[draw] = sum;
    }
  }
  const staysAt = staying.cost.map((cost, draw) => cost * costWeight[draw]! + staying.ratio[draw]! * timeWeight[draw]!);
  const score = { keeps: scaled(least, SLACK), better: staysAt.map((sum) => sum / 1.01) };
  return { draws, keeps: own, better: own, feasible, own, score };
}

/** The least cost or time of the sizes within limits, a number a draw; infinite where there is none. */
function leastOf(options: readonly SizeOption[], what: 'cost' | 'ratio', limits: Limits): Float64Array {
  const least = column(limits.cost.length, Infinity);
  for (const { cost, ratio, [what]: own } of options) {
    for (let draw = 0; draw < least.length; draw++) {
      if (own[draw]! >= least[draw]! || cost[draw]! > limits.cost[draw]! || ratio[draw]! > limits.time[draw]!) continue;
      least[draw] = own[draw]!;
    }
  }
  return least;
}

function greatestOf(options: readonly SizeOption[], what: 'cost' | 'ratio', draws: number): Float64Array {
  const greatest = column(draws, 0);
  for (const { [what]: own } of options) {
    for (let draw = 0; draw < draws; draw++) if (own[draw]! > greatest[draw]!) greatest[draw] = own[draw]!;
  }
  return greatest;
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return values.map((value) => value * factor);
}

function column(draws: number, value: number): Float64Array {
  return new Float64Array(draws).fill(value);
}
