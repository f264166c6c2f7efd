/** Picks the size that the goal asks for, with the probability that it keeps the goal's promise. */
import { bestOfDraws, type Chances, chancesOf, type Question, SLACK } from './promise.ts';
import { isUsualSize, type SizeOption } from './size-options.ts';

/** What the belief says about every size, and the pick. */
export interface Choice {
  readonly sizeMB: number;
  readonly option: SizeOption;
  readonly chances: Chances;
  /** Probability that staying keeps the promise. */
  readonly stayingKeeps: number;
  /** Sizes that are the best of the draws in all but the outer 5 % on each side. */
  readonly range: { readonly lowMB: number; readonly highMB: number };
  /** Saving of each draw's own best size against staying, as a share of today's cost: its 95 % quantile, at least 0. */
  readonly greatestSaving: number;
  /** Speed-up of each draw's own best size against staying (1: none), 95 % quantile. */
  readonly greatestSpeedUp: number;
  readonly all: readonly (Chances & { readonly sizeMB: number })[];
}

/** Chooses among the question's sizes; `confidence` is what `change` needs (0.9). At least one size. */
export function choose(question: Question, confidence: number): Choice {
  const bests = bestOfDraws(question);
  const rated = question.options.map((option) => ({ option, chances: chancesOf(question, option, bests) }));
  const picked = preferUsual(rated, question, confidence);
  const own = rated.map(({ option }) => option);
  const { range, greatestSaving, greatestSpeedUp } = possibilities(question, bests, own);
  return {
    sizeMB: picked.option.sizeMB,
    option: picked.option,
    chances: picked.chances,
    stayingKeeps: chancesOf(question, question.staying, bests).keeps,
    range,
    greatestSaving,
    greatestSpeedUp,
    all: rated.map(({ option, chances }) => ({ sizeMB: option.sizeMB, ...chances })),
  };
}

interface Rated {
  readonly option: SizeOption;
  readonly chances: Chances;
}

/** An odd size only where it is more than 1 % better than the best multiple of 64 MB. */
const ODD_GAIN = 0.99;

function preferUsual(rated: readonly Rated[], question: Question, confidence: number): Rated {
  const any = pick(rated, question, confidence);
  const usual = rated.filter(({ option }) => isUsualSize(option.sizeMB));
  if (isUsualSize(any.option.sizeMB) || usual.length === 0) return any;
  const round = pick(usual, question, confidence);
  if (round.chances.keeps < confidence && any.chances.keeps >= confidence) return any;
  const cheaper = mean(any.option.cost) < ODD_GAIN * mean(round.option.cost);
  const faster = meanRatio(any.option) < ODD_GAIN * meanRatio(round.option);
  return (question.goal.kind === 'speed' ? faster : cheaper || (question.goal.kind !== 'cost' && faster)) ? any : round;
}

function pick(rated: readonly Rated[], question: Question, confidence: number): Rated {
  const byRule = pickByRule(rated, question, confidence);
  if (byRule !== null && byRule.chances.keeps >= confidence) return byRule;
  const likeliest = rated.reduce((best, next) => (next.chances.keeps > best.chances.keeps ? next : best));
  return likeliest.chances.keeps >= confidence || byRule === null ? likeliest : byRule;
}

/** "Smallest size within 1 % of the fastest" (interfaces.md). */
const AS_FAST = 1.01;

function pickByRule(rated: readonly Rated[], { goal }: Question, confidence: number): Rated | null {
  const sure = rated.filter(({ chances }) => chances.feasible >= confidence);
  if (sure.length === 0) return null;
  switch (goal.kind) {
    case 'balanced': {
      const fastest = Math.min(...sure.map(({ option }) => meanRatio(option)));
      return sure.find(({ option }) => meanRatio(option) <= AS_FAST * fastest) ?? null;
    }
    case 'cost':
    case 'slo':
      return sure.reduce((best, next) => (mean(next.option.cost) < mean(best.option.cost) ? next : best));
    case 'speed':
    case 'weighted':
      return rated.find(({ chances }) => chances.keeps >= confidence) ?? null;
    default:
      return goal satisfies never;
  }
}

/** What each draw would choose for itself, and what that would be worth. */
function possibilities(question: Question, bests: ReturnType<typeof bestOfDraws>, options: readonly SizeOption[]) {
  const sizes: number[] = [];
  const savings: number[] = [];
  const speedUps: number[] = [];
  bests.forEach((_, draw) => {
    const own = ownBest(question, options, draw, bests[draw]!);
    sizes.push(own.sizeMB);
    savings.push(1 - own.cost[draw]! / question.staying.cost[draw]!);
    speedUps.push(question.staying.ratio[draw]! / own.ratio[draw]!);
  });
  for (const list of [sizes, savings, speedUps]) list.sort((a, b) => a - b);
  const last = (share: number) => Math.min(sizes.length - 1, Math.floor(share * sizes.length));
  return {
    range: { lowMB: sizes[last(0.05)]!, highMB: sizes[last(0.95)]! },
    greatestSaving: Math.max(0, savings[last(0.95)]!),
    greatestSpeedUp: Math.max(1, speedUps[last(0.95)]!),
  };
}

function ownBest(
  { goal, percentile }: Question,
  options: readonly SizeOption[],
  draw: number,
  best: ReturnType<typeof bestOfDraws>[number],
): SizeOption {
  const value = (option: SizeOption): number => {
    const time = option.ratio[draw]!;
    const cost = option.cost[draw]!;
    switch (goal.kind) {
      case 'balanced':
        return cost <= SLACK * best.cost ? time : Infinity;
      case 'cost':
        return cost;
      case 'speed':
        return time;
      case 'weighted':
        return (goal.weight * cost) / best.greatestCost + ((1 - goal.weight) * time) / best.slowest;
      case 'slo':
        return (percentile?.[draw] ?? Infinity) * option.ratio[draw]! <= goal.limitMs ? cost : Infinity;
      default:
        return goal satisfies never;
    }
  };
  let chosen = options[0]!;
  let least = value(chosen);
  for (const option of options) {
    const own = value(option);
    if (own < least * 0.995) [chosen, least] = [option, own];
  }
  return chosen;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function meanRatio({ ratio }: SizeOption): number {
  return mean(ratio);
}
