/** One invocation as the logs tell it, and the platform lines it is made of. */

/** Where a line was produced. `emulator` and `local` are never priced or counted as AWS evidence. */
export type RecordSource = 'aws' | 'local' | 'emulator' | 'unknown';

/** How an invocation ended, after joining its REPORT with the other lines of the same request. */
export const OUTCOMES = ['success', 'error', 'timeout', 'out-of-memory', 'crash', 'init-failure'] as const;
/** `error`: the handler failed; `crash`: the runtime process died for another reason than memory; `init-failure`: it never reached the handler. */
export type Outcome = (typeof OUTCOMES)[number];

/** What a platform line is. `application` is a line of the function's own; `not_aws_lambda` another cloud's; `unparsable` starts like a platform line and is none. */
export type LineKind =
  | 'report'
  | 'start'
  | 'end'
  | 'init_start'
  | 'init_report'
  | 'restore_start'
  | 'restore_report'
  | 'init_runtime_done'
  | 'restore_runtime_done'
  | 'runtime_done'
  | 'extension'
  | 'telemetry_subscription'
  | 'logs_dropped'
  | 'crash_message'
  | 'timeout_message'
  | 'fault'
  | 'application'
  | 'not_aws_lambda'
  | 'unparsable'
  | 'platform';

/**
 * One platform line, parsed (`parseLine`, `memfit records --lines`). Times in ms, memory in MB, exactly as printed and never clamped;
 * a field that the line does not carry is absent (`requestId` of a JSON report without one is null). `timestamp` is the text as printed.
 */
export interface PlatformLine {
  readonly kind: LineKind;
  readonly format?: 'text' | 'json';
  readonly requestId?: string | null;
  readonly timestamp?: string;
  readonly logStream?: string;
  readonly durationMs?: number;
  readonly billedDurationMs?: number;
  readonly memorySizeMB?: number;
  readonly maxMemoryUsedMB?: number;
  readonly initDurationMs?: number;
  readonly restoreDurationMs?: number;
  readonly billedRestoreDurationMs?: number;
  /** As printed: success, failure, error, timeout. */
  readonly status?: string;
  readonly errorType?: string;
  /** Present and true when this line alone proves an out-of-memory. */
  readonly outOfMemory?: true;
  /** Present and true when the line can only come from Lambda Managed Instances. */
  readonly managedInstance?: true;
  readonly xrayTraceId?: string;
  readonly xraySegmentId?: string;
  readonly xraySampled?: boolean;
  readonly phase?: string;
  readonly initializationType?: string;
  readonly runtimeVersion?: string;
  readonly runtimeVersionArn?: string;
  readonly functionName?: string;
  readonly functionArn?: string;
  readonly functionVersion?: string;
  readonly version?: string;
  readonly tenantId?: string;
  readonly timeoutSeconds?: number;
  /** Name and state of an extension or telemetry subscriber. */
  readonly name?: string;
  readonly state?: string;
}

/** One invocation (`memfit records`): the REPORT's fields, joined with the other lines of its request, and where it was read. Published as schemas/record.v1.json. */
export interface InvocationRecord {
  readonly schemaVersion: 1;
  readonly kind: 'report';
  readonly format: 'text' | 'json';
  readonly requestId: string | null;
  /** ISO 8601 in UTC, or null: unknown. Logs without a zone are taken as UTC. */
  readonly timestamp: string | null;
  readonly function: string | null;
  readonly logGroup: string | null;
  readonly logStream: string | null;
  /** `<logStream>` or `<logStream>#<segment>` after resets within a stream; null: unknown. */
  readonly environment: string | null;
  readonly durationMs: number | null;
  readonly billedDurationMs: number | null;
  readonly memorySizeMB: number | null;
  readonly maxMemoryUsedMB: number | null;
  readonly initDurationMs?: number;
  readonly restoreDurationMs?: number;
  readonly billedRestoreDurationMs?: number;
  readonly status?: string;
  readonly errorType?: string;
  readonly outOfMemory?: true;
  readonly managedInstance?: true;
  readonly xrayTraceId?: string;
  readonly xraySegmentId?: string;
  readonly xraySampled?: boolean;
  readonly tenantId?: string;
  readonly version?: string;
  /** The joined verdict over all lines of the request. */
  readonly outcome: Outcome;
  /** True when this Duration contains an INIT that was run again after a failure. */
  readonly suppressedInit?: true;
  readonly source: RecordSource;
  readonly file: string;
  /** 1-based line of the REPORT in the (decompressed) file; for one-document JSON the line where the event begins. */
  readonly line: number;
}
