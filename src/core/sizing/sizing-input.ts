/** What sizing is given for one function: values only. */
import type { Finding } from '../../model/finding.ts';
import type { AnalysisOptions, FunctionOptions } from '../../model/options.ts';
import type { Goal } from '../../model/recommendation.ts';
import type { Architecture } from '../../model/units.ts';
import type { FunctionUsage, SizeUsage } from '../../model/usage.ts';

/** One function with all that the person and the logs say about it. */
export interface SizingInput {
  readonly usage: FunctionUsage;
  readonly findings: readonly Finding[];
  readonly options: AnalysisOptions;
  readonly functionOptions: FunctionOptions | null;
  readonly region: string;
  readonly architecture: Architecture;
  /** The size recommended last time (history); null: none. A new advice must beat it by more than the noise. */
  readonly standing: { readonly sizeMB: number } | null;
}

/** The size in force: the one seen last; without time the one with most invocations. Null: no size seen. */
export function currentSize(usage: FunctionUsage): number | null {
  return currentUsage(usage)?.sizeMB ?? null;
}

/** The usage at the size in force. */
export function currentUsage({ sizes }: FunctionUsage): SizeUsage | null {
  const timed = sizes.filter(({ span }) => span !== null);
  if (timed.length > 0) return timed.reduce((last, next) => (next.span!.toMs > last.span!.toMs ? next : last));
  return sizes.length === 0 ? null : sizes.reduce((most, next) => (next.invocations > most.invocations ? next : most));
}

/** The goal in force for a function. */
export function goalOf({ functionOptions, options }: SizingInput): Goal {
  return functionOptions?.goal ?? options.goal;
}
