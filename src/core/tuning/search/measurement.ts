/** One step of a search, as a value for whoever carries it out. */
import type { SearchOptions } from './options.ts';

/** Calls to make at one size, warm ones; the first call of an environment that this starts is discarded and comes on top. */
export interface Measurement {
  readonly kind: 'measure';
  readonly sizeMB: number;
  readonly calls: number;
  /** The payload of every call, in turn. */
  readonly payloads: readonly string[];
  /** True: in an environment of its own. False: in one that has answered before, where there is one. */
  readonly fresh: boolean;
  readonly why: 'first-size' | 'most-worth' | 'confirm-pick';
}

/** The end. `settled`: nothing left that is worth a call; `failing`: the function fails; `no-size-left`: out of memory or time at every size. */
export interface Stop {
  readonly kind: 'stop';
  readonly reason: 'settled' | 'budget' | 'failing' | 'no-size-left';
}

/** So many calls of every payload, in turn. */
export function measurement(
  { strata }: Pick<SearchOptions, 'strata'>,
  sizeMB: number,
  blocks: number,
  fresh: boolean,
  why: Measurement['why'],
): Measurement {
  const payloads = Array.from({ length: blocks }, () => strata.map(({ name }) => name)).flat();
  return { kind: 'measure', sizeMB, calls: payloads.length, payloads, fresh, why };
}
