/** From usage to a recommendation: gather, decide, price, say. */
import type { CostEffect, Floor, Recommendation } from '../../model/recommendation.ts';
import { type CurveBank, standardBank } from '../tuning/curve-bank.ts';
import { armOffer } from './arm-offer.ts';
import { costEffect, costNow } from './cost-effect.ts';
import { durationCurve } from './curve-points.ts';
import { decide } from './decide.ts';
import type { Decided } from './decision.ts';
import { drawInterval } from './draw-interval.ts';
import { withFreeTiers } from './free-tier.ts';
import { policyResults } from './policy.ts';
import { type Refusal, refusal } from './refusal.ts';
import { circumstances } from './remarks.ts';
import { type Situation, situationOf } from './situation.ts';
import { type SizeOption, sizeOptions } from './size-options.ts';
import { currentSize, goalOf, type SizingInput } from './sizing-input.ts';
import { atStake } from './stake.ts';

export { withFreeTiers } from './free-tier.ts';
export { currentSize, type SizingInput } from './sizing-input.ts';

/**
 * Recommends for a whole fleet, same order. Each function is judged by itself: a `change` is made at a posterior probability of at least
 * `changeConfidence`, so that the expected share of wrong ones among all changes is at most 1 - changeConfidence (Bayesian false discovery rate,
 * Storey 2003), however many functions there are. The free tier is the account's and is spread over all.
 */
export function recommendFleet(inputs: readonly SizingInput[], bank: CurveBank = standardBank()): Recommendation[] {
  return withFreeTiers(
    inputs,
    inputs.map((input) => recommend(input, bank)),
  );
}

/** The recommendation for one function; `bank` is the prior belief about curves. Never throws on usage of any kind; an unknown Region is a UserError. */
export function recommend(input: SizingInput, bank: CurveBank = standardBank()): Recommendation {
  const refused = refusal(input);
  const situation = situationOf(input, bank);
  if (situation === null) return refusedRecommendation(input, refused!, null);
  if (refused) return refusedRecommendation(input, refused, situation);
  const today = costNow(input, situation.traffic);
  const decided = decide(situation, today === null ? null : Number(today.now));
  return assemble(situation, decided, today);
}

function assemble(situation: Situation, { decision, answer }: Decided, today: CostEffect | null): Recommendation {
  const { input, traffic } = situation;
  const { level } = input.options;
  const base = {
    ...common(input, situation),
    curve: answer === null ? null : durationCurve(situation, answer, decision, level),
    confidence: decision.confidence,
    remarks: [...decision.remarks, ...circumstances(situation)],
    because: decision.because,
  };
  const floor = base.floor;
  switch (decision.action) {
    case 'keep':
      return { ...base, action: 'keep', cost: today, headroom: headroomAt(floor, situation.currentMB) };
    case 'change': {
      const { toMB, urgency } = decision;
      const option = decision.option ?? optionAt(situation, toMB);
      return {
        ...base,
        action: 'change',
        toMB,
        urgency,
        cost: option === null ? null : costEffect(input, traffic, option, today),
        durationRatio: option === null ? null : drawInterval(option.ratio, level, situation.size.warmMs?.n ?? 0),
        headroom: headroomAt(floor, toMB),
      };
    }
    case 'undecided': {
      const { reason, range, settle } = decision;
      const headroom = headroomAt(floor, situation.currentMB);
      return {
        ...base,
        action: 'undecided',
        reason,
        cost: today,
        range,
        atStake: atStake(decision, today),
        settle,
        headroom,
      };
    }
    default:
      return decision satisfies never;
  }
}

/** What a size means that nothing was asked to choose (a pin); null where no duration is known. */
function optionAt({ belief, traffic, currentMB }: Situation, toMB: number): SizeOption | null {
  if (belief === null || traffic.warmMeanMs === null) return null;
  return sizeOptions(belief(), [toMB], currentMB, traffic.initShare, traffic.warmMeanMs)[0] ?? null;
}

/** What every recommendation carries whatever was decided. */
function common(input: SizingInput, situation: Situation | null) {
  const currentMB = currentSize(input.usage);
  const floor = situation?.found?.floor ?? null;
  const rules = input.functionOptions?.policy ?? [];
  const maxima = situation?.found?.maxima.sorted ?? null;
  return {
    function: input.usage.ref.name,
    currentMB,
    goal: goalOf(input),
    floor,
    policies: currentMB === null ? [] : policyResults(rules, maxima, currentMB, floor),
    arm: situation === null ? null : armOffer(input, situation.traffic),
  };
}

function refusedRecommendation(input: SizingInput, refused: Refusal, situation: Situation | null): Recommendation {
  return {
    ...common(input, situation),
    // Logs that cannot be sized from show no floor either.
    floor: null,
    curve: null,
    confidence: null,
    remarks: situation === null ? [] : circumstances(situation),
    because: [refused.because],
    action: 'undecided',
    reason: refused.reason,
    cost: situation === null ? null : costNow(input, situation.traffic),
    range: null,
    atStake: null,
    settle: refused.settle,
    headroom: null,
  };
}

function headroomAt(floor: Floor | null, sizeMB: number): number | null {
  // Where the limit cut the need off, the headroom is unknown.
  return floor === null || floor.method !== 'tail-of-environment-maxima' ? null : 1 - floor.needMB.best / sizeMB;
}
