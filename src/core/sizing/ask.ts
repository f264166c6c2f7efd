/** Puts the goal's question to the belief: the sizes that may be chosen, and what staying means. */

import { ONE_VCPU_MB } from '../../model/units.ts';
import { normalVariate, randomFrom } from '../stats/prng.ts';
import { quantile, quantileInterval } from '../stats/quantile.ts';
import { type Choice, choose } from './choose.ts';
import { type DrawLoops, plainLoops } from './draw-loops.ts';
import { nativeLoops } from './native-loops.ts';
import type { PercentileDraws } from './promise.ts';
import type { Situation } from './situation.ts';
import { type Bounds, candidateSizes, knownSizes, type SizeOption, sizeOptions } from './size-options.ts';
import { limitStep } from './step-limit.ts';

/** A question with its answer. */
export interface Answer {
  readonly choice: Choice;
  readonly options: readonly SizeOption[];
  readonly staying: SizeOption;
  /** The loops that fit the options' columns. */
  readonly loops: DrawLoops;
}

/** Asks; null when durations are unknown, or an `slo` goal's percentile cannot be told from so few calls. `open`: nothing will be decided, a few sizes show what is at stake. */
export function ask(situation: Situation, bounds: Bounds, todayCost: number | null, open = false): Answer | null {
  const { currentMB, traffic, input, goal } = situation;
  if (situation.belief === null || traffic.warmMeanMs === null) return null;
  const belief = situation.belief();
  const percentile = goal.kind === 'slo' ? percentileDraws(situation, goal.percentile, belief.draws) : null;
  if (goal.kind === 'slo' && percentile === null) return null;
  const seen = situation.evidence.sizes.map(({ sizeMB }) => sizeMB);
  const standing = input.standing === null ? [] : [input.standing.sizeMB];
  const { toMB: oneStepMB } = limitStep(input.options.maxStep, currentMB, 0);
  const odd = [currentMB, ONE_VCPU_MB, oneStepMB, ...seen, ...standing];
  const sizes = open ? knownSizes(bounds, odd) : candidateSizes(bounds, odd);
  const all = sizeOptions(belief, [currentMB, ...sizes], currentMB, traffic.initShare, traffic.warmMeanMs);
  const staying = all[0]!;
  const options = all.slice(1);
  const loops = belief.native === null ? plainLoops(belief.draws) : nativeLoops(belief.native, belief.draws);
  const question = { goal, options, staying, materialShare: materialShare(situation, todayCost), percentile, loops };
  return { choice: choose(question, input.options.changeConfidence), options, staying, loops };
}

/** The least saving worth a change, as a share of today's cost: the percent asked for, or the amount a month, whichever is more. */
export function materialShare({ input, traffic }: Situation, todayCost: number | null): number {
  const { minSavingPercent, minSavingPerMonth } = input.options;
  const amount = traffic.per === 'month' && todayCost !== null && todayCost > 0 ? minSavingPerMonth / todayCost : 0;
  return Math.max(minSavingPercent / 100, amount);
}

/** The warm percentile at the size in force in ms, spread as its order-statistics interval says; null when there are too few calls for one. */
function percentileDraws({ size, input }: Situation, percent: number, draws: number): PercentileDraws | null {
  if (size.warmMs === null) return null;
  const interval = quantileInterval(size.warmMs, percent / 100);
  if (interval === null || !(interval.low > 0)) return null;
  const middle = Math.log(quantile(size.warmMs, percent / 100));
  const below = (middle - Math.log(interval.low)) / 1.96;
  const above = (Math.log(interval.high) - middle) / 1.96;
  const random = randomFrom(input.options.seed + 29);
  return Float64Array.from({ length: draws }, () => {
    const z = normalVariate(random);
    return Math.exp(middle + z * (z < 0 ? below : above));
  });
}
