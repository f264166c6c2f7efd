/** What a window of invocations shows, per function and size: the finished form that findings, sizing and reports read. Plain data, no unknown shown as zero: null means unknown. */
import type { Outcome } from './invocation.ts';

/** How a function came by its name in the logs. `file` is a label only: it never joins a template. */
export type NameOrigin = 'log-group' | 'arn' | 'platform' | 'stream' | 'flag' | 'config' | 'file';

/** Which function a usage belongs to. */
export interface FunctionRef {
  readonly name: string;
  readonly origin: NameOrigin;
  readonly logGroup: string | null;
  readonly account: string | null;
  readonly region: string | null;
}

/** A period of time, ms since 1970 UTC, both ends seen in the data. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A distribution of positive numbers as a log-bucket histogram (merge = add counts), with exact count, sum and extremes.
 * Bucket i holds values v with base^i <= v < base^(i+1); `buckets` is sorted by i, counts > 0. A quantile read from it
 * errs by at most `relativeError`. When few values were seen `values` holds them all, sorted, and quantiles are exact.
 */
export interface Distribution {
  readonly n: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly base: number;
  readonly relativeError: number;
  readonly buckets: readonly (readonly [index: number, count: number])[];
  readonly values: readonly number[] | null;
}

/**
 * The execution environments of one function at one size, one row each (structure of arrays, same index everywhere, sorted by first time, then stream).
 * An environment is a log stream; resets within a stream are counted in `resets` and its maximum is the highest of all its segments.
 */
export interface EnvironmentTable {
  readonly count: number;
  /** Invocations in this environment (all outcomes). */
  readonly invocations: Uint32Array;
  /** Highest Max Memory Used, MB (the environment's running maximum). */
  readonly maxUsedMB: Uint16Array;
  /** Lowest Max Memory Used reported, MB: the running maximum at its start. */
  readonly minUsedMB: Uint16Array;
  /** Estimated number of different values of Max Memory Used (1 = it never rose). */
  readonly distinctUsed: Uint8Array;
  /** Seconds since 1970 of first and last record; 0 where time is unknown. */
  readonly firstSec: Uint32Array;
  readonly lastSec: Uint32Array;
  /** Sum of billed ms over the environment. */
  readonly billedMs: Float64Array;
  /** Sum of warm, successful durations in ms, and their number. */
  readonly warmMs: Float64Array;
  readonly warmCount: Uint32Array;
  /** Timeouts, crashes and out-of-memory endings: each resets the environment. */
  readonly resets: Uint16Array;
  /** 1 where an out-of-memory was seen in this environment. */
  readonly outOfMemory: Uint8Array;
}

/** One slice of time (absolute, aligned to its width in UTC). */
export interface TimeBin {
  readonly fromMs: number;
  readonly widthMs: number;
  readonly invocations: number;
  readonly failures: number;
  readonly billedMs: number;
  readonly warmCount: number;
  readonly warmMs: number;
  /** Sum of ln(duration) and of its square over warm successes: for change points. */
  readonly warmLogSum: number;
  readonly warmLogSquares: number;
  readonly maxUsedMB: number;
}

/** What was seen of one function at one size. */
export interface SizeUsage {
  readonly sizeMB: number;
  readonly invocations: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly span: TimeSpan | null;
  /** Cold starts: reports with an Init or Restore Duration. */
  readonly coldStarts: number;
  /** Of these, how many billed their init (billed = ceil(Duration + Init)), how many did not, how many cannot be told. */
  readonly initBilling: { readonly billed: number; readonly unbilled: number; readonly unclear: number };
  readonly initMs: Distribution | null;
  readonly restoreMs: Distribution | null;
  /** Sum over cold starts of the billed restore time (already inside Billed Duration). */
  readonly billedRestoreMs: number;
  /** Durations of successful calls without init: what memory changes. Null: none seen. */
  readonly warmMs: Distribution | null;
  /** Durations of successful cold calls (without the init). */
  readonly coldMs: Distribution | null;
  /** Durations of every report, all outcomes. */
  readonly durationMs: Distribution | null;
  /** Exact sum of Billed Duration and how many reports carried one. Before 2020-12 multiples of 100 ms. */
  readonly billedMs: { readonly sum: number; readonly n: number };
  /** Max Memory Used over reports that carry it, all environments together (null: no report carries it). */
  readonly usedMB: { readonly max: number; readonly min: number; readonly n: number } | null;
  /** Reports whose used memory is at or above the size without being an emulator's: need unknown, at least that. */
  readonly clipped: number;
  /** Null: no stream names, environments unknown; then there is no floor. */
  readonly environments: EnvironmentTable | null;
  /** Time slices, ascending, at most 64; empty where time is unknown. */
  readonly bins: readonly TimeBin[];
  /** Durations at which old-style or new-style timeouts ended, ms: the timeout setting as seen. Null: no timeout seen. */
  readonly timeoutMs: number | null;
  /** Reports in the old style (failure without Status, init unbilled, 100-ms billing), by sign. */
  readonly oldStyle: { readonly timeoutMessages: number; readonly hundredMsBilling: number };
  readonly jsonReports: number;
  /** CPU time per invocation in ms from Lambda Insights events in the logs; null: none seen. */
  readonly cpuMs: Distribution | null;
}

/** What was seen of one function. */
export interface FunctionUsage {
  readonly ref: FunctionRef;
  readonly span: TimeSpan | null;
  /** Ascending by size. */
  readonly sizes: readonly SizeUsage[];
  /** Versions seen in START lines, runtime version as printed in INIT_START, initialization type; empty/null when not in the logs. */
  readonly versions: readonly string[];
  readonly runtimeVersion: string | null;
  readonly initializationTypes: readonly string[];
  /** Init failures (INIT_REPORT with error/timeout, or short reports that never reached the handler), by error type. */
  readonly initFailures: Readonly<Record<string, number>>;
  /** Error types of failed reports and how often. */
  readonly errorTypes: Readonly<Record<string, number>>;
  /** Set aside and never sized from, by reason. */
  readonly setAside: Readonly<Partial<Record<SetAsideReason, number>>>;
  /** platform.logsDropped events: reports may be missing. */
  readonly logsDropped: number;
  /** Successful reports are absent although failures are there: SystemLogLevel=WARN. */
  readonly onlyFailuresLogged: boolean;
}

/** Why a readable report was not counted. */
export const SET_ASIDE_REASONS = [
  'emulator',
  'local',
  'other-cloud',
  'managed-instance',
  'duplicate',
  'own-traffic',
  'out-of-window',
  'not-selected',
  'no-memory-fields',
] as const;
/** `emulator`: used = size on every line; `local`: memfit's own local engine; `own-traffic`: made by memfit's tuning or verification; `out-of-window`: outside --since/--until. */
export type SetAsideReason = (typeof SET_ASIDE_REASONS)[number];

/** A place that could not be read: shown as file:line:column with an excerpt, and counted. */
export interface Unreadable {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly excerpt: string;
}

/** The account of one reading: every input is in here, nothing is dropped in silence. */
export interface ReadingAccount {
  readonly inputs: readonly InputAccount[];
  readonly bytes: number;
  readonly lines: number;
  /** Reports met, before setting aside. reports = used + sum(setAside). */
  readonly reports: number;
  readonly used: number;
  readonly setAside: Readonly<Partial<Record<SetAsideReason, number>>>;
  readonly unreadableCount: number;
  /** The first 20 of them. */
  readonly unreadable: readonly Unreadable[];
  /** Failure messages whose report was not met. */
  readonly unjoined: number;
  readonly timed: boolean;
}

/** One file or stream and what came of it. `shape` is the recognised envelope. */
export interface InputAccount {
  readonly name: string;
  readonly shape: string;
  readonly bytes: number;
  readonly reports: number;
  /** Absent: read to the end. */
  readonly problem?: string;
}

/** All that one reading shows. */
export interface UsageReport {
  readonly functions: readonly FunctionUsage[];
  readonly account: ReadingAccount;
}
