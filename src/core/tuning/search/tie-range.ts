/** "Within 2 % anywhere in 192–768 MB": the sizes around a pick that are as good as can be told. */
import type { Losses } from './loss.ts';

/** Every size in [lowMB, highMB] keeps the goal within the share `within`, all together with the stated probability. */
export interface TieRange {
  readonly lowMB: number;
  readonly highMB: number;
  readonly within: number;
  readonly chance: number;
}

/** What may be said, from the best. */
const SHARES = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1] as const;
/** Below the promise (5 %) a statement is only worth making of a range at least this wide; else the promise itself is spoken of. */
const [PROMISE, WORTH_SAYING] = [0.05, 1.3];
/** Probability of the whole statement. */
const CHANCE = 0.9;

/** The tie range around a pick; null when not even a factor of two can be promised. */
export function tieRange(sizesMB: readonly number[], { excess }: Losses, pick: number): TieRange | null {
  for (const within of SHARES) {
    if (chanceOf(excess[pick]!, within) < CHANCE) continue;
    const range = grown(sizesMB, excess, pick, within);
    if (within >= PROMISE || range.highMB >= WORTH_SAYING * range.lowMB) return range;
  }
  return null;
}

/** Grows towards the side that keeps the higher chance, as long as the whole range holds. */
function grown(sizesMB: readonly number[], excess: readonly Float64Array[], pick: number, within: number): TieRange {
  let [low, high] = [pick, pick];
  let worst = excess[pick]!;
  for (;;) {
    const [best] = [low - 1, high + 1]
      .filter((d) => d >= 0 && d < sizesMB.length)
      .map((d) => ({ d, worst: worst.map((value, i) => Math.max(value, excess[d]![i]!)) }))
      .map((side) => ({ ...side, chance: chanceOf(side.worst, within) }))
      .sort((a, b) => b.chance - a.chance || a.d - b.d);
    if (best === undefined || best.chance < CHANCE) break;
    worst = best.worst;
    low = Math.min(low, best.d);
    high = Math.max(high, best.d);
  }
  return { lowMB: sizesMB[low]!, highMB: sizesMB[high]!, within, chance: chanceOf(worst, within) };
}

function chanceOf(excess: Float64Array, share: number): number {
  let count = 0;
  for (const value of excess) if (value <= share) count++;
  return count / excess.length;
}
