/** The size that a belief leads to: the goal's own rule, a usual size where a finer one is not clearly better. */
import type { Goal } from '../../../model/recommendation.ts';
import { isUsual } from './ladder.ts';
import { expected, type Losses, SLACK, shareWithin } from './loss.ts';
import type { Outlook } from './outlook.ts';

/** `balanced`: chance of staying within the slack that a size must have, and "within 1 % of the fastest" (interfaces.md, "Deciding"). */
const CONFIDENCE = 0.9;
const AS_FAST = 1.01;
/** The chance that a guess must have. */
const GUESSING = 0.75;
/** How much more loss a sure size may have than the size of least loss. */
const CARE = 0.18;
/** A finer size must be better than the best usual one by more than this, in the goal's loss. */
const ODD_GAIN = 0.01;

/** Position of the pick on the outlook's ladder, one of `among` (not empty). */
export function pickOf(goal: Goal, outlook: Outlook, losses: Losses, among: readonly number[]): number {
  const any = pickAmong(goal, outlook, losses, among);
  const usual = among.filter((d) => isUsual(outlook.sizesMB[d]!));
  if (isUsual(outlook.sizesMB[any]!) || usual.length === 0) return any;
  const round = pickAmong(goal, outlook, losses, usual);
  if (goal.kind === 'balanced' && isSure(losses, any) && !isSure(losses, round)) return any;
  return expected(losses.loss[round]!) <= expected(losses.loss[any]!) + ODD_GAIN ? round : any;
}

function pickAmong(goal: Goal, outlook: Outlook, losses: Losses, among: readonly number[]): number {
  const least = leastLoss(losses, among);
  if (goal.kind !== 'balanced') return least;
  // Where the sure sizes are far from the ideal nothing is decided anyway: then the guess takes more risk for less time.
  for (const confidence of [CONFIDENCE, GUESSING]) {
    const sure = among.filter((d) => shareWithin(losses.costOver[d]!, SLACK - 1) >= confidence);
    if (sure.length === 0) continue;
    const careful = smallestOfFastest(outlook, sure);
    if (expected(losses.loss[careful]!) <= expected(losses.loss[least]!) + CARE) return careful;
  }
  return least;
}

function smallestOfFastest({ ms }: Outlook, among: readonly number[]): number {
  const times = among.map((d) => expected(ms[d]!));
  const fastest = Math.min(...times);
  return among[times.findIndex((time) => time <= AS_FAST * fastest)]!;
}

function isSure({ costOver }: Losses, d: number): boolean {
  return shareWithin(costOver[d]!, SLACK - 1) >= CONFIDENCE;
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
