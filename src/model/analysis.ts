/** The result of `memfit analyze`: what every output format renders. Published as schemas/analysis.v1.json (typed arrays left out, distributions as quantiles). */
import type { Finding } from './finding.ts';
import type { Recommendation } from './recommendation.ts';
import type { Architecture } from './units.ts';
import type { FunctionUsage, ReadingAccount } from './usage.ts';

/** One function: usage, findings, recommendation. */
export interface FunctionAnalysis {
  readonly usage: FunctionUsage;
  /** The size in force: the one seen last (or most, without time). */
  readonly currentMB: number | null;
  readonly region: string;
  readonly architecture: Architecture;
  readonly findings: readonly Finding[];
  readonly recommendation: Recommendation;
  /** Owner from the config (grouping); null: none. */
  readonly owner: string | null;
}

/** Totals over the fleet. Decimal strings; intervals from the sum of independent savings. */
export interface FleetTotal {
  readonly currency: 'USD' | 'CNY';
  readonly per: 'month' | 'million-invocations';
  readonly now: string;
  /** Saving of all `change` recommendations. */
  readonly saving: { readonly low: string; readonly best: string; readonly high: string; readonly level: number };
  readonly changes: number;
  readonly keeps: number;
  readonly undecided: number;
  readonly invocations: number;
  readonly gbSeconds: number;
  /** What the free tier leaves to pay, when the whole account's use is known or small enough that it may cover it all. */
  readonly withFreeTier: { readonly now: string; readonly after: string; readonly assumed: boolean } | null;
}

/** The whole analysis. Functions are sorted by money at stake, greatest first. */
export interface Analysis {
  readonly schemaVersion: 1;
  readonly generatedAt: string;
  readonly memfitVersion: string;
  readonly prices: { readonly date: string; readonly source: string };
  readonly account: ReadingAccount;
  readonly functions: readonly FunctionAnalysis[];
  /** One total a currency and period; empty when nothing could be priced. */
  readonly totals: readonly FleetTotal[];
}
