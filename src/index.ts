/** The library's face: what `memfit analyze` and `memfit records` do, as functions, beside all of `memfit/core`. */
import manifest from '../package.json' with { type: 'json' };
import { analyze } from './actions/analyze.ts';
import { judge, logFiles, systemClock } from './compose.ts';
import type { Listener } from './contracts/listener.ts';
import type { ReadRequest } from './contracts/log-source.ts';
import { resolveOptions } from './core/config/resolve.ts';
import type { Analysis } from './model/analysis.ts';
import type { InvocationRecord } from './model/invocation.ts';
import type { AnalysisOptions } from './model/options.ts';

export * from './core/index.ts';
export type { Analysis, FleetTotal, FunctionAnalysis } from './model/analysis.ts';
export type { AlreadySo, EditNote, EditPlan, RefusedRequest, SizeEdit, SizeRequest, TextEdit } from './model/edit.ts';
export { OutsideError, UserError } from './model/errors.ts';
export type { Evidence, Finding, FindingCode, Severity } from './model/finding.ts';
export type { Interval } from './model/interval.ts';
export type { InvocationRecord, Outcome, PlatformLine } from './model/invocation.ts';
export type { AnalysisOptions, FunctionOptions } from './model/options.ts';
export type { Floor, Goal, Recommendation } from './model/recommendation.ts';
export type {
  FormatName,
  FoundFunction,
  Inventory,
  Place,
  Refusal,
  RefusalCode,
  SizeOrigin,
  SizeSource,
  TemplateProblem,
} from './model/template.ts';
export type { FunctionUsage, SizeUsage } from './model/usage.ts';

/** What to read, and how to judge it; what is left out takes the defaults of docs/configuration.md. */
export interface AnalyzeOptions extends ReadRequest, Partial<AnalysisOptions> {}

/**
 * Reads log files, folders and patterns and judges every function: the value behind `memfit analyze -o json`. Reads only; inputs that
 * fail are in `account`. Throws a UserError for an unknown Region. `paths` are relative to the working directory.
 */
export async function analyzeLogs(paths: readonly string[], options: AnalyzeOptions = {}): Promise<Analysis> {
  const present = {
    nowMs: systemClock.now(),
    localOffsetMinutes: (atMs: number) => systemClock.localOffsetMinutes(atMs),
  };
  const defaults = resolveOptions({ flags: {}, env: {}, file: null }, present);
  const source = await logFiles(paths, { cwd: process.cwd(), stdin: process.stdin });
  return analyze(
    { read: options, options: { ...defaults, ...options }, memfitVersion: manifest.version, standing: new Map() },
    { source, listener: SILENT, clock: systemClock, judge },
  );
}

/** The normalised invocations of log files, one by one, as `memfit records` prints them. */
export async function* readRecords(
  paths: readonly string[],
  request: ReadRequest = {},
): AsyncGenerator<InvocationRecord> {
  const source = await logFiles(paths, { cwd: process.cwd(), stdin: process.stdin });
  yield* source.records(request, SILENT);
}

/** A library says nothing and asks nobody. */
const SILENT: Listener = { notice: () => {}, progress: () => {}, confirm: async (question) => question.default };
