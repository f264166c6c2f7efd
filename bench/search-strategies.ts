/** Search strategies as one contract: memfit, what people use today, and doing nothing. */
import type { Random } from '../src/core/stats/prng.ts';
import type { CurveBank } from '../src/core/tuning/curve-bank.ts';
import type { TieRange } from '../src/core/tuning/search/tie-range.ts';
import { memfit } from './search-memfit.ts';
import { parrotfish } from './search-parrotfish.ts';
import { type SearchWorld, SLACK } from './search-worlds.ts';

/** The goals that are compared. */
export type BenchGoal = 'cost' | 'balanced';

/** What a strategy did. `spent` is billed ms x MB of all calls. */
export interface Found {
  readonly pickMB: number;
  readonly invocations: number;
  readonly discarded: number;
  readonly spent: number;
  readonly undecided: boolean;
  readonly tie: TieRange | null;
}

/** One run's surroundings. */
export interface Run {
  readonly world: SearchWorld;
  readonly goal: BenchGoal;
  readonly random: Random;
  readonly seed: number;
  readonly bank: CurveBank;
}

/** A way to find a size; null: it cannot run here (a size to stay at that was never measured). */
export interface Strategy {
  readonly name: string;
  /** The same for both goals, every time: one run says all. */
  readonly fixed: boolean;
  find(run: Run): Found | null;
}

/** AWS Lambda Power Tuning's default sizes. */
const POWER_VALUES = [128, 256, 512, 1_024, 1_536, 3_008];
/** Its default share of values discarded at each end. */
const DISCARD = 0.2;
/** Eight sizes that a careful person takes. */
const GRID = [128, 192, 256, 384, 512, 768, 1_024, 1_769];

/** Every strategy of the bench, in the order printed. */
export const STRATEGIES: readonly Strategy[] = [
  { name: 'memfit', fixed: false, find: memfit },
  ...[5, 10, 50].map((num) => powerTuning(num)),
  {
    name: 'Parrotfish (paper)',
    fixed: false,
    find: (run) => parrotfish(run, { min: 2, extra: 5, threshold: 2, total: 20 }),
  },
  {
    name: 'Parrotfish (defaults)',
    fixed: false,
    find: (run) => parrotfish(run, { min: 4, extra: 8, threshold: 3, total: 20 }),
  },
  ...[1, 3].map((repeats) => grid(`grid of 8 x${repeats}`, GRID, repeats, 0)),
  ...[128, 512, 1_024, 1_769].map(stay),
];

/** Its sizes within the range, `num` calls each, its trimmed means, its price. Where the goal is `balanced` it is given the fastest of its sizes within 5 % of its cheapest, which is kinder than its own strategy of that name. */
function powerTuning(num: number): Strategy {
  return grid(`Power Tuning x${num}`, POWER_VALUES, num, DISCARD);
}

function grid(name: string, sizes: readonly number[], repeats: number, discard: number): Strategy {
  return {
    name,
    fixed: false,
    find: ({ world, goal, random }) => {
      let spent = 0;
      const rows = sizes
        .filter((size) => size >= world.lowMB && size <= world.highMB)
        .map((sizeMB) => {
          const calls = Array.from({ length: repeats }, () => world.call(sizeMB, random));
          for (const ms of calls) spent += Math.ceil(ms) * sizeMB;
          const ms = trimmedMean(calls, discard);
          const billed = Math.ceil(trimmedMean(calls.map(Math.ceil), discard));
          return { sizeMB, ms, cost: billed * sizeMB };
        });
      const pick = fastestWithin(rows, goal === 'cost' ? 1 : SLACK);
      if (pick === null) return null;
      return { pickMB: pick, invocations: rows.length * repeats, discarded: 0, spent, undecided: false, tie: null };
    },
  };
}

function stay(sizeMB: number): Strategy {
  return {
    name: `stay at ${sizeMB} MB`,
    fixed: true,
    find: ({ world }) =>
      sizeMB < world.lowMB || sizeMB > world.highMB
        ? null
        : { pickMB: sizeMB, invocations: 0, discarded: 0, spent: 0, undecided: false, tie: null },
  };
}

function trimmedMean(values: readonly number[], discard: number): number {
  const cut = Math.trunc(values.length * discard);
  const kept = [...values].sort((a, b) => a - b).slice(cut, values.length - cut);
  return kept.reduce((a, b) => a + b, 0) / kept.length;
}

function fastestWithin(rows: readonly { sizeMB: number; ms: number; cost: number }[], slack: number): number | null {
  const cheapest = Math.min(...rows.map(({ cost }) => cost));
  const [pick] = rows.filter(({ cost }) => cost <= slack * cheapest).sort((a, b) => a.ms - b.ms);
  return pick?.sizeMB ?? null;
}
