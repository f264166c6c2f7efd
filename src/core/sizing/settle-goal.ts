/** The goal's own decision, with enough evidence at hand: change where it is sure, keep where staying is right or nothing is worth it, else undecided. */
import type { Remark } from '../../model/recommendation.ts';
import type { Answer } from './ask.ts';
import type { Allowed } from './bounds.ts';
import type { Choice } from './choose.ts';
import type { Decision } from './decision.ts';
import { likelyStep } from './likely-step.ts';
import { NEAR_FASTEST } from './promise.ts';
import { tuneCommand } from './refusal.ts';
import type { Situation } from './situation.ts';
import { limitStep } from './step-limit.ts';

/** Decides for the goal. `material` is the least saving worth a change, as a share of today's cost. */
export function settleGoal(situation: Situation, answer: Answer, allowed: Allowed, material: number): Decision {
  const { choice } = answer;
  const { changeConfidence } = situation.input.options;
  const { remarks } = allowed;
  const stood = againstStanding(situation, answer);
  if (stood) return { ...stood, remarks };
  if (choice.sizeMB !== situation.currentMB && choice.chances.improves >= changeConfidence) {
    return change(situation, answer, remarks);
  }
  if (choice.stayingKeeps >= changeConfidence) {
    const because = { code: 'staying-keeps-promise', values: { chance: choice.stayingKeeps } };
    return { action: 'keep', because: [because], remarks, confidence: choice.stayingKeeps };
  }
  if (nothingWorthIt(situation, choice, material)) {
    const because = {
      code: 'nothing-worth-it',
      values: { percent: 100 * choice.greatestSaving, minimumPercent: 100 * material },
    };
    return { action: 'keep', because: [because], remarks, confidence: null };
  }
  const step = likelyStep(answer.options, answer.staying, material);
  return undecided(situation, choice, step === null ? remarks : [step, ...remarks]);
}

function change(situation: Situation, { choice, options, staying }: Answer, remarks: readonly Remark[]): Decision {
  const { currentMB, goal, input } = situation;
  const step = limitStep(input.options.maxStep, currentMB, choice.sizeMB);
  const toMB = step.toMB;
  const option = options.find(({ sizeMB }) => sizeMB === toMB) ?? choice.option;
  const cheaper = median(option.cost) < median(staying.cost) * 0.98;
  return {
    action: 'change',
    toMB: option.sizeMB,
    urgency: cheaper ? 'saving' : 'speed',
    option,
    because: [{ code: `goal-${goal.kind}`, values: { sizeMB: choice.sizeMB, chance: choice.chances.improves } }],
    remarks: [...remarks, ...step.remarks],
    confidence: choice.chances.improves,
  };
}

/** Nothing to gain that is worth a change: money below the minimum, and no speed that the goal would count. */
function nothingWorthIt({ goal }: Situation, choice: Choice, material: number): boolean {
  const money = choice.greatestSaving >= material;
  const countsTime = goal.kind !== 'cost';
  return !money && !(countsTime && choice.greatestSpeedUp >= NEAR_FASTEST);
}

function undecided({ input, evidence }: Situation, choice: Choice, remarks: readonly Remark[]): Decision {
  const { lowMB, highMB } = choice.range;
  return {
    action: 'undecided',
    reason: 'duration-unknown',
    because: [
      {
        code: 'duration-unknown',
        values: { lowMB, highMB, sizesSeen: evidence.sizes.length, chance: choice.chances.improves },
      },
    ],
    remarks,
    confidence: choice.chances.improves,
    settle: tuneCommand(input),
    range: choice.range,
    greatestSaving: choice.greatestSaving,
  };
}

/** A standing advice stays while it is nearly as sure as a new one and the new one is not better by more than the noise. */
const STANDING_SLACK = 0.1;

function againstStanding(situation: Situation, { choice, options }: Answer): Decision | null {
  const { input, currentMB } = situation;
  const standingMB = input.standing?.sizeMB ?? null;
  if (standingMB === null || standingMB === choice.sizeMB) return null;
  const standing = options.find(({ sizeMB }) => sizeMB === standingMB);
  const chances = choice.all.find(({ sizeMB }) => sizeMB === standingMB);
  if (!standing || !chances || chances.keeps < input.options.changeConfidence - STANDING_SLACK) return null;
  const because = [{ code: 'standing-not-beaten', values: { sizeMB: standingMB, otherMB: choice.sizeMB } }];
  const common = { because, remarks: [], confidence: chances.keeps };
  if (standingMB === currentMB) return { action: 'keep', ...common };
  return { action: 'change', toMB: standingMB, urgency: 'saving', option: standing, ...common };
}

function median(values: Float64Array): number {
  return values.slice().sort()[values.length >> 1]!;
}
