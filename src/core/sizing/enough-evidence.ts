/** Whether there is enough to go by before a goal is weighed; else what is missing. */
import type { Remark, UndecidedReason } from '../../model/recommendation.ts';
import type { Answer } from './ask.ts';
import type { Decision } from './decision.ts';
import { again, tuneCommand } from './refusal.ts';
import type { Situation } from './situation.ts';

/** Fewest environments for a reduction: at ten the chance of a load never seen is already 2 % for the next one (tail-model.ts). */
const FEWEST_ENVIRONMENTS = 10;
/** Fewest warm successes at the size in force. */
const FEWEST_CALLS = 20;

/** True when nothing can be decided whatever the durations say. */
export function lacksEvidence({ found, size }: Situation): boolean {
  return found === null || found.maxima.environments < FEWEST_ENVIRONMENTS || (size.warmMs?.n ?? 0) < FEWEST_CALLS;
}

/** The undecided answer for what is missing; null: nothing is. */
export function evidenceGap(situation: Situation, answer: Answer | null): Decision | null {
  const { found, size, input, goal } = situation;
  const warm = size.warmMs?.n ?? 0;
  const tooFewCalls = { code: 'too-few-calls', values: { seen: warm, needed: FEWEST_CALLS } };
  if (found === null) {
    const because = { code: 'environments-unknown', values: {} };
    return warm < FEWEST_CALLS
      ? open('too-little-data', [tooFewCalls, because], again(input), answer)
      : open('environments-unknown', [because], again(input), answer);
  }
  const environments = found.maxima.environments;
  if (environments < FEWEST_ENVIRONMENTS) {
    const because = { code: 'too-few-environments', values: { seen: environments, needed: FEWEST_ENVIRONMENTS } };
    return open('too-little-data', [because], again(input), answer);
  }
  if (warm < FEWEST_CALLS) return open('too-little-data', [tooFewCalls], again(input), answer);
  if (answer === null) {
    const percentile = goal.kind === 'slo' ? goal.percentile : null;
    const because = {
      code: percentile === null ? 'no-durations' : 'percentile-unknown',
      values: { percentile, seen: warm },
    };
    return open('too-little-data', [because], tuneCommand(input), answer);
  }
  return null;
}

function open(reason: UndecidedReason, because: readonly Remark[], settle: string, answer: Answer | null): Decision {
  return {
    action: 'undecided',
    reason,
    because,
    remarks: [],
    confidence: null,
    settle,
    range: answer?.choice.range ?? null,
    greatestSaving: answer?.choice.greatestSaving ?? null,
  };
}
