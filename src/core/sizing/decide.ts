/** From a situation to a decision, in this order: pin, raise for memory, enough evidence, goal, steps. */
import type { Remark } from '../../model/recommendation.ts';
import { type Answer, ask, materialShare } from './ask.ts';
import { type Allowed, allowedSizes, largestAllowed } from './bounds.ts';
import type { Decided, Decision } from './decision.ts';
import { evidenceGap, lacksEvidence } from './enough-evidence.ts';
import { neededRaise, type Raise } from './raise.ts';
import { tuneCommand } from './refusal.ts';
import { settleGoal } from './settle-goal.ts';
import type { Situation } from './situation.ts';

/** Decides. `todayCost` is the period's cost in currency units, null: unknown. */
export function decide(situation: Situation, todayCost: number | null): Decided {
  const allowed = allowedSizes(situation);
  const raise = neededRaise(situation);
  const { pinMB } = situation.input.functionOptions ?? { pinMB: null };
  if (pinMB !== null) return { decision: pinned(pinMB, situation.currentMB, raise), answer: null };
  if (raise !== null) return decideRaise(situation, raise, allowed, todayCost);
  if (allowed.conflict) return { decision: conflict(allowed, situation), answer: null };
  if (situation.currentMB < allowed.bounds.lowMB || situation.currentMB > largestAllowed(situation)) {
    return intoBounds(situation, allowed, todayCost);
  }
  const answer = ask(situation, allowed.bounds, todayCost, lacksEvidence(situation));
  const gap = evidenceGap(situation, answer);
  if (gap) return { decision: gap, answer };
  return { decision: settleGoal(situation, answer!, allowed, materialShare(situation, todayCost)), answer };
}

/** A pin is kept to; what memory asks for is said beside it. */
function pinned(pinMB: number, currentMB: number, raise: Raise | null): Decision {
  const remarks: Remark[] = raise
    ? [raise.because, { code: 'pin-against-raise', values: { pinMB, toMB: raise.toMB } }]
    : [];
  const because: Remark[] = [{ code: 'pinned', values: { pinMB } }];
  if (pinMB === currentMB) return { action: 'keep', because, remarks, confidence: null };
  return { action: 'change', toMB: pinMB, urgency: 'saving', option: null, because, remarks, confidence: null };
}

function conflict({ conflict: remark }: Allowed, situation: Situation): Decision {
  return {
    action: 'undecided',
    reason: 'conflict-with-bounds',
    because: remark ? [remark] : [],
    remarks: [],
    confidence: null,
    settle: tuneCommand(situation.input),
    range: null,
    greatestSaving: null,
  };
}

/** A raise goes to what memory needs, or further where the goal is sure of it. */
function decideRaise(situation: Situation, raise: Raise, allowed: Allowed, todayCost: number | null): Decided {
  const limitMB = largestAllowed(situation);
  const atLeast = Math.min(Math.max(raise.toMB, allowed.bounds.lowMB), limitMB);
  const remarks: Remark[] =
    raise.toMB > limitMB ? [{ code: 'need-above-limit', values: { wantedMB: raise.toMB, limitMB } }] : [];
  if (atLeast <= situation.currentMB) {
    const remark = { code: 'conflict-with-bounds', values: { lowMB: raise.toMB, highMB: limitMB, floorMB: null } };
    const decision = conflict({ ...allowed, conflict: remark }, situation);
    return { decision: { ...decision, because: [raise.because, remark] }, answer: null };
  }
  return goTo(situation, atLeast, allowed, todayCost, [raise.because], remarks);
}

/** The size in force is outside what the person allows: the nearest allowed size, or the goal's own where it is sure. */
function intoBounds(situation: Situation, allowed: Allowed, todayCost: number | null): Decided {
  const { lowMB, highMB } = allowed.bounds;
  const nearest = situation.currentMB < lowMB ? lowMB : Math.min(highMB, largestAllowed(situation));
  const because: Remark[] = [
    { code: 'outside-bounds', values: { sizeMB: situation.currentMB, lowMB, highMB: largestAllowed(situation) } },
  ];
  return goTo(situation, nearest, allowed, todayCost, because, []);
}

function goTo(
  situation: Situation,
  nearestMB: number,
  { bounds, remarks: own }: Allowed,
  todayCost: number | null,
  because: readonly Remark[],
  remarks: readonly Remark[],
): Decided {
  const up = nearestMB > situation.currentMB;
  const range = up
    ? { lowMB: nearestMB, highMB: Math.max(nearestMB, bounds.highMB) }
    : { lowMB: bounds.lowMB, highMB: Math.max(bounds.lowMB, nearestMB) };
  const answer = ask(situation, range, todayCost);
  const sure = answer !== null && answer.choice.chances.keeps >= situation.input.options.changeConfidence;
  const toMB = sure ? answer.choice.sizeMB : nearestMB;
  return {
    answer,
    decision: {
      action: 'change',
      toMB,
      urgency: up ? 'safety' : 'saving',
      option: optionAt(answer, toMB),
      because: [...because],
      remarks: [...own, ...remarks],
      confidence: sure ? answer.choice.chances.keeps : null,
    },
  };
}

/** The consequences of a size that was asked about; null: not asked. */
function optionAt(answer: Answer | null, sizeMB: number): Answer['staying'] | null {
  return answer?.options.find((option) => option.sizeMB === sizeMB) ?? null;
}
