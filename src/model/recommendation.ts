/** What memfit advises for one function: never a bare number. */
import type { DurationCurve } from './curve.ts';
import type { Interval } from './interval.ts';

/** What "right" means. `weighted`: w on cost against speed. `slo`: the cheapest size whose percentile stays under the limit. */
export type Goal =
  | { readonly kind: 'balanced' }
  | { readonly kind: 'cost' }
  | { readonly kind: 'speed' }
  | { readonly kind: 'weighted'; readonly weight: number }
  | { readonly kind: 'slo'; readonly percentile: number; readonly limitMs: number };

/** Why no size is named. Published in JSON. */
export type UndecidedReason =
  | 'too-little-data'
  | 'duration-unknown'
  | 'need-unknown'
  | 'environments-unknown'
  | 'only-failures-logged'
  | 'failing'
  | 'not-sizable'
  | 'below-evidence'
  | 'conflict-with-bounds';

/** The smallest size that is safe for memory, and how it was found. */
export interface Floor {
  readonly sizeMB: number;
  /** Upper bound of one environment's need used for it, MB, before headroom. */
  readonly needMB: Interval;
  /** Highest Max Memory Used seen, MB, and in how many environments. */
  readonly seenMaxMB: number;
  readonly environments: number;
  /** Predicted utilisation at the floor (need / floor), at most the configured target (0.8). */
  readonly utilisation: number;
  /** Stated chance that the next environment exceeds the floor size. */
  readonly riskPerEnvironment: number;
  /** Stated chance that any environment of the next 30 days does; null: rate unknown. */
  readonly riskPerMonth: number | null;
  readonly environmentsPerMonth: number | null;
  /** True when some environments reached their limit: the need there is "at least". */
  readonly censored: boolean;
  /** Only environments since this time count (last change point); null: all. */
  readonly sinceMs: number | null;
  readonly method: 'tail-of-environment-maxima' | 'raised-after-out-of-memory' | 'raised-after-clipping';
}

/** Money before and after. Decimal strings of the exact or estimated amounts; intervals are estimates. */
export interface CostEffect {
  readonly currency: 'USD' | 'CNY';
  readonly per: 'month' | 'million-invocations';
  /** Current cost, exact from the logs' own billed ms (scaled to the period). */
  readonly now: string;
  /** Of which requests, compute and billed init. */
  readonly nowParts: { readonly requests: string; readonly compute: string; readonly init: string };
  readonly after: { readonly low: string; readonly best: string; readonly high: string; readonly level: number };
  /** now - after; negative: it costs more. */
  readonly saving: { readonly low: string; readonly best: string; readonly high: string; readonly level: number };
  readonly savingPercent: Interval;
  /** Invocations of the period, and where the figure comes from. */
  readonly invocations: number;
  readonly invocationsFrom: 'flag' | 'config' | 'extrapolated' | 'per-million';
  /** What is left to pay within the free tier, when it is known or assumed small; null: not applied. */
  readonly withFreeTier: { readonly now: string; readonly after: string } | null;
}

/** A configured policy of the guide's kind, evaluated beside the statistical answer. */
export interface PolicyResult {
  readonly rule: string;
  readonly outcome: 'change' | 'keep' | 'investigate' | 'not-met' | 'unknown';
  readonly sizeMB: number | null;
  /** The policy's size breaks the memory floor. */
  readonly unsafe: boolean;
  readonly shareOfEnvironments: number | null;
}

/** The same size on arm64. */
export interface ArmOffer {
  readonly saving: string;
  readonly savingPercent: number;
  readonly note: string;
}

interface RecommendationBase {
  readonly function: string;
  readonly currentMB: number | null;
  readonly goal: Goal;
  readonly floor: Floor | null;
  readonly curve: DurationCurve | null;
  /** Posterior probability that the stated choice keeps the goal's promise; null where not applicable. */
  readonly confidence: number | null;
  readonly policies: readonly PolicyResult[];
  readonly arm: ArmOffer | null;
  /** What must still be said: caps, steps, pins, free tier, extrapolation. Codes with numbers; words in core/report. */
  readonly remarks: readonly Remark[];
  /** Why, as codes the report turns into one sentence. */
  readonly because: readonly Remark[];
}

/** A coded remark with its numbers; words are in core/sizing/remark-texts.ts. */
export interface Remark {
  readonly code: string;
  readonly values: Readonly<Record<string, number | string | null>>;
}

/** `change`, `keep` or `undecided(reason)`. */
export type Recommendation =
  | (RecommendationBase & {
      readonly action: 'change';
      readonly toMB: number;
      readonly urgency: 'safety' | 'saving' | 'speed';
      readonly cost: CostEffect | null;
      /** Warm mean duration after / before. */
      readonly durationRatio: Interval | null;
      /** 1 - predicted need / new size. */
      readonly headroom: number | null;
    })
  | (RecommendationBase & {
      readonly action: 'keep';
      readonly cost: CostEffect | null;
      readonly headroom: number | null;
    })
  | (RecommendationBase & {
      readonly action: 'undecided';
      readonly reason: UndecidedReason;
      readonly cost: CostEffect | null;
      /** Sizes the answer may lie in, when something is known. */
      readonly range: { readonly lowMB: number; readonly highMB: number } | null;
      /** Greatest saving that is plausible (decimal string), per the same period as cost. */
      readonly atStake: string | null;
      /** The command that settles it. */
      readonly settle: string;
      readonly headroom: number | null;
    });
