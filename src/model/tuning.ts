/** What `memfit tune` asks, keeps and answers. The answer is published as schemas/tune.v1.json, a saved run as `.memfit/runs/<id>/run.json`. */
import type { Interval } from './interval.ts';
import type { Goal, Remark } from './recommendation.ts';
import type { Calibration, Sample, SampleMark } from './sample.ts';
import type { Architecture } from './units.ts';
import type { PricesUsed } from './what-if.ts';

/** `errorType` of a sample whose call went well by Lambda's measure and gave the wrong answer: it counts as a failed call. */
export const UNEXPECTED_ANSWER = 'memfit.UnexpectedAnswer';

/** What a right answer looks like. `status`: the answer's statusCode. `json`: a part of its body that must be there. Null: not asked. */
export interface Expectation {
  readonly status: number | null;
  readonly json: { readonly part: unknown } | null;
}

/** One event to measure with. Weights are relative. */
export interface TunePayload {
  readonly name: string;
  /** Share of the traffic; 0: none, it is there for the floor alone. */
  readonly weight: number;
  readonly body: Uint8Array;
  readonly expect: Expectation;
}

/** What the search was asked about one function: with the samples it makes the same answer again. */
export interface TuneQuestion {
  readonly goal: Goal;
  readonly seed: number;
  readonly lowMB: number;
  readonly highMB: number;
  /** Sizes given by hand; null: free choice. */
  readonly sizesMB: readonly number[] | null;
  readonly currentMB: number | null;
  readonly strata: readonly { readonly name: string; readonly weight: number }[];
  /** Payloads that need most memory, outside the traffic: each is called at the pick before it is named. */
  readonly worst: readonly string[];
  readonly maxInvocations: number;
  /** Wall-clock limit, ms; null: none. */
  readonly maxTimeMs: number | null;
  /** What the calls may cost at Lambda's list prices, in the currency of the Region; null: no limit. */
  readonly maxCost: number | null;
  readonly utilisation: number;
}

/** What measured, in a form that can be kept. */
export interface TuneRuler {
  readonly engine: Sample['engine'];
  readonly driver: string;
  readonly exact: boolean;
  readonly calibration: Calibration;
  /** What a reader of the figures should know about engine, template or machine. */
  readonly remarks: readonly string[];
  readonly machine: {
    readonly cores: number;
    readonly memoryMB: number;
    readonly cpu: string;
    readonly system: string;
  };
  /** What ran the function, in words. */
  readonly runsOn: string;
}

/** What was measured, so that a resumed run goes on with the same: SHA-256 (first 16 hex digits) of code and layers, of variables, of each payload. */
export interface TuneFingerprint {
  readonly code: string;
  readonly environment: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly payloads: Readonly<Record<string, string>>;
}

/** One function of a run: all that its samples do not say. */
export interface TunedFunction {
  readonly name: string;
  readonly runtime: string;
  readonly architecture: Architecture;
  readonly question: TuneQuestion;
  readonly ruler: TuneRuler;
  /** Null: not known, the run cannot be resumed. */
  readonly fingerprint: TuneFingerprint | null;
}

/** A run as saved. Samples lie beside it, one a line, in the order made. */
export interface TuneRun {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly verb: 'tune';
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly memfitVersion: string;
  /** The functions that were asked for, begun or not. */
  readonly asked: readonly string[];
  readonly functions: readonly TunedFunction[];
}

/**
 * A sample as saved: `call` counts the calls that were asked for, from 0; warming and repeated calls share the number of the one they were made for.
 * `why`: what was wrong with the answer of a failed call, where it is known.
 */
export type SavedSample = Sample & { readonly call: number; readonly why?: string };

/** An amount of money with its interval, exact decimals as text. */
export interface MoneyInterval {
  readonly low: string;
  readonly best: string;
  readonly high: string;
}

/** One size of the curve. `measured` 0: it is what the model believes, nothing was measured there. */
export interface TunePoint {
  readonly sizeMB: number;
  readonly measured: number;
  readonly failed: number;
  readonly discarded: number;
  /** Mean duration of a warm call. */
  readonly durationMs: Interval;
  /** Compute of a million calls (request fee not included). */
  readonly perMillion: MoneyInterval;
  /** Duration over that of the fastest size shown that may be chosen, cost over that of the cheapest: they hold whatever the calibration. */
  readonly durationRatio: number;
  readonly costRatio: number;
  /** Highest Max Memory Used of successful calls; null: none. */
  readonly maxUsedMB: number | null;
  /** Marks met at this size, by number of calls. */
  readonly marks: readonly { readonly mark: SampleMark; readonly calls: number }[];
}

/** Calls that went wrong in the same way. */
export interface TuneFailure {
  readonly sizeMB: number;
  readonly payload: string;
  readonly status: Sample['status'];
  readonly errorType: string | null;
  /** What was wrong with the answer, or its error message; null: not known. */
  readonly why: string | null;
  readonly calls: number;
}

/** Why measuring ended. */
export type TuneStop =
  | 'settled'
  | 'budget'
  | 'time'
  | 'cost'
  | 'interrupted'
  | 'failing'
  | 'no-size-left'
  | 'record-ended';

/** The answer for one function. */
export interface FunctionTuning extends Omit<TunedFunction, 'question' | 'fingerprint'> {
  readonly goal: Goal;
  readonly seed: number;
  readonly currentMB: number | null;
  readonly status: 'decided' | 'undecided';
  /** Why undecided; null: decided. */
  readonly reason: string | null;
  readonly stopped: TuneStop;
  /** The best guess also when undecided; null: nothing can be named, or the function fails. */
  readonly pickMB: number | null;
  /** Chance that the pick keeps the goal's promise. */
  readonly chance: number | null;
  /** Sizes that are as good as can be told: all of them within a share of the best, by the goal or, where time differs by more (`timeRatio`: at lowMB over at highMB), by cost alone. */
  readonly tie: {
    readonly lowMB: number;
    readonly highMB: number;
    readonly within: number;
    readonly chance: number;
    readonly of: 'goal' | 'cost';
    readonly timeRatio: number;
  } | null;
  readonly floor: { readonly sizeMB: number; readonly because: string };
  readonly invocations: number;
  /** Calls that are no evidence of warm time: first calls of an environment, and disturbed ones that were repeated. */
  readonly discarded: number;
  readonly failed: number;
  /** Billed GB-seconds of all calls, and what they cost (requests included) or, made locally, would have cost on Lambda at list prices: exact decimals as text. */
  readonly exploration: { readonly gbSeconds: number; readonly cost: string };
  readonly points: readonly TunePoint[];
  readonly failures: readonly TuneFailure[];
  readonly remarks: readonly Remark[];
  /** The measurement that would tell most; null: none is worth a call. */
  readonly wouldChange: Remark | null;
  /** The measured sizes on the page of AWS Lambda Power Tuning; null: none was measured. */
  readonly powerTuningLink: string | null;
}

/** The answer of `memfit tune`. */
export interface TuneReport {
  readonly schemaVersion: 1;
  readonly kind: 'tune';
  readonly memfitVersion: string;
  /** The saved run; null: it could not be saved. */
  readonly runId: string | null;
  readonly prices: PricesUsed;
  readonly functions: readonly FunctionTuning[];
}
