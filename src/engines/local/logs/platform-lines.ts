/** The platform's own log lines, byte for byte as Lambda writes them (formats: docs/local-engine.md), text or JSON. */

/** What a REPORT tells. Times in ms, memory in MB. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly sizeMB: number;
  readonly usedMB: number;
  readonly initMs: number | null;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType: string | null;
  /** True for an error that the handler returned: the text line does not speak of it. */
  readonly handled: boolean;
}

/** What the lines of a function have in common. */
export interface LineContext {
  readonly format: 'text' | 'json';
  readonly functionName: string;
  readonly functionArn: string;
  readonly runtimeVersion: string;
  readonly sizeMB: number;
}

/** Fixed part of every runtime version ARN of this engine. */
const RUNTIME_ARN = 'arn:aws:lambda:local::runtime:memfit';

/** INIT_START. */
export function initStart(context: LineContext, at: Date): string {
  if (context.format === 'text') {
    return `INIT_START Runtime Version: ${context.runtimeVersion}\tRuntime Version ARN: ${RUNTIME_ARN}`;
  }
  return event(at, 'platform.initStart', {
    initializationType: 'on-demand',
    phase: 'init',
    runtimeVersion: context.runtimeVersion,
    runtimeVersionArn: RUNTIME_ARN,
    functionName: context.functionName,
    functionVersion: '$LATEST',
    instanceMaxMemory: context.sizeMB * 1_048_576,
  });
}

/** INIT_REPORT of an init that failed: the service prints none for one that went well. */
export function initReport(
  context: LineContext,
  at: Date,
  init: {
    readonly ms: number;
    readonly phase: 'init' | 'invoke';
    readonly status: 'error' | 'timeout';
    readonly errorType: string | null;
  },
): string {
  if (context.format === 'text') {
    const type = init.errorType === null ? '' : `\tError Type: ${init.errorType}`;
    return `INIT_REPORT Init Duration: ${init.ms.toFixed(2)} ms\tPhase: ${init.phase}\tStatus: ${init.status}${type}`;
  }
  return event(at, 'platform.initReport', {
    initializationType: 'on-demand',
    phase: init.phase,
    status: init.status,
    ...(init.errorType === null ? {} : { errorType: init.errorType }),
    metrics: { durationMs: rounded(init.ms) },
  });
}

/** START. */
export function start(context: LineContext, at: Date, requestId: string): string {
  if (context.format === 'text') return `START RequestId: ${requestId} Version: $LATEST`;
  return event(at, 'platform.start', { requestId, functionArn: context.functionArn, version: '$LATEST' });
}

/** END, and what stands in its place in JSON. */
export function end(context: LineContext, at: Date, report: Report): string {
  if (context.format === 'text') return `END RequestId: ${report.requestId}`;
  return event(at, 'platform.runtimeDone', {
    requestId: report.requestId,
    status: report.status,
    ...(report.errorType === null ? {} : { errorType: report.errorType }),
    metrics: { durationMs: rounded(report.durationMs) },
  });
}

/** REPORT. */
export function report(context: LineContext, at: Date, report: Report): string {
  return context.format === 'text' ? reportText(report) : event(at, 'platform.report', reportRecord(report));
}

/** What was written beyond what is kept, in the service's form (always JSON). */
export function logsDropped(at: Date, lines: number, bytes: number): string {
  const reason = 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.';
  return event(at, 'platform.logsDropped', { reason, droppedRecords: lines, droppedBytes: bytes });
}

function reportText(report: Report): string {
  const failed = report.status === 'timeout' || (report.status === 'error' && !report.handled);
  const parts = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${report.billedMs} ms`,
    `Memory Size: ${report.sizeMB} MB`,
    `Max Memory Used: ${report.usedMB} MB`,
    ...(report.initMs === null ? [] : [`Init Duration: ${report.initMs.toFixed(2)} ms`]),
    ...(failed ? [`Status: ${report.status}`] : []),
    ...(failed && report.errorType !== null ? [`Error Type: ${report.errorType}`] : []),
  ];
  return parts.join('\t') + (failed ? '' : '\t');
}

function reportRecord(report: Report): object {
  return {
    requestId: report.requestId,
    metrics: {
      durationMs: rounded(report.durationMs),
      billedDurationMs: report.billedMs,
      memorySizeMB: report.sizeMB,
      maxMemoryUsedMB: report.usedMB,
      ...(report.initMs === null ? {} : { initDurationMs: rounded(report.initMs) }),
    },
    status: report.status,
    ...(report.errorType === null ? {} : { errorType: report.errorType }),
  };
}

function event(at: Date, type: string, record: object): string {
  return JSON.stringify({ time: at.toISOString(), type, record });
}

function rounded(ms: number): number {
  return Number(ms.toFixed(3));
}
