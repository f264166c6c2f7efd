/** Which size to measure next, and when to stop. */
import { isEnding, isSpent } from './budget.ts';
import { coarseLadder } from './ladder.ts';
import { contestOf, prospectOf } from './lookahead.ts';
import { expected } from './loss.ts';
import { type Measurement, measurement, type Stop } from './measurement.ts';
import { lookAt, type Situation } from './situation.ts';
import { startFrom } from './start.ts';
import type { SearchState } from './state.ts';

/** A call must lower the expected loss by this much to be worth making (share of cost or time; for goal `balanced` half of it is risk). */
const WORTH_A_CALL = { cost: 0.0006, balanced: 0.0012, speed: 0.0008, weighted: 0.0008, slo: 0.0008 } as const;
/** An expected loss this small ends the search whatever a call is worth. */
const SMALL_LOSS = { cost: 0.004, balanced: 0.01, speed: 0.006, weighted: 0.006, slo: 0.006 } as const;
/**
 * An expected loss this large keeps a search going although no call by itself is worth it: what no single call changes, several at different sizes may (the lookahead sees
 * one step). The next is then the one that tells most about the pick: its calls move the pick's expected loss by this much each.
 */
const LOST = 0.1;
const TELLING = 0.01;
/** Calls at the pick, the last of the run: sizes are picked because they looked good, which fresh calls have no part in (winner's curse). */
const CONFIRMING_CALLS = 1;
/** A pick rests on at least this many calls of its own. */
const CALLS_AT_PICK = 2;
/** How much a call's own price counts beside the call: one at ten times the pick's cost counts as 1.3 calls. */
const PRICE_WEIGHT = 0.033;
/** How many sizes compete for the pick in the lookahead. */
const CONTENDERS = 20;
/** Calls at once that are considered beside a single one, and at how many sizes. */
const BLOCKS = [2, 3];
const CLOSER_LOOKS = 5;
/** After so many calls one more says little: then at least two at once. */
const LATE = 14;

/** The next step of a search; the same state gives the same step. */
export function nextMeasurement(state: SearchState): Measurement | Stop {
  const { options, samples } = state;
  if (isSpent(options, samples)) return { kind: 'stop', reason: 'budget' };
  const situation = lookAt(state);
  if (typeof situation === 'string') return { kind: 'stop', reason: situation };
  if (situation.measured.size === 0) return startFrom(options, samples, situation.outlook.sizesMB);
  const unconfirmed = confirmation(state, situation);
  if (isEnding(options, samples)) return unconfirmed ?? { kind: 'stop', reason: 'budget' };
  const best = mostWorth(state, situation);
  const small = expected(situation.losses.loss[situation.pick]!) <= SMALL_LOSS[options.goal.kind];
  if (!small && best !== null && best.worth >= WORTH_A_CALL[options.goal.kind]) return best.measurement;
  const telling = isLost(situation) ? mostTelling(state, situation) : null;
  if (telling !== null) return telling;
  return unconfirmed ?? { kind: 'stop', reason: 'settled' };
}

/** True where the pick is expected to be far from the best. */
function isLost({ losses, pick }: Situation): boolean {
  return expected(losses.loss[pick]!) > LOST;
}

/** The single measurement that tells most about the pick for its calls; null where none does. */
function mostTelling(state: SearchState, situation: Situation): Measurement | null {
  const best = worthsOf(state, situation).reduce((a, b) => (b.swing > a.swing ? b : a));
  return best.swing >= TELLING ? best.measurement : null;
}

/** A measurement and what it is worth a call, and how far a call moves the expected loss of the pick. */
export interface Worth {
  readonly measurement: Measurement;
  readonly worth: number;
  readonly swing: number;
}

/** The measurement that lowers the expected loss most for its calls; null where nothing would. */
export function mostWorth(state: SearchState, situation: Situation): Worth | null {
  const best = worthsOf(state, situation).reduce((a, b) => (b.worth > a.worth ? b : a));
  return best.worth <= 0 ? null : best;
}

/** Measurements at every size of the coarse ladder; several calls at once where one is worth most. */
function worthsOf({ options, samples }: SearchState, situation: Situation): Worth[] {
  const { measured, outlook, losses, pick } = situation;
  const visited = new Set(samples.map(({ sizeMB }) => sizeMB));
  const contest = contestOf(losses, CONTENDERS);
  const pickCost = expected(outlook.cost[pick]!);
  const worthAt = (d: number, blocks: number): Worth => {
    const sizeMB = outlook.sizesMB[d]!;
    const own = measured.get(sizeMB);
    const fresh = own !== undefined && own.environments < options.environments;
    const started = fresh || !visited.has(sizeMB);
    const calls = blocks * options.strata.length + Number(started);
    const price = calls * (1 + PRICE_WEIGHT * (expected(outlook.cost[d]!) / pickCost));
    const { worth, swing } = prospectOf(contest, outlook.logMs[d]!, errorOf(situation, sizeMB, blocks, started));
    return {
      worth: worth / price,
      swing: swing / price,
      measurement: measurement(options, sizeMB, blocks, fresh, 'most-worth'),
    };
  };
  const kept = new Set([...measured.keys(), outlook.sizesMB[pick]!]);
  const places = coarseLadder(outlook.sizesMB, kept).map((size) => outlook.sizesMB.indexOf(size));
  const least = samples.length < LATE ? 1 : 2;
  const singles = places.map((d) => ({ d, ...worthAt(d, least) })).sort((a, b) => b.worth - a.worth || a.d - b.d);
  // More calls at once are worth asking about only where one is.
  const several = singles
    .slice(0, CLOSER_LOOKS)
    .flatMap(({ d }) => BLOCKS.filter((n) => n > least).map((n) => worthAt(d, n)));
  return [...singles, ...several];
}

/** Standard error of the ln mean that so many blocks of calls would have, payloads weighed. */
function errorOf(
  { seen, options, belief }: Situation,
  sizeMB: number,
  blocks: number,
  newEnvironment: boolean,
): number {
  const total = options.strata.reduce((sum, { weight }) => sum + weight, 0);
  const concentration = options.strata.reduce((sum, { weight }) => sum + (weight / total) ** 2, 0);
  const calls = blocks / (concentration * (seen.noise ** 2 + belief.posterior.luckAt(sizeMB)));
  const first = newEnvironment && seen.firstCallError !== null ? 1 / seen.firstCallError ** 2 : 0;
  return Math.hypot(1 / Math.sqrt(calls + first), newEnvironment ? seen.between : 0);
}

/** What is still to be measured at the pick itself before it may be named; null: nothing. */
function confirmation({ options, samples }: SearchState, { outlook, pick, measured }: Situation): Measurement | null {
  const sizeMB = outlook.sizesMB[pick]!;
  const strata = options.strata.length;
  const warm = samples.filter(({ kind, status }) => kind === 'warm' && status === 'success');
  const own = measured.get(sizeMB)?.calls ?? 0;
  const latest = warm.slice(-CONFIRMING_CALLS * strata).filter((sample) => sample.sizeMB === sizeMB).length;
  const missing = Math.max(CALLS_AT_PICK - Math.floor(own / strata), CONFIRMING_CALLS - Math.floor(latest / strata));
  const fresh = (measured.get(sizeMB)?.environments ?? options.environments) < options.environments;
  return missing <= 0 ? null : measurement(options, sizeMB, missing, fresh, 'confirm-pick');
}
