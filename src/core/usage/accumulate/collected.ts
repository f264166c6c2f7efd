/** The type of the accumulator (made by `createUsageCollector` in collector.ts). */

import type { FunctionUsage, SetAsideReason } from '../../../model/usage.ts';
import type { InvocationSink } from '../../logs/invocation-sink.ts';

/** What a collector holds when finished. `setAside` are reports it had been given as invocations but that turned out not to count (an emulator's, by all lines together). */
export interface Collected {
  /** Sorted by name, then log group, then Region. */
  readonly functions: readonly FunctionUsage[];
  readonly setAside: Readonly<Partial<Record<SetAsideReason, number>>>;
  /** For --bench and tests: bytes held, by environments and by functions. */
  readonly bytes: { readonly environments: number; readonly environmentCount: number; readonly functions: number };
}

/** Sums up invocations; the result is a function of the set of invocations, whatever their order. */
export interface UsageCollector extends InvocationSink {
  /** Takes over all that `other` holds: the same as having been given its invocations too. `other` must not be used afterwards. */
  merge(other: UsageCollector): void;
  finish(): Collected;
}
