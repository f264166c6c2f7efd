/** What a size costs the goal in every draw of the belief: how far it is from the best that the draw allows. */
import type { Goal } from '../../../model/recommendation.ts';
import type { Outlook } from './outlook.ts';

/** Slack of `balanced`: cost within 5 % of the cheapest (interfaces.md, "Deciding"). */
export const SLACK = 1.05;
/** `balanced` trades time against the risk of leaving the slack: being certain to leave it weighs as much as being this much slower (ln time). Set on public curves: nine runs in ten stay within the slack or say that they are undecided, with a tie that holds, and their time is at most 5 % over the ideal. */
const OVER_SLACK = 0.38;
/** The step at the slack's edge is a ramp this wide (share of cost), so that a few draws do not decide. */
const RAMP = 0.02;
/** An `slo` that is missed weighs as much as twice the cost. */
const MISSED = 1;

/** Numbers for every size (outer) and draw (inner). */
export interface Losses {
  /** What measuring is to lower and the pick to make least; 0 is the best of the draw. */
  readonly loss: readonly Float64Array[];
  /** By how much the goal's promise is missed (0: kept): the number that tie ranges speak of. */
  readonly excess: readonly Float64Array[];
  /** Cost over the draw's cheapest. */
  readonly costOver: readonly Float64Array[];
}

/** Judges every size of the outlook against the best size of the same draw. */
export function lossesOf(goal: Goal, outlook: Outlook): Losses {
  const { draws, sizesMB } = outlook;
  const columns = () => sizesMB.map(() => new Float64Array(draws));
  const [loss, excess, costOver] = [columns(), columns(), columns()];
  const judge = JUDGES[goal.kind] as (goal: Goal, outlook: Outlook, draw: number, set: Set) => void;
  for (let draw = 0; draw < draws; draw++) {
    const cheapest = least(outlook.cost, draw);
    for (let d = 0; d < sizesMB.length; d++) costOver[d]![draw] = outlook.cost[d]![draw]! / cheapest - 1;
    judge(goal, outlook, draw, (d, ownLoss, ownExcess) => {
      loss[d]![draw] = ownLoss;
      excess[d]![draw] = ownExcess;
    });
  }
  return { loss, excess, costOver };
}

type Set = (size: number, loss: number, excess: number) => void;

const JUDGES = {
  cost: (_: Goal, { cost }: Outlook, draw: number, set: Set) => relative(cost, draw, set),
  speed: (_: Goal, { ms }: Outlook, draw: number, set: Set) => relative(ms, draw, set),
  balanced,
  weighted,
  slo,
} satisfies Record<Goal['kind'], unknown>;

function relative(values: readonly Float64Array[], draw: number, set: Set): void {
  const best = least(values, draw);
  values.forEach((column, d) => {
    const over = column[draw]! / best - 1;
    set(d, over, over);
  });
}

function balanced(_: Goal, { cost, ms }: Outlook, draw: number, set: Set): void {
  const allowed = SLACK * least(cost, draw);
  let ideal = Number.POSITIVE_INFINITY;
  for (let d = 0; d < cost.length; d++) if (cost[d]![draw]! <= allowed) ideal = Math.min(ideal, ms[d]![draw]!);
  for (let d = 0; d < cost.length; d++) {
    const over = cost[d]![draw]! / allowed - 1;
    const late = Math.max(0, ms[d]![draw]! / ideal - 1);
    const ramp = Math.min(1, Math.max(0, 0.5 + over / RAMP));
    const dearer = Math.max(0, over);
    set(d, Math.log1p(late) + OVER_SLACK * ramp + dearer, Math.max(dearer, late));
  }
}

/** Power Tuning's weighted strategy: both normalised by the greatest of the feasible ladder, so that a hopeless size changes nothing. */
function weighted(goal: Goal, { cost, ms }: Outlook, draw: number, set: Set): void {
  const weight = goal.kind === 'weighted' ? goal.weight : 0.5;
  const [dearest, slowest] = [greatest(cost, draw), greatest(ms, draw)];
  const scores = cost.map((column, d) => (weight * column[draw]!) / dearest + ((1 - weight) * ms[d]![draw]!) / slowest);
  const best = Math.min(...scores);
  scores.forEach((score, d) => {
    set(d, score / best - 1, score / best - 1);
  });
}

function slo(goal: Goal, { cost, ms, percentile }: Outlook, draw: number, set: Set): void {
  const limit = goal.kind === 'slo' ? goal.limitMs : 0;
  const over = ms.map((column) => (column[draw]! * percentile![draw]!) / limit - 1);
  let cheapest = Number.POSITIVE_INFINITY;
  let nearest = Number.POSITIVE_INFINITY;
  over.forEach((miss, d) => {
    if (miss <= 0) cheapest = Math.min(cheapest, cost[d]![draw]!);
    nearest = Math.min(nearest, miss);
  });
  const possible = cheapest < Number.POSITIVE_INFINITY;
  over.forEach((miss, d) => {
    if (!possible) set(d, MISSED + miss - nearest, miss);
    else if (miss > 0) set(d, MISSED + miss, miss);
    else set(d, cost[d]![draw]! / cheapest - 1, cost[d]![draw]! / cheapest - 1);
  });
}

function least(values: readonly Float64Array[], draw: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let d = 0; d < values.length; d++) best = Math.min(best, values[d]![draw]!);
  return best;
}

function greatest(values: readonly Float64Array[], draw: number): number {
  let most = 0;
  for (let d = 0; d < values.length; d++) most = Math.max(most, values[d]![draw]!);
  return most;
}

/** Mean of a column. */
export function expected(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Share of draws in which the value is at most the limit. */
export function shareWithin(values: Float64Array, limit: number): number {
  let within = 0;
  for (const value of values) if (value <= limit) within++;
  return within / values.length;
}

/** What every goal promises: within 5 % of the best; `balanced`: cost within 5 % of the cheapest, time within 25 % of the fastest such size (as in src/core/sizing/promise.ts). */
const [PROMISE, NEAR_FASTEST] = [0.05, 0.25];

/** Chance that a size keeps the goal's promise. */
export function chanceKept({ kind }: Goal, { excess, costOver }: Losses, size: number): number {
  const own = excess[size]!;
  if (kind !== 'balanced') return shareWithin(own, PROMISE);
  const over = costOver[size]!;
  let kept = 0;
  for (let i = 0; i < own.length; i++) if (over[i]! <= PROMISE && own[i]! <= NEAR_FASTEST) kept++;
  return kept / own.length;
}
