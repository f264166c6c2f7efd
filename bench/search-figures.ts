/** From runs to figures: each function's mean over its seeds, means per source, then over sources. */
import { byKey } from './curve-data.ts';
import type { BenchGoal, Found } from './search-strategies.ts';
import { type NoiseClass, type SearchWorld, SLACK } from './search-worlds.ts';

/** One run judged against the truth. */
export interface Judged {
  readonly strategy: string;
  readonly goal: BenchGoal;
  readonly source: string;
  readonly name: string;
  readonly dense: boolean;
  readonly ownNoise: boolean;
  readonly noiseClass: NoiseClass;
  readonly seed: number;
  readonly pickMB: number;
  readonly invocations: number;
  readonly discarded: number;
  /** Cost of all calls in calls at the cheapest size. */
  readonly exploration: number;
  /** True cost over the cheapest, - 1. */
  readonly regret: number;
  /** True duration over the ideal (fastest within 5 % of the cheapest), - 1. */
  readonly late: number;
  readonly undecided: boolean;
  readonly tie: Found['tie'];
  /** For a stated tie range: is the whole of it as good as it says? Null: none stated. */
  readonly tieHeld: boolean | null;
}

/** Figures of one strategy on one set of functions. Shares and ratios, not percent. */
export interface Figures {
  readonly strategy: string;
  readonly goal: BenchGoal;
  readonly functions: number;
  readonly invocations: number;
  readonly discarded: number;
  readonly exploration: number;
  readonly regret: {
    readonly mean: number;
    readonly p90: number;
    readonly worst: number;
    readonly worstFunction: string;
  };
  readonly late: number;
  /** The same over decided runs alone; null: none was. */
  readonly lateDecided: number | null;
  /** Cost within 5 % of the cheapest. */
  readonly within: number;
  /** Of decided runs: the whole promise kept (`balanced`: time within 25 % of the ideal too); null: none was decided. A decided run states at least 90 %. */
  readonly keptDecided: number | null;
  /** Goal `balanced`: within, or undecided with a tie range that holds. */
  readonly honest: number;
  readonly undecided: number;
  readonly tieHeld: number | null;
  /** Pairs of seeds with the same pick, and with each pick in the other's tie range. */
  readonly samePick: number;
  readonly agree: number | null;
}

/** What `balanced` promises of time, over the ideal. */
const NEAR_FASTEST = 0.25;

/** Judges a run. */
export function judge(strategy: string, goal: BenchGoal, seed: number, world: SearchWorld, found: Found): Judged {
  const { source, name, dense, ownNoise, noiseClass } = world;
  return {
    ...{ strategy, goal, source, name, dense, ownNoise, noiseClass, seed },
    pickMB: found.pickMB,
    invocations: found.invocations,
    discarded: found.discarded,
    exploration: found.spent / world.cheapest,
    regret: world.cost(found.pickMB) / world.cheapest - 1,
    late: world.meanMs(found.pickMB) / world.idealMs - 1,
    undecided: found.undecided,
    tie: found.tie,
    tieHeld: found.tie === null ? null : tieHolds(goal, world, found.tie),
  };
}

/** A size keeps `balanced` within a share when neither its cost is above the slack nor its duration above the ideal by more than that. */
function tieHolds(
  goal: BenchGoal,
  world: SearchWorld,
  { lowMB, highMB, within, of }: NonNullable<Found['tie']>,
): boolean {
  for (let size = lowMB; size <= highMB; size = Math.max(size + 1, Math.min(highMB, Math.round(size * 1.02)))) {
    const cost = world.cost(size) / world.cheapest;
    const excess =
      goal === 'cost' || of === 'cost' ? cost - 1 : Math.max(cost / SLACK - 1, world.meanMs(size) / world.idealMs - 1);
    if (excess > within + 1e-9) return false;
  }
  return true;
}

/** Figures of runs of one strategy and goal. */
export function figuresOf(runs: readonly Judged[]): Figures {
  const functions = [...byKey(runs, ({ source, name }) => `${source} ${name}`).values()];
  const over = (value: (run: Judged) => number) => overSources(functions, value);
  const means = functions.map((own) => ({
    name: `${own[0]?.source} ${own[0]?.name}`,
    mean: mean(own.map(({ regret }) => regret)),
  }));
  const worst = means.reduce((a, b) => (b.mean > a.mean ? b : a));
  const all = runs.map(({ regret }) => regret).sort((a, b) => a - b);
  const stated = runs.filter(({ tieHeld }) => tieHeld !== null);
  const pairs = functions.flatMap(pairsOf);
  return {
    strategy: runs[0]?.strategy ?? '',
    goal: runs[0]?.goal ?? 'cost',
    functions: functions.length,
    invocations: over(({ invocations }) => invocations),
    discarded: over(({ discarded }) => discarded),
    exploration: over(({ exploration }) => exploration),
    regret: {
      mean: over(({ regret }) => regret),
      p90: all[Math.floor(0.9 * (all.length - 1))] ?? 0,
      worst: worst.mean,
      worstFunction: worst.name,
    },
    late: over(({ late }) => late),
    lateDecided: overDecided(runs, ({ late }) => late),
    keptDecided: overDecided(runs, kept),
    within: over(({ regret }) => Number(regret <= SLACK - 1 + 1e-9)),
    honest: over(({ regret, undecided, tieHeld }) =>
      Number(regret <= SLACK - 1 + 1e-9 || (undecided && tieHeld === true)),
    ),
    undecided: over(({ undecided }) => Number(undecided)),
    tieHeld: stated.length === 0 ? null : mean(stated.map(({ tieHeld }) => Number(tieHeld))),
    samePick: pairs.length === 0 ? 1 : mean(pairs.map(([a, b]) => Number(a.pickMB === b.pickMB))),
    agree: stated.length === 0 ? null : mean(pairs.map(([a, b]) => Number(inTie(a, b) && inTie(b, a)))),
  };
}

function overSources(functions: readonly (readonly Judged[])[], value: (run: Judged) => number): number {
  const sources = byKey(functions, (own) => own[0]?.source ?? '');
  return mean([...sources.values()].map((group) => mean(group.map((own) => mean(own.map(value))))));
}

function kept({ goal, regret, late }: Judged): number {
  return Number(regret <= SLACK - 1 + 1e-9 && (goal === 'cost' || late <= NEAR_FASTEST));
}

function overDecided(runs: readonly Judged[], value: (run: Judged) => number): number | null {
  const decided = runs.filter(({ undecided }) => !undecided);
  if (decided.length === 0) return null;
  return overSources([...byKey(decided, ({ source, name }) => `${source} ${name}`).values()], value);
}

function pairsOf(own: readonly Judged[]): [Judged, Judged][] {
  return own.flatMap((run, i) => {
    const next = own[i + 1];
    return i % 2 === 0 && next ? [[run, next] as [Judged, Judged]] : [];
  });
}

function inTie(run: Judged, other: Judged): boolean {
  return other.tie !== null && run.pickMB >= other.tie.lowMB && run.pickMB <= other.tie.highMB;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
