/** What failed calls say: out of memory and timeouts are results that raise the floor, errors of the handler end the search. */
import type { SearchOptions, SearchSample } from './options.ts';

/** Why sizes below a floor are out. */
export type FloorReason = 'given' | 'out-of-memory' | 'timeout' | 'memory-need';

/** The smallest size that may still be chosen. */
export interface SearchFloor {
  readonly sizeMB: number;
  readonly because: FloorReason;
}

/** After an out-of-memory at a size nothing below this factor of it is tried: the killed process needed more, by an unknown amount. */
const AFTER_OUT_OF_MEMORY = 1.25;

/** The floor that the samples leave. A need is read at the nearest size that was measured at or above (usage drifts up with the size, so a larger size overstates it). */
export function floorOf(options: SearchOptions, samples: readonly SearchSample[]): SearchFloor {
  let floor: SearchFloor = { sizeMB: options.lowMB, because: 'given' };
  const raise = (sizeMB: number, because: FloorReason) => {
    if (sizeMB > floor.sizeMB) floor = { sizeMB: Math.ceil(sizeMB), because };
  };
  for (const { sizeMB, status, payload } of samples) {
    if (status === 'out-of-memory') raise(sizeMB * AFTER_OUT_OF_MEMORY, 'out-of-memory');
    // A timeout where a smaller size finishes the same event says something of that call, not of the size.
    if (status === 'timeout' && sizeMB < smallestSuccess(samples, payload)) raise(sizeMB + 1, 'timeout');
  }
  for (const [sizeMB, usedMB] of usedBySize(samples)) {
    const neededMB = usedMB / options.utilisation;
    if (neededMB > sizeMB)
      raise(Math.max(sizeMB + 1, usedMB >= sizeMB ? sizeMB * AFTER_OUT_OF_MEMORY : neededMB), 'memory-need');
  }
  const nearest = usedBySize(samples).find(([sizeMB]) => sizeMB >= floor.sizeMB);
  if (nearest) raise(Math.min(nearest[0], nearest[1] / options.utilisation), 'memory-need');
  return floor;
}

/** Calls that ended in an error of the handler or the runtime: their times are no measure of the work. */
export function errorCount(samples: readonly SearchSample[]): number {
  return samples.filter(({ status }) => status === 'error' || status === 'crash' || status === 'init-failure').length;
}

/** One failed call may be a hiccup; two, or one in ten, are a function that does not work here. */
export function isFailing(samples: readonly SearchSample[]): boolean {
  const errors = errorCount(samples);
  return errors >= 2 && errors >= 0.05 * samples.length;
}

function smallestSuccess(samples: readonly SearchSample[], ofPayload: string): number {
  return samples.reduce(
    (least, { sizeMB, status, payload }) =>
      status === 'success' && payload === ofPayload ? Math.min(least, sizeMB) : least,
    Number.POSITIVE_INFINITY,
  );
}

/** Highest Max Memory Used of successful calls, by size ascending. */
function usedBySize(samples: readonly SearchSample[]): [number, number][] {
  const used = new Map<number, number>();
  for (const { sizeMB, usedMB, status } of samples) {
    if (usedMB === undefined || status !== 'success') continue;
    used.set(sizeMB, Math.max(used.get(sizeMB) ?? 0, usedMB));
  }
  return [...used].sort(([a], [b]) => a - b);
}
