/** Finished options: config file, flags and environment merged and checked (core/config). No optional field survives; "leave as it is" is null. */
import type { FindingCode } from './finding.ts';
import type { Goal } from './recommendation.ts';
import type { Architecture } from './units.ts';

/** A rule of the guide's kind: "consistently below 256 -> 256", "above 1800 -> investigate". Bounds in MB of the environments' maxima, half-open [from, to). */
export interface PolicyRule {
  readonly fromMB: number | null;
  readonly toMB: number | null;
  readonly then:
    | { readonly kind: 'size'; readonly sizeMB: number }
    | { readonly kind: 'keep' }
    | { readonly kind: 'investigate' };
  /** As written, for showing. */
  readonly text: string;
}

/** What the config says about one function. */
export interface FunctionOptions {
  readonly goal: Goal | null;
  readonly floorMB: number | null;
  readonly minMB: number | null;
  readonly maxMB: number | null;
  /** The size is fixed: always `keep`, other advice is shown as a remark. */
  readonly pinMB: number | null;
  readonly ignore: readonly { readonly finding: FindingCode; readonly reason: string; readonly until: string | null }[];
  readonly policy: readonly PolicyRule[];
  readonly invocationsPerMonth: number | null;
  readonly logGroup: string | null;
  readonly owner: string | null;
  readonly architecture: Architecture | null;
  readonly region: string | null;
  /** Ephemeral storage in MB (512 is free). */
  readonly ephemeralMB: number | null;
  /** Provisioned concurrency in environments. */
  readonly provisionedConcurrency: number | null;
}

/** How far one recommendation may go down at once: MB, or percent of the current size. */
export type StepLimit =
  | { readonly kind: 'mb'; readonly value: number }
  | { readonly kind: 'percent'; readonly value: number };

/** What `--fail-on` watches: a severity, a finding code, or the presence of a recommended change. Exit code 3. */
export type FailOn =
  | { readonly kind: 'severity'; readonly severity: 'critical' | 'warning' }
  | { readonly kind: 'finding'; readonly code: FindingCode }
  | { readonly kind: 'change' };

/** Everything sizing and pricing need to know from the person. */
export interface AnalysisOptions {
  readonly goal: Goal;
  /** Null: not said; us-east-1 prices are used and that is said. */
  readonly region: string | null;
  /** Null: not said; x86_64 is used and that is said. */
  readonly architecture: Architecture | null;
  readonly invocationsPerMonth: number | null;
  /** A change made for saving must save at least both, in currency units a month and in percent of the function's cost. */
  readonly minSavingPerMonth: number;
  readonly minSavingPercent: number;
  readonly maxStep: StepLimit | null;
  /** Predicted need / size allowed at the floor (default 0.8). */
  readonly targetUtilisation: number;
  /** Probability level of intervals (default 0.95) and needed for `change` (default 0.9). */
  readonly level: number;
  readonly changeConfidence: number;
  /** Largest size the account accepts (new accounts: 3,008 or 512). */
  readonly accountMaxMB: number;
  readonly freeTier: 'auto' | 'applied' | 'ignored';
  /** Negotiated discount on all Lambda charges, percent. */
  readonly discountPercent: number;
  /** Share of compute covered by a Compute Savings Plan (0..1) and its discount, percent. */
  readonly savingsPlanShare: number;
  readonly savingsPlanDiscountPercent: number;
  /** Seed of the bootstrap; the same seed gives the same intervals. */
  readonly seed: number;
  /** By function name as in the logs or logical id. */
  readonly functions: Readonly<Record<string, FunctionOptions>>;
  readonly failOn: readonly FailOn[];
  readonly nowMs: number;
}
