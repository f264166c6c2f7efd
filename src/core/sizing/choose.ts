/** Picks the size that the goal asks for, with the probability that it keeps the goal's promise. */
import { type Chances, chancesOf, ownChoices, type Promised, promisedBy, type Question } from './promise.ts';
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
  const promised = promisedBy(question);
  const chances = chancesOf(promised, question.options, question.loops);
  const rated = question.options.map((option, at) => ({ option, chances: chances[at]! }));
  const picked = preferUsual(rated, question, confidence);
  const { range, greatestSaving, greatestSpeedUp } = possibilities(question, promised);
  return {
    sizeMB: picked.option.sizeMB,
    option: picked.option,
    chances: picked.chances,
    stayingKeeps: chancesOf(promised, [question.staying], question.loops)[0]!.keeps,
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
  const cheaper = any.chances.meanCost < ODD_GAIN * round.chances.meanCost;
  const faster = any.chances.meanRatio < ODD_GAIN * round.chances.meanRatio;
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
      const fastest = Math.min(...sure.map((one) => one.chances.meanRatio));
      return sure.find((one) => one.chances.meanRatio <= AS_FAST * fastest) ?? null;
    }
    case 'cost':
    case 'slo':
      return sure.reduce((best, next) => (next.chances.meanCost < best.chances.meanCost ? next : best));
    case 'speed':
    case 'weighted':
      return rated.find(({ chances }) => chances.keeps >= confidence) ?? null;
    default:
      return goal satisfies never;
  }
}

/** What each draw would choose for itself, and what that would be worth. */
function possibilities({ staying, options, loops }: Question, promised: Promised) {
  const { position, cost, ratio } = ownChoices(promised, options, loops);
  for (let draw = 0; draw < loops.draws; draw++) {
    cost[draw] = 1 - cost[draw]! / staying.cost[draw]!;
    ratio[draw] = staying.ratio[draw]! / ratio[draw]!;
  }
  const outer = (values: Float64Array, share: number) =>
    loops.orderStatistic(values, Math.min(loops.draws - 1, Math.floor(share * loops.draws)));
  // Sizes ascend, so that the order of their positions is theirs.
  const sizeAt = (share: number) => options[outer(position, share)]!.sizeMB;
  return {
    range: { lowMB: sizeAt(0.05), highMB: sizeAt(0.95) },
    greatestSaving: Math.max(0, outer(cost, 0.95)),
    greatestSpeedUp: Math.max(1, outer(ratio, 0.95)),
  };
}
