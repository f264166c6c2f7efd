/** Replays: a window is sampled from a real curve, the real recommend() judges it, and the curve tells whether it was right. */

import { gbSecondPriceEstimate, requestPriceEstimate } from '../src/core/pricing/estimates.ts';
import { priceTable } from '../src/core/pricing/price-table.ts';
import { costEffect } from '../src/core/sizing/cost-effect.ts';
import { formatGoal } from '../src/core/sizing/goal.ts';
import { NEAR_FASTEST, SLACK } from '../src/core/sizing/promise.ts';
import { recommend } from '../src/core/sizing/recommend.ts';
import { situationOf } from '../src/core/sizing/situation.ts';
import { sizeOptions } from '../src/core/sizing/size-options.ts';
import type { SizingInput } from '../src/core/sizing/sizing-input.ts';
import { billedLevel } from '../src/core/sizing/traffic.ts';
import { integerBelow, type Random, randomFrom } from '../src/core/stats/prng.ts';
import type { CurveBank } from '../src/core/tuning/curve-bank.ts';
import type { AnalysisOptions, FunctionOptions } from '../src/model/options.ts';
import type { Goal, Recommendation } from '../src/model/recommendation.ts';
import type { MeasuredCurve, RawCell } from './curve-data.ts';
import { truthAt, type Window, windowOf, worldOf } from './replay-window.ts';

/** One stated interval against the truth. */
export interface Stated {
  readonly what: 'duration ratio' | 'cost ratio' | 'cost after' | 'saving' | 'billed level';
  readonly covered: boolean;
}

/** One replay. */
export interface Replay {
  readonly goal: string;
  readonly source: string;
  readonly sizesSeen: number;
  readonly noiseClass: 'quiet' | 'usual' | 'noisy';
  readonly action: Recommendation['action'];
  /** Sizes seen, the last in force; the size recommended; the floor. */
  readonly sizesMB: readonly number[];
  readonly toMB: number | null;
  readonly floorMB: number | null;
  /** For `change` and `keep`: within the promise on the true curve; null: nothing was promised. */
  readonly right: boolean | null;
  /** For a likely step named beside `undecided`: did it save and stay within its duration? Null: none named. */
  readonly stepHeld: boolean | null;
  /** The cost clause alone. */
  readonly cheap: boolean | null;
  readonly better: boolean | null;
  readonly stated: readonly Stated[];
  /** True cost after / before of the change, and duration. */
  readonly costRatio: number | null;
}

/** Options as the defaults are, in us-east-1 on x86. */
export const DEFAULTS: AnalysisOptions = {
  goal: { kind: 'balanced' },
  region: 'us-east-1',
  architecture: 'x86_64',
  invocationsPerMonth: 30_000_000,
  minSavingPerMonth: 0.01,
  minSavingPercent: 5,
  maxStep: null,
  targetUtilisation: 0.8,
  level: 0.95,
  changeConfidence: 0.9,
  accountMaxMB: 10_240,
  freeTier: 'ignored',
  discountPercent: 0,
  savingsPlanShare: 0,
  savingsPlanDiscountPercent: 0,
  seed: 1,
  functions: {},
  failOn: [],
  nowMs: 0,
};

/** Runs one replay of a curve. */
export function replay(
  curve: MeasuredCurve,
  cells: readonly RawCell[],
  bank: CurveBank,
  seed: number,
  goal: Goal = DEFAULTS.goal,
): Replay {
  const random = randomFrom(seed);
  const world = worldOf(curve, cells, random);
  const sizes = sizesSeen(curve, random);
  const smallest = curve.points[0]?.sizeMB ?? 128;
  // The floor comes from memory: it lies anywhere from the smallest measured size to the size in force.
  const needMB = 0.55 * smallest + random() * 0.75 * Math.max(0, Math.min(...sizes) - smallest) * random();
  const window = windowOf(world, sizes, needMB, seed);
  const input = inputOf(curve, window, goal);
  const recommendation = recommend(input, bank);
  const truth = truthOf(curve, recommendation, window, input);
  return {
    goal: formatGoal(goal),
    source: curve.source,
    sizesSeen: sizes.length,
    noiseClass: world.noiseLevel < 0.05 ? 'quiet' : world.noiseLevel < 0.25 ? 'usual' : 'noisy',
    action: recommendation.action,
    sizesMB: sizes,
    toMB: recommendation.action === 'change' ? recommendation.toMB : null,
    floorMB: recommendation.floor?.sizeMB ?? null,
    ...truth.verdict,
    stepHeld: stepHeld(recommendation, truth),
    stated: [...curveIntervals(curve, recommendation, truth), ...costIntervals(curve, input, bank, truth, random)],
  };
}

function sizesSeen({ points }: MeasuredCurve, random: Random): number[] {
  const count = 1 + integerBelow(random, Math.min(3, points.length - 1));
  const sizes = new Set<number>();
  while (sizes.size < count) sizes.add(points[integerBelow(random, points.length)]?.sizeMB as number);
  return [...sizes];
}

/** Only sizes that were measured may be chosen, so that the truth is known. */
function inputOf({ points }: MeasuredCurve, { usage }: Window, goal: Goal): SizingInput {
  const own: FunctionOptions = {
    goal: null,
    floorMB: null,
    minMB: points[0]?.sizeMB ?? null,
    maxMB: points.at(-1)?.sizeMB ?? null,
    pinMB: null,
    ignore: [],
    policy: [],
    invocationsPerMonth: null,
    logGroup: null,
    owner: null,
    architecture: null,
    region: null,
    ephemeralMB: null,
    provisionedConcurrency: null,
  };
  return {
    usage,
    findings: [],
    options: { ...DEFAULTS, goal },
    functionOptions: own,
    region: 'us-east-1',
    architecture: 'x86_64',
    standing: null,
  };
}

/** The world's own costs and durations relative to the size in force. */
interface Truth {
  readonly ratio: (sizeMB: number) => number;
  readonly cost: (sizeMB: number) => number;
  readonly currentMB: number;
  /** Billed ms a call, expected. */
  readonly billedMs: (sizeMB: number) => number;
  readonly verdict: Pick<Replay, 'right' | 'cheap' | 'better' | 'costRatio'>;
}

function truthOf(curve: MeasuredCurve, recommendation: Recommendation, window: Window, input: SizingInput): Truth {
  const { currentMB, coldShare, initMs } = window;
  const billedMs = (sizeMB: number) => truthAt(curve, sizeMB) + 0.5 + coldShare * initMs;
  const cost = (sizeMB: number) => (sizeMB * billedMs(sizeMB)) / (currentMB * billedMs(currentMB));
  const ratio = (sizeMB: number) => truthAt(curve, sizeMB) / truthAt(curve, currentMB);
  const verdict = verdictOf(recommendation, currentMB, { cost, ratio }, input);
  return { ratio, cost, currentMB, billedMs, verdict };
}

function verdictOf(
  recommendation: Recommendation,
  currentMB: number,
  { cost, ratio }: Pick<Truth, 'cost' | 'ratio'>,
  { functionOptions, options }: SizingInput,
): Truth['verdict'] {
  const chosen = recommendation.action === 'change' ? recommendation.toMB : currentMB;
  const none = { right: null, cheap: null, better: null, costRatio: null };
  if (recommendation.action === 'undecided' || recommendation.confidence === null) return none;
  const low = Math.max(Math.min(recommendation.floor?.sizeMB ?? 128, currentMB), functionOptions?.minMB ?? 128);
  const seen = recommendation.curve?.points.filter(({ measured }) => measured).map(({ sizeMB }) => sizeMB) ?? [];
  const reachMB = options.goal.kind === 'speed' ? 10_240 : Math.max(1_792, currentMB, ...seen);
  const high = Math.min(functionOptions?.maxMB ?? 10_240, reachMB);
  const sizes: number[] = [];
  for (let sizeMB = low; sizeMB <= high; sizeMB += 16) sizes.push(sizeMB);
  sizes.push(high, chosen);
  const { cheap, right } = kept(options.goal, chosen, sizes, { cost, ratio });
  const better =
    recommendation.action === 'keep' || cost(chosen) <= 1 - options.minSavingPercent / 100 || ratio(chosen) <= 1 / 1.05;
  return { right, cheap, better, costRatio: cost(chosen) };
}

/** The goal's promise on the true curve (docs/method.md, section 3): `right` in whole, `cheap` its cost clause; for goals without one the same. */
function kept(
  goal: Goal,
  chosen: number,
  sizes: readonly number[],
  { cost, ratio }: Pick<Truth, 'cost' | 'ratio'>,
): { readonly cheap: boolean; readonly right: boolean } {
  const within = (of: (sizeMB: number) => number) => of(chosen) <= SLACK * Math.min(...sizes.map(of));
  switch (goal.kind) {
    case 'balanced': {
      const affordable = SLACK * Math.min(...sizes.map(cost));
      const fastest = Math.min(...sizes.filter((sizeMB) => cost(sizeMB) <= affordable).map(ratio));
      const cheap = cost(chosen) <= affordable;
      return { cheap, right: cheap && ratio(chosen) <= NEAR_FASTEST * fastest };
    }
    case 'cost':
      return { cheap: within(cost), right: within(cost) };
    case 'speed':
      return { cheap: within(ratio), right: within(ratio) };
    case 'weighted': {
      const [dearest, slowest] = [Math.max(...sizes.map(cost)), Math.max(...sizes.map(ratio))];
      const sum = (sizeMB: number) =>
        (goal.weight * cost(sizeMB)) / dearest + ((1 - goal.weight) * ratio(sizeMB)) / slowest;
      return { cheap: within(sum), right: within(sum) };
    }
    default:
      throw new Error(`goal ${goal.kind} cannot be judged: curves have no percentiles`);
  }
}

function stepHeld({ remarks }: Recommendation, { cost, ratio }: Truth): boolean | null {
  const step = remarks.find(({ code }) => code === 'likely-step');
  if (!step) return null;
  const { toMB, percent, slowerPercent } = step.values;
  return (
    cost(Number(toMB)) <= 1 - Number(percent) / 100 && ratio(Number(toMB)) <= 1 + Number(slowerPercent) / 100 + 1e-9
  );
}

/** Duration and cost ratios stated for sizes that were measured. */
function curveIntervals(curve: MeasuredCurve, recommendation: Recommendation, truth: Truth): Stated[] {
  const measured = new Set(curve.points.map(({ sizeMB }) => sizeMB));
  const points = recommendation.curve?.points ?? [];
  return points
    .filter(({ sizeMB }) => measured.has(sizeMB) && sizeMB !== truth.currentMB)
    .flatMap(({ sizeMB, durationRatio, costRatio }): Stated[] => [
      { what: 'duration ratio', covered: within(durationRatio, truth.ratio(sizeMB)) },
      { what: 'cost ratio', covered: within(costRatio, truth.cost(sizeMB)) },
    ]);
}

/** Money stated for going to a random measured size, whatever was recommended. */
function costIntervals(
  curve: MeasuredCurve,
  input: SizingInput,
  bank: CurveBank,
  truth: Truth,
  random: Random,
): Stated[] {
  const situation = situationOf(input, bank);
  const others = curve.points.filter(({ sizeMB }) => sizeMB !== truth.currentMB);
  const target = others[integerBelow(random, others.length)]?.sizeMB;
  if (!situation?.belief || target === undefined) return [];
  const { traffic } = situation;
  const [option] = sizeOptions(
    situation.belief(),
    [target],
    truth.currentMB,
    traffic.initShare,
    traffic.warmMeanMs ?? 1,
  );
  const effect = option ? costEffect(input, traffic, option) : null;
  if (effect === null) return [];
  const prices = priceTable('us-east-1');
  const perMs = (sizeMB: number) => (gbSecondPriceEstimate(prices, 'x86_64') * sizeMB) / 1_024 / 1_000;
  const seenMs = traffic.billedMs / traffic.reports;
  // The same calls at the other size: what was seen, times what the true curve makes of it.
  const after =
    traffic.invocations * (requestPriceEstimate(prices) + perMs(truth.currentMB) * seenMs * truth.cost(target));
  const number = ({ low, high }: { low: string; high: string }) => ({ low: Number(low), high: Number(high) });
  return [
    { what: 'cost after', covered: within(number(effect.after), after) },
    { what: 'saving', covered: within(number(effect.saving), Number(effect.now) - after) },
    {
      what: 'billed level',
      covered: within(billedLevel(traffic, input.options.level), truth.billedMs(truth.currentMB) / seenMs),
    },
  ];
}

function within({ low, high }: { readonly low: number; readonly high: number }, value: number): boolean {
  return value >= low && value <= high;
}
