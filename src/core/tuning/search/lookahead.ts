/** What a measurement is worth before it is made: how much lower the expected loss of the best pick would be afterwards (knowledge gradient; Frazier, Powell and Dayanik 2008). */
import { expected, type Losses } from './loss.ts';

/** Losses of the sizes that could come out as the pick, the sizes of one draw side by side. */
export interface Contest {
  readonly sizes: number;
  readonly draws: number;
  readonly losses: Float64Array;
}

/** Outcomes that stand for all possible ones: quantiles of what the measurement may show. */
const OUTCOMES = 7;
/** Draws that explain an outcome worse than this, against the best one, are left out. */
const NEGLIGIBLE = 1e-4;

/** The sizes with the least expected losses: all others cost time to weigh and never win. */
export function contestOf({ loss }: Losses, most: number): Contest {
  const means = loss.map(expected);
  const best = [...means.keys()].sort((a, b) => means[a]! - means[b]! || a - b).slice(0, most);
  const draws = loss[0]!.length;
  const losses = new Float64Array(draws * best.length);
  best.forEach((d, k) => {
    for (let i = 0; i < draws; i++) losses[i * best.length + k] = loss[d]![i]!;
  });
  return { sizes: best.length, draws, losses };
}

/** What a measurement may bring. */
export interface Prospect {
  /** Expected fall of the loss of the best pick; at least 0. */
  readonly worth: number;
  /** How far the loss of the pick that is best now will move, up or down: its standard deviation over outcomes. */
  readonly swing: number;
}

/**
 * Prospect of a measurement whose ln mean would have standard error `error`, where the belief has the draws `logMs`.
 * The belief after an outcome is the same draws, weighed by how well they explain it.
 */
export function prospectOf(contest: Contest, logMs: Float64Array, error: number): Prospect {
  const { spread, outcomes } = outcomesOf(logMs, error);
  // A measurement that cannot tell the draws apart changes nothing.
  if (spread < 0.1 * error) return { worth: 0, swing: 0 };
  const before = new Float64Array(contest.sizes);
  const after = new Float64Array(contest.sizes);
  let best = 0;
  let squares = 0;
  for (const seen of outcomes) {
    weighed(contest, logMs, seen, error, after);
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < after.length; k++) {
      before[k] = before[k]! + after[k]!;
      least = Math.min(least, after[k]!);
    }
    best += least;
    // The contest's first size has the least loss before anything is seen.
    squares += after[0]! ** 2;
  }
  const mean = before[0]! / OUTCOMES;
  const swing = Math.sqrt(Math.max(0, squares / OUTCOMES - mean ** 2));
  return { worth: Math.max(0, (Math.min(...before) - best) / OUTCOMES), swing };
}

/** Quantiles of what would be seen: those of the draws, moved away from the middle as far as noise widens them. */
function outcomesOf(logMs: Float64Array, error: number): { readonly spread: number; readonly outcomes: number[] } {
  const order = logMs.slice().sort();
  const middle = order[order.length >> 1]!;
  const spread = standardDeviation(logMs);
  const stretch = spread > 0 ? Math.hypot(spread, error) / spread : 1;
  const outcomes = Array.from(
    { length: OUTCOMES },
    (_, k) => middle + (order[Math.floor(((k + 0.5) / OUTCOMES) * order.length)]! - middle) * stretch,
  );
  return { spread, outcomes };
}

/** Expected losses after an outcome, one a contender, written to `into`. */
function weighed(
  { sizes, losses }: Contest,
  logMs: Float64Array,
  seen: number,
  error: number,
  into: Float64Array,
): void {
  const scale = -0.5 / (error * error);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < logMs.length; i++) nearest = Math.min(nearest, Math.abs(logMs[i]! - seen));
  const reach = Math.sqrt(nearest * nearest + Math.log(NEGLIGIBLE) / scale);
  into.fill(0);
  let total = 0;
  for (let i = 0; i < logMs.length; i++) {
    const miss = logMs[i]! - seen;
    if (miss > reach || miss < -reach) continue;
    const weight = Math.exp(scale * (miss * miss - nearest * nearest));
    total += weight;
    const row = i * sizes;
    for (let k = 0; k < sizes; k++) into[k] = into[k]! + weight * losses[row + k]!;
  }
  for (let k = 0; k < sizes; k++) into[k] = into[k]! / total;
}

function standardDeviation(values: Float64Array): number {
  const centre = expected(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return Math.sqrt(squares / values.length);
}
