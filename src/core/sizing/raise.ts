/** Raises that need no curve: memory ran out, met its limit, or is about to. */
import type { Remark } from '../../model/recommendation.ts';
import { ALARM_UTILISATION, usualSizeAtLeast } from './bounds.ts';
import { raiseFrom } from './floor.ts';
import type { Situation } from './situation.ts';

/** The size that memory asks for, and why. */
export interface Raise {
  readonly toMB: number;
  readonly because: Remark;
}

/** Near the limit means seen near it, too: a prediction alone raises nothing. */
const SEEN_NEAR = 0.8;
/** Clipped reports without known environments count as evidence from this many on. */
const FEWEST_CLIPPED = 3;

/** The raise that memory needs; null: none. Without environments out-of-memory and clipped reports still speak. */
export function neededRaise(situation: Situation): Raise | null {
  const { size, currentMB, found } = situation;
  const killed = size.outcomes['out-of-memory'];
  if (found === null) return blindRaise(situation, killed);
  const { floor, maxima, censoredNow } = found;
  const toMB = usualSizeAtLeast(floor.sizeMB);
  if (killed > 0) {
    const least = raiseFrom(currentMB, killed / Math.max(1, size.invocations), floor.sizeMB);
    return { toMB: Math.max(toMB, least), because: outOfMemory(killed, currentMB) };
  }
  if (censoredNow > 0) {
    return {
      toMB,
      because: {
        code: 'limit-reached',
        values: { environments: censoredNow, of: maxima.environments, sizeMB: currentMB },
      },
    };
  }
  const needMB = floor.needMB.best;
  if (needMB <= ALARM_UTILISATION * currentMB || maxima.seenMaxMB <= SEEN_NEAR * currentMB) return null;
  return {
    toMB,
    because: { code: 'near-limit', values: { needMB, sizeMB: currentMB, percent: (100 * needMB) / currentMB } },
  };
}

function blindRaise({ size, currentMB }: Situation, killed: number): Raise | null {
  const toMB = raiseFrom(currentMB, (killed + size.clipped) / Math.max(1, size.invocations), 0);
  if (killed > 0) return { toMB, because: outOfMemory(killed, currentMB) };
  if (size.clipped < FEWEST_CLIPPED) return null;
  return { toMB, because: { code: 'limit-reached-reports', values: { reports: size.clipped, sizeMB: currentMB } } };
}

function outOfMemory(count: number, sizeMB: number): Remark {
  return { code: 'out-of-memory-seen', values: { count, sizeMB } };
}
