/** What a measurement is worth before it is made: how much lower the expected loss of the best pick would be afterwards (knowledge gradient; Frazier, Powell and Dayanik 2008). */
import type { Losses } from './loss.ts';
import { expected } from './loss.ts';

/** Outcomes that stand for all possible ones: quantiles of what the measurement may show. */
const OUTCOMES = 7;

/** Sizes that could come out as the pick: all others cost time to weigh and never win. */
export function contenders(losses: Losses, most: number): number[] {
  const means = losses.loss.map(expected);
  return [...means.keys()].sort((a, b) => means[a]! - means[b]! || a - b).slice(0, most);
}

/**
 * Expected fall of the loss by a measurement whose ln mean would have standard error `error`, where the belief has the draws `logMs`.
 * The belief after an outcome is the same draws, weighed by how well they explain it. At least 0.
 */
export function worthOf(losses: Losses, among: readonly number[], logMs: Float64Array, error: number): number {
  const order = Float64Array.from(logMs).sort();
  const draws = order.length;
  const weights = new Float64Array(draws);
  const [before, after] = [new Float64Array(among.length), { sum: 0 }];
  for (let outcome = 0; outcome < OUTCOMES; outcome++) {
    const share = (outcome + 0.5) / OUTCOMES;
    const middle = order[draws >> 1]!;
    // Noise widens what may be seen: the quantile moves away from the middle by it.
    const spread = standardDeviation(logMs);
    const stretch = spread > 0 ? Math.hypot(spread, error) / spread : 1;
    const seen = middle + (order[Math.floor(share * draws)]! - middle) * stretch;
    const total = weigh(weights, logMs, seen, error);
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < among.length; k++) {
      const column = losses.loss[among[k]!]!;
      let sum = 0;
      for (let i = 0; i < draws; i++) sum += weights[i]! * column[i]!;
      before[k] = before[k]! + sum / total;
      best = Math.min(best, sum / total);
    }
    after.sum += best;
  }
  return Math.max(0, (Math.min(...before) - after.sum) / OUTCOMES);
}

function weigh(weights: Float64Array, logMs: Float64Array, seen: number, error: number): number {
  const scale = -0.5 / (error * error);
  let nearest = Number.POSITIVE_INFINITY;
  for (const value of logMs) nearest = Math.min(nearest, Math.abs(value - seen));
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const miss = logMs[i]! - seen;
    const weight = Math.exp(scale * (miss * miss - nearest * nearest));
    weights[i] = weight;
    total += weight;
  }
  return total;
}

function standardDeviation(values: Float64Array): number {
  const centre = expected(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / values.length);
}
