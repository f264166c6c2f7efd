/** Which sizes may be chosen at all: memory floor, the person's bounds, the account's limit, and how far up the evidence reaches. */
import type { Remark } from '../../model/recommendation.ts';
import { MAX_SIZE_MB, MIN_SIZE_MB } from '../../model/units.ts';
import { STEP_MB } from './floor.ts';
import type { Situation } from './situation.ts';
import type { Bounds } from './size-options.ts';

/** The alarm line: above this predicted share of its size a function needs more memory; below it a size above the target is left alone. */
export const ALARM_UTILISATION = 0.9;

/** Up to here a function with one thread can get faster: 1,769 MB, rounded up to a usual size. */
const ONE_VCPU_REACH_MB = 1_792;

/** Bounds and what to say about them; `conflict` when no size is left. */
export interface Allowed {
  readonly bounds: Bounds;
  readonly remarks: readonly Remark[];
  readonly conflict: Remark | null;
}

/** The bounds of a function with a floor. Above one vCPU only sizes up to the largest one seen are open, unless the goal is speed: whether a function uses more than one thread shows only there. */
export function allowedSizes(situation: Situation): Allowed {
  const { currentMB, found, input, goal, evidence } = situation;
  const own = input.functionOptions;
  const safeMB = found === null ? currentMB : safeSize(situation);
  const lowMB = Math.max(MIN_SIZE_MB, safeMB, own?.floorMB ?? 0, own?.minMB ?? 0);
  const limitMB = largestAllowed(situation);
  const seenMB = Math.max(currentMB, ...evidence.sizes.map(({ sizeMB }) => sizeMB));
  const reachMB = goal.kind === 'speed' ? limitMB : Math.max(ONE_VCPU_REACH_MB, seenMB, lowMB);
  const remarks: Remark[] = [];
  if (reachMB < limitMB) remarks.push({ code: 'above-not-considered', values: { sizeMB: reachMB } });
  const conflict =
    lowMB > limitMB
      ? { code: 'conflict-with-bounds', values: { lowMB, highMB: limitMB, floorMB: found?.floor.sizeMB ?? null } }
      : null;
  return { bounds: { lowMB, highMB: Math.min(limitMB, reachMB) }, remarks, conflict };
}

/** The floor; the size in force instead when it is below the floor but still under the alarm line, so that sizes do not flap. */
function safeSize({ found, currentMB }: Situation): number {
  const { floor, censoredNow } = found!;
  const tolerable = censoredNow === 0 && floor.needMB.best / currentMB <= ALARM_UTILISATION;
  return tolerable ? Math.min(floor.sizeMB, currentMB) : floor.sizeMB;
}

/** The largest size the person and the account allow. A size in force proves that the account allows it, whatever was said of the account. */
export function largestAllowed({ currentMB, input }: Situation): number {
  const accountMB = Math.max(input.options.accountMaxMB, currentMB);
  return Math.min(MAX_SIZE_MB, accountMB, input.functionOptions?.maxMB ?? MAX_SIZE_MB);
}

/** The next usual size at or above a need. */
export function usualSizeAtLeast(sizeMB: number): number {
  return Math.min(MAX_SIZE_MB, Math.max(MIN_SIZE_MB, Math.ceil(sizeMB / STEP_MB) * STEP_MB));
}
