/** The size that a belief leads to: the goal's own rule, a usual size where a finer one is not clearly better. */
import type { Goal } from '../../../model/recommendation.ts';
import { isUsual } from './ladder.ts';
import { expected, type Losses, SLACK, shareWithin } from './loss.ts';
import type { Outlook } from './outlook.ts';

/** `balanced`: chance of staying within the slack that a size must have, and "within 1 % of the fastest" (interfaces.md, "Deciding"). */
const CONFIDENCE = 0.9;
const AS_FAST = 1.01;
/** A finer size must be better than the best usual one by more than this, in the goal's loss. */
const ODD_GAIN = 0.01;

/** Position of the pick on the outlook's ladder. */
export function pickOf(goal: Goal, outlook: Outlook, losses: Losses): number {
  const every = [...outlook.sizesMB.keys()];
  const any = pickAmong(goal, outlook, losses, every);
  const usual = every.filter((d) => isUsual(outlook.sizesMB[d]!));
  if (isUsual(outlook.sizesMB[any]!) || usual.length === 0) return any;
  const round = pickAmong(goal, outlook, losses, usual);
  if (goal.kind === 'balanced' && isSure(losses, any) && !isSure(losses, round)) return any;
  return expected(losses.loss[round]!) <= expected(losses.loss[any]!) + ODD_GAIN ? round : any;
}

function pickAmong(goal: Goal, outlook: Outlook, losses: Losses, among: readonly number[]): number {
  if (goal.kind !== 'balanced') return leastLoss(losses, among);
  const sure = among.filter((d) => isSure(losses, d));
  if (sure.length === 0) return leastLoss(losses, among);
  const times = sure.map((d) => expected(outlook.ms[d]!));
  const fastest = Math.min(...times);
  return sure[times.findIndex((time) => time <= AS_FAST * fastest)]!;
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
