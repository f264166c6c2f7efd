/** What `memfit cost` and `memfit sizes` are asked and answer. Money is exact, as decimal strings. The answers are published as schemas/cost.v1.json and schemas/sizes.v1.json. */
import type { AnalysisOptions } from './options.ts';
import type { Architecture } from './units.ts';

/** A size and how long one invocation takes there. */
export interface Setup {
  readonly sizeMB: number;
  readonly durationMs: number;
  readonly architecture: Architecture;
}

/** One function before and, if a change is asked about, after. */
export interface CostCase {
  readonly name: string | null;
  readonly before: Setup;
  readonly after: Setup | null;
  readonly invocationsPerMonth: number | null;
}

/** What is to be computed. */
export interface CostRequest {
  readonly region: string;
  /** Nobody said the Region, or the architecture: a default is used. */
  readonly regionAssumed: boolean;
  readonly architectureAssumed: boolean;
  readonly cases: readonly CostCase[];
  /** Init of a cold start, ms, and the share (0..1) of invocations that have one; both null: not counted. */
  readonly initMs: number | null;
  readonly coldShare: number | null;
  readonly ephemeralMB: number;
  /** Provisioned concurrency kept all month; all invocations run on it. */
  readonly provisionedEnvironments: number;
  readonly freeTier: AnalysisOptions['freeTier'];
  readonly discountPercent: number;
  readonly savingsPlanShare: number;
  readonly savingsPlanDiscountPercent: number;
}

/** The prices behind an answer. */
export interface PricesUsed {
  readonly region: string;
  readonly regionAssumed: boolean;
  readonly currency: 'USD' | 'CNY';
  readonly source: string;
  readonly date: string;
  readonly confirmed: string | null;
}

/** An amount by what it is for; null: used, but its price is not known. */
export interface CostPartAmounts {
  readonly requests: string;
  readonly compute: string;
  readonly init: string;
  readonly ephemeral: string | null;
  readonly provisioned: string | null;
  readonly total: string | null;
}

/** What one setup costs. */
export interface SetupCost extends Setup {
  /** Average billed ms of an invocation, billed init included; decimal string. */
  readonly billedMs: string;
  /** Average GB-seconds of an invocation; decimal string. */
  readonly gbSeconds: string;
  /** One invocation at the first tier, without free tier and without the price of keeping environments provisioned. */
  readonly perInvocation: CostPartAmounts;
  readonly perThousand: string | null;
  readonly perMillion: string | null;
  /** A month of all invocations, with tiers (and the free tier where it was asked for); null: invocations not known. */
  readonly perMonth: CostPartAmounts | null;
}

/** What the change does; negative savings are extra cost. */
export interface CostChange {
  readonly perInvocation: string | null;
  readonly perThousand: string | null;
  readonly perMillion: string | null;
  readonly perMonth: string | null;
  /** Of what memory changes: everything but the request fee, per invocation. */
  readonly percent: number | null;
  /** Of the whole cost of an invocation. */
  readonly percentOfTotal: number | null;
  /** Of the saving of all functions together, a month; null where no total is made. */
  readonly shareOfSaving: number | null;
  /** Duration after / before. */
  readonly durationRatio: number | null;
}

/** One function's answer. */
export interface CaseCost {
  readonly name: string | null;
  readonly invocationsPerMonth: number | null;
  readonly architectureAssumed: boolean;
  readonly before: SetupCost;
  readonly after: SetupCost | null;
  readonly change: CostChange | null;
}

/** A month's money before and after; `after` and `saving` null: no change was asked about, or a price is not known. */
export interface MonthTotal {
  readonly before: string | null;
  readonly after: string | null;
  readonly saving: string | null;
  readonly percent: number | null;
}

/** The answer of `memfit cost`. */
export interface CostReport {
  readonly schemaVersion: 1;
  readonly kind: 'cost';
  readonly prices: PricesUsed;
  readonly terms: Pick<
    CostRequest,
    | 'initMs'
    | 'coldShare'
    | 'ephemeralMB'
    | 'provisionedEnvironments'
    | 'freeTier'
    | 'discountPercent'
    | 'savingsPlanShare'
    | 'savingsPlanDiscountPercent'
  >;
  readonly cases: readonly CaseCost[];
  /** All functions together; null unless the invocations of each are known. */
  readonly total: (MonthTotal & { readonly gbSecondsBefore: string; readonly gbSecondsAfter: string | null }) | null;
  /** The same month when the account runs nothing else and has the free tier; null: ignored, already counted, not offered there, or no month known. */
  readonly withFreeTier: MonthTotal | null;
}

/** One row of the table of sizes. */
export interface SizeRow {
  readonly sizeMB: number;
  /** size / 1,769. */
  readonly vcpu: number;
  /** What the operating system shows (measured, not published by AWS). */
  readonly visibleCores: number;
  /** Price per ms relative to 128 MB. */
  readonly costMultiplier: number;
  readonly perSecond: string;
  /** Compute of a million calls of `durationMs`, without the request fee. */
  readonly perMillion: string;
  readonly useCase: string;
  /** One of the sizes that people commonly choose. */
  readonly common: boolean;
  /** Above what the account accepts, if that was said. */
  readonly aboveAccountMax: boolean;
}

/** The answer of `memfit sizes`. */
export interface SizesReport {
  readonly schemaVersion: 1;
  readonly kind: 'sizes';
  readonly prices: PricesUsed;
  readonly architecture: Architecture;
  readonly architectureAssumed: boolean;
  readonly durationMs: number;
  readonly accountMaxMB: number;
  /** The request fee of a million calls. */
  readonly requestsPerMillion: string;
  readonly sizes: readonly SizeRow[];
}
