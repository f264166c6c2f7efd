/** Everything that is known before deciding: size in force, traffic, floor, and the belief about durations. */
import type { Goal } from '../../model/recommendation.ts';
import type { SizeUsage } from '../../model/usage.ts';
import { seedFromText } from '../stats/prng.ts';
import { type Belief, beliefOf } from '../tuning/belief.ts';
import type { CurveBank } from '../tuning/curve-bank.ts';
import type { CurveEvidence } from '../tuning/curve-model.ts';
import { durationEvidence } from './duration-evidence.ts';
import { type FloorFound, findFloor } from './floor.ts';
import { currentUsage, goalOf, type SizingInput } from './sizing-input.ts';
import { type Traffic, trafficAt } from './traffic.ts';

/** One function, ready to be decided about. */
export interface Situation {
  readonly input: SizingInput;
  readonly size: SizeUsage;
  readonly currentMB: number;
  readonly goal: Goal;
  readonly traffic: Traffic;
  /** Null: environments unknown. */
  readonly found: FloorFound | null;
  readonly evidence: CurveEvidence;
  /** Makes the belief about durations, good until the next one is made. Null: no warm success seen, nothing to start from. */
  readonly belief: (() => Belief) | null;
}

/** Gathers it; null when no size was seen. */
export function situationOf(input: SizingInput, bank: CurveBank): Situation | null {
  const size = currentUsage(input.usage);
  if (size === null) return null;
  const currentMB = size.sizeMB;
  const evidence = durationEvidence(input.usage, currentMB);
  const seed = seedFromText(input.usage.ref.name, input.options.seed);
  return {
    input,
    size,
    currentMB,
    goal: goalOf(input),
    traffic: trafficAt(input.usage, size, input.options, input.functionOptions),
    found: findFloor(input.usage, input.findings, currentMB, input.options.targetUtilisation),
    evidence,
    belief: evidence.sizes.some(({ sizeMB }) => sizeMB === currentMB) ? () => beliefOf(bank, evidence, seed) : null,
  };
}
