/** "Within 2 % anywhere in 192–768 MB": the sizes around a pick that are as good as can be told. */
import type { Losses } from './loss.ts';

/** Every size in [lowMB, highMB] keeps the goal within the share `within`, all together with the stated probability. */
export interface TieRange {
  readonly lowMB: number;
  readonly highMB: number;
  readonly within: number;
  readonly chance: number;
}

/** What may be said, from the best: the first that holds for the pick itself is taken. */
const SHARES = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1] as const;
/** Probability of the whole statement. */
const CHANCE = 0.9;

/** The tie range around a pick; null when not even a factor of two can be promised. */
export function tieRange(sizesMB: readonly number[], { excess }: Losses, pick: number): TieRange | null {
  const within = SHARES.find((share) => chanceOf(excess[pick]!, share) >= CHANCE);
  if (within === undefined) return null;
  let [low, high] = [pick, pick];
  let worst = excess[pick]!;
  // Grows towards the side that keeps the higher chance, as long as the whole range holds.
  for (;;) {
    const sides = [low - 1, high + 1]
      .filter((d) => d >= 0 && d < sizesMB.length)
      .map((d) => ({ d, worst: worst.map((value, i) => Math.max(value, excess[d]![i]!)) }))
      .map((side) => ({ ...side, chance: chanceOf(side.worst, within) }))
      .sort((a, b) => b.chance - a.chance || a.d - b.d);
    const [best] = sides;
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
