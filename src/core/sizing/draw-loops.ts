/** What is done with thousands of draws at once, as a contract with two ways to fulfil it: plain loops here, WebAssembly in native-loops.ts. */

import { orderStatistic } from '../stats/order-statistic.ts';
import { drawInterval } from './draw-interval.ts';
import type { SizeOption } from './size-options.ts';

/** Greatest cost and greatest time that are still good, a number a draw. */
export interface Limits {
  readonly cost: Float64Array;
  readonly time: Float64Array;
}

/** What a size is held against: within both limits of `keeps` it keeps the promise, within one of `better` it beats staying. */
export interface Standards {
  readonly keeps: Limits;
  readonly better: Limits;
  readonly feasible: Limits;
}

/** One size over all draws: in how many it keeps, improves on staying, is feasible; and its means. */
export interface Tally {
  readonly keeps: number;
  readonly improves: number;
  readonly feasible: number;
  readonly meanRatio: number;
  readonly meanCost: number;
}

/** What each draw would choose for itself: its cost and its ratio, and the position of the size. */
export interface OwnChoices {
  readonly position: Float64Array;
  readonly cost: Float64Array;
  readonly ratio: Float64Array;
}

/** The loops. Columns that they make are good until the next belief; so are what they take. */
export interface DrawLoops {
  readonly draws: number;
  /** A column of one value. */
  column(value: number): Float64Array;
  /** Each value times a factor. */
  scaled(values: Float64Array, factor: number): Float64Array;
  /** The least cost or ratio of the sizes within limits; infinite where there is none. */
  least(options: readonly SizeOption[], what: 'cost' | 'ratio', limits: Limits): Float64Array;
  tally(options: readonly SizeOption[], standards: Standards): Tally[];
  /** The least of cost x costWeight + ratio x timeWeight within limits. A later size is taken only where it is below `tie` of an earlier one. */
  own(
    options: readonly SizeOption[],
    limits: Limits & { readonly costWeight: Float64Array; readonly timeWeight: Float64Array },
    tie: number,
  ): OwnChoices;
  /** The central interval of that level, with the median. */
  interval(values: Float64Array, level: number): { readonly low: number; readonly best: number; readonly high: number };
  /** The value at a rank. Moves the values about. */
  orderStatistic(values: Float64Array, rank: number): number;
}

/** The loops in TypeScript, for columns of any kind. */
export function plainLoops(draws: number): DrawLoops {
  return {
    draws,
    column: (value) => new Float64Array(draws).fill(value),
    scaled: (values, factor) => values.map((value) => value * factor),
    least: leastOf,
    tally: (options, standards) => options.map((option) => tallyOf(option, standards)),
    own: ownOf,
    interval: (values, level) => drawInterval(values, level, 0),
    orderStatistic,
  };
}

function leastOf(options: readonly SizeOption[], what: 'cost' | 'ratio', limits: Limits): Float64Array {
  const least = new Float64Array(limits.cost.length).fill(Infinity);
  for (const { cost, ratio, [what]: own } of options) {
    for (let draw = 0; draw < least.length; draw++) {
      if (own[draw]! >= least[draw]! || cost[draw]! > limits.cost[draw]! || ratio[draw]! > limits.time[draw]!) continue;
      least[draw] = own[draw]!;
    }
  }
  return least;
}

function tallyOf({ cost, ratio }: SizeOption, { keeps, better, feasible }: Standards): Tally {
  let [kept, improved, allowed, ratios, costs] = [0, 0, 0, 0, 0];
  for (let draw = 0; draw < cost.length; draw++) {
    const ownCost = cost[draw]!;
    const time = ratio[draw]!;
    ratios += time;
    costs += ownCost;
    if (ownCost <= feasible.cost[draw]! && time <= feasible.time[draw]!) allowed++;
    if (ownCost > keeps.cost[draw]! || time > keeps.time[draw]!) continue;
    kept++;
    if (ownCost <= better.cost[draw]! || time <= better.time[draw]!) improved++;
  }
  const n = cost.length;
  return { keeps: kept, improves: improved, feasible: allowed, meanRatio: ratios / n, meanCost: costs / n };
}

function ownOf(options: readonly SizeOption[], limits: Parameters<DrawLoops['own']>[1], tie: number): OwnChoices {
  const draws = limits.cost.length;
  const first = options[0]!;
  const [position, cost, ratio] = [new Float64Array(draws), first.cost.slice(), first.ratio.slice()];
  const least = new Float64Array(draws).fill(Infinity);
  options.forEach((option, at) => {
    for (let draw = 0; draw < draws; draw++) {
      const ownCost = option.cost[draw]!;
      const time = option.ratio[draw]!;
      if (ownCost > limits.cost[draw]! || time > limits.time[draw]!) continue;
      const sum = ownCost * limits.costWeight[draw]! + time * limits.timeWeight[draw]!;
      if (!(sum < least[draw]! * tie)) continue;
      least[draw] = sum;
      position[draw] = at;
      cost[draw] = ownCost;
      ratio[draw] = time;
    }
  });
  return { position, cost, ratio };
}
