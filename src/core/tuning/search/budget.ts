/** What is left of a search's budget: calls, money, time, whichever ends first. */
import type { SearchOptions, SearchSample } from './options.ts';

/** Calls that may still be made, discarded ones counted. */
export function callsLeft({ budget }: SearchOptions, samples: readonly SearchSample[]): number {
  return budget.invocations - samples.length;
}

/** True when calls, billed GB-seconds or measured time have reached the budget. */
export function isSpent(options: SearchOptions, samples: readonly SearchSample[]): boolean {
  const { budget } = options;
  const measuredMs = samples.reduce((sum, { durationMs, initMs = 0 }) => sum + durationMs + initMs, 0);
  return (
    callsLeft(options, samples) <= 0 || gbSecondsOf(samples) >= budget.gbSeconds || measuredMs >= budget.measuredMs
  );
}

/** Calls of every payload kept back, so that the pick is measured when the budget ends. */
const RESERVED_CALLS = 2;

/** True when what is left is needed for the pick itself. */
export function isEnding(options: SearchOptions, samples: readonly SearchSample[]): boolean {
  return isSpent(options, samples) || callsLeft(options, samples) <= RESERVED_CALLS * options.strata.length + 1;
}

/** Billed GB-seconds of all calls. */
export function gbSecondsOf(samples: readonly SearchSample[]): number {
  return samples.reduce((sum, { sizeMB, billedMs }) => sum + ((sizeMB / 1_024) * billedMs) / 1_000, 0);
}
