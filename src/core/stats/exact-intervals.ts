/** Intervals and tests for counts that hold at every n, also for rare events: no normal approximation. */
import type { Interval } from '../../model/interval.ts';
import { betaQuantile, binomialUpper, gammaQuantile } from './distributions.ts';

/** Clopper and Pearson's exact interval for a share: `successes` of `n`. n = 0 gives [0, 1] with best NaN. */
export function shareInterval(successes: number, n: number, level = 0.95): Interval {
  const side = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : successes === n ? side ** (1 / n) : betaQuantile(side, successes, n - successes + 1),
    best: successes / n,
    high:
      successes === n
        ? 1
        : successes === 0
          ? 1 - side ** (1 / n)
          : betaQuantile(1 - side, successes + 1, n - successes),
    level,
    n,
  };
}

/** The exact interval (Garwood 1936) for a Poisson rate: `events` seen over an `exposure` (hours, invocations); figures per unit of exposure. */
export function rateInterval(events: number, exposure: number, level = 0.95): Interval {
  const side = (1 - level) / 2;
  return {
    low: events === 0 ? 0 : gammaQuantile(side, events) / exposure,
    best: events / exposure,
    high: gammaQuantile(1 - side, events + 1) / exposure,
    level,
    n: events,
  };
}

/** One-sided exact p-value that the second of two rates is greater (conditional binomial test of Przyborowski and Wilenski 1940). Events are independent. */
export function rateIncreaseP(
  before: { readonly events: number; readonly exposure: number },
  after: { readonly events: number; readonly exposure: number },
): number {
  const share = after.exposure / (before.exposure + after.exposure);
  return binomialUpper(after.events, before.events + after.events, share);
}
