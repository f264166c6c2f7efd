/** The size that a belief leads to: the least expected loss, a usual size where a finer one is not clearly better. */
import type { Goal } from '../../../model/recommendation.ts';
import { isUsual } from './ladder.ts';
import { chanceKept, expected, type Losses } from './loss.ts';
import type { Outlook } from './outlook.ts';

/** Chance of keeping the goal's promise that makes a size sure (interfaces.md, "Deciding"). */
export const CONFIDENCE = 0.9;
/** `balanced`: the smallest size within 1 % of the fastest. */
const AS_FAST = 1.01;
/** A finer size must be better than the best usual one by more than this, in the goal's loss. */
const ODD_GAIN = 0.01;

/** Position of the pick on the outlook's ladder, one of `among` (not empty). */
export function pickOf(goal: Goal, outlook: Outlook, losses: Losses, among: readonly number[]): number {
  const { sizesMB } = outlook;
  const any = pickAmong(goal, outlook, losses, among);
  const usual = among.filter((d) => isUsual(sizesMB[d]!));
  if (isUsual(sizesMB[any]!) || usual.length === 0) return any;
  const round = pickAmong(goal, outlook, losses, usual);
  if (goal.kind === 'balanced' && isSure(goal, losses, any) && !isSure(goal, losses, round)) return any;
  return expected(losses.loss[round]!) <= expected(losses.loss[any]!) + ODD_GAIN ? round : any;
}

function pickAmong(goal: Goal, outlook: Outlook, losses: Losses, among: readonly number[]): number {
  const least = leastLoss(losses, among);
  return goal.kind === 'balanced' ? asFast(outlook, losses, among, least) : least;
}

/** The smallest size that is as fast and no worse: on a plateau memory buys nothing. */
function asFast({ ms }: Outlook, { loss }: Losses, among: readonly number[], pick: number): number {
  const [limit, most] = [AS_FAST * expected(ms[pick]!), expected(loss[pick]!) + ODD_GAIN];
  return among.find((d) => expected(ms[d]!) <= limit && expected(loss[d]!) <= most) ?? pick;
}

function isSure(goal: Goal, losses: Losses, d: number): boolean {
  return chanceKept(goal, losses, d) >= CONFIDENCE;
}

function leastLoss({ loss }: Losses, among: readonly number[]): number {
  let best = among[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const d of among) {
    const own = expected(loss[d]!);
    if (own < least) [best, least] = [d, own];
  }
  return best;
}
