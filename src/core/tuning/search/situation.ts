/** One look at a search: evidence, belief, losses and the pick that would be named now. */
import { ONE_VCPU_MB } from '../../../model/units.ts';
import { callsLeft, isSpent } from './budget.ts';
import { errorCount, floorOf, isFailing, type SearchFloor } from './failures.ts';
import { coarseLadder, fineLadder } from './ladder.ts';
import { type Losses, lossesOf } from './loss.ts';
import { type Observations, type ObservedSize, observe } from './observations.ts';
import { needsNoEvidence, type SearchOptions, type SearchSample } from './options.ts';
import { type Belief, believe, type Outlook, outlookAt } from './outlook.ts';
import { pickOf } from './pick.ts';
import type { SearchState } from './state.ts';

/** Everything that the next step and the answer need. */
export interface Situation {
  readonly options: SearchOptions;
  readonly seen: Observations;
  readonly measured: ReadonlyMap<number, ObservedSize>;
  readonly belief: Belief;
  /** All sizes that may be chosen. */
  readonly outlook: Outlook;
  readonly losses: Losses;
  /** Position of the pick on the ladder. */
  readonly pick: number;
  readonly floor: SearchFloor;
  readonly errors: number;
}

/** Why there is nothing to look at. */
export type Blocked = 'failing' | 'no-size-left';

/** Chance that the best size is above one vCPU that opens the sizes there. */
const OPENING_CHANCE = 0.2;
/** A better size above one vCPU must be better by this to count. */
const OPENING_GAIN = 0.01;

/** Looks at the samples; a word when no size can be chosen. */
export function lookAt({ options, samples }: SearchState): Situation | Blocked {
  if (isFailing(samples)) return 'failing';
  const floor = floorOf(options, samples);
  const seen = observe(options, samples);
  const measured = new Map(seen.sizes.map((size) => [size.sizeMB, size]));
  const all = fineLadder(options, floor.sizeMB, options.highMB, [...measured.keys()]);
  if (all.length === 0) return 'no-size-left';
  const belief = believe(options, seen, samples);
  const sizes = openSizes(options, all, belief, measured);
  const outlook = outlookAt(belief, sizes);
  const losses = lossesOf(options.goal, outlook);
  const places = canStillMeasure(options, samples) ? [...sizes.keys()] : placesOf(sizes, measured);
  const pick = pickOf(options.goal, outlook, losses, places);
  return { options, seen, measured, belief, outlook, losses, pick, floor, errors: errorCount(samples) };
}

/** With too few calls left to measure another size, the pick is one that was measured. */
function canStillMeasure(options: SearchOptions, samples: readonly SearchSample[]): boolean {
  return callsLeft(options, samples) > options.strata.length && !isSpent(options, samples);
}

function placesOf(sizes: readonly number[], measured: ReadonlyMap<number, unknown>): number[] {
  const places = [...sizes.keys()].filter((d) => measured.has(sizes[d]!));
  return places.length > 0 ? places : [...sizes.keys()];
}

/** Sizes up to one vCPU, and those above when they were measured already, when nothing else is left, or when the evidence asks for them. */
function openSizes(
  options: SearchOptions,
  all: readonly number[],
  belief: Belief,
  measured: ReadonlyMap<number, unknown>,
): readonly number[] {
  const usual = all.filter(needsNoEvidence);
  if (usual.length === all.length || usual.length === 0 || options.sizesMB !== null) return all;
  const reached = Math.max(0, ...measured.keys());
  if (reached > ONE_VCPU_MB) return all;
  // Whether more than one vCPU helps shows at one vCPU: it was measured, or close to it.
  const nearOne = reached >= 0.8 * ONE_VCPU_MB || reached >= (usual.at(-1) ?? 0);
  return nearOne && chanceAbove(options, all, belief) >= OPENING_CHANCE ? all : usual;
}

function chanceAbove({ goal }: SearchOptions, all: readonly number[], belief: Belief): number {
  const sizes = coarseLadder(all, new Set([ONE_VCPU_MB]));
  const { loss } = lossesOf(goal, outlookAt(belief, sizes));
  const below = loss.filter((_, d) => needsNoEvidence(sizes[d]!));
  let above = 0;
  for (let draw = 0; draw < belief.posterior.draws; draw++) {
    if (below.every((column) => column[draw]! > OPENING_GAIN)) above++;
  }
  return above / belief.posterior.draws;
}
