/** "Within 2 % anywhere in 192–768 MB": the sizes around a pick that are as good as can be told. */
import type { Goal } from '../../../model/recommendation.ts';
import { expected, type Losses } from './loss.ts';
import type { Outlook } from './outlook.ts';

/**
 * Every size in [lowMB, highMB] is within the share `within`, all together with the stated probability: `of` the goal (`balanced`: cost over the slack
 * and time over the fastest size within it), or of the least `cost` alone, where nothing as close can be said of the time. Then memory decides about time at
 * nearly no cost: `timeRatio` is the mean duration at `lowMB` over that at `highMB`.
 */
export interface TieRange {
  readonly lowMB: number;
  readonly highMB: number;
  readonly within: number;
  readonly chance: number;
  readonly of: 'goal' | 'cost';
  readonly timeRatio: number;
}

/** What may be said, from the best. More than 15 % is no tie. */
const SHARES = [0.02, 0.05, 0.08, 0.1, 0.12, 0.15] as const;
/** Below the promise (5 %) a statement is only worth making of a range at least this wide; else the promise itself is spoken of. */
const [PROMISE, WORTH_SAYING] = [0.05, 1.3];
/** Probability of the whole statement. */
const CHANCE = 0.9;

/** The tie range around a pick; null when nothing close can be promised. */
export function tieRange(
  goal: Goal,
  { sizesMB, ms }: Pick<Outlook, 'sizesMB' | 'ms'>,
  { excess, costOver }: Losses,
  pick: number,
): TieRange | null {
  const ofGoal = closest(sizesMB, excess, pick, (range) => range.within >= PROMISE || isWide(range));
  const timeTells = goal.kind === 'balanced' && (ofGoal === null || !isWide(ofGoal));
  const ofCost = timeTells ? closest(sizesMB, costOver, pick, isWide) : null;
  const range = ofCost ?? ofGoal;
  if (range === null) return null;
  const msAt = (sizeMB: number) => expected(ms[sizesMB.indexOf(sizeMB)]!);
  return { ...range, of: range === ofCost ? 'cost' : 'goal', timeRatio: msAt(range.lowMB) / msAt(range.highMB) };
}

type Range = Pick<TieRange, 'lowMB' | 'highMB' | 'within' | 'chance'>;

function isWide({ lowMB, highMB }: Range): boolean {
  return highMB >= WORTH_SAYING * lowMB;
}

function closest(
  sizesMB: readonly number[],
  excess: readonly Float64Array[],
  pick: number,
  isWorthSaying: (range: Range) => boolean,
): Range | null {
  for (const within of SHARES) {
    if (chanceOf(excess[pick]!, within) < CHANCE) continue;
    const range = grown(sizesMB, excess, pick, within);
    if (isWorthSaying(range)) return range;
  }
  return null;
}

/** Grows towards the side that keeps the higher chance, as long as the whole range holds. */
function grown(sizesMB: readonly number[], excess: readonly Float64Array[], pick: number, within: number): Range {
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
