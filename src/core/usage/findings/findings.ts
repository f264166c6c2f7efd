/** What a finished usage says about a function, as findings; over a fleet the false discovery rate of all tests together is kept. */
import type { Finding, FindingCode } from '../../../model/finding.ts';
import { FINDING_CODES } from '../../../model/finding.ts';
import type { FunctionUsage } from '../../../model/usage.ts';
import { benjaminiHochberg } from '../../stats/false-discovery.ts';
import type { Candidate } from './candidate.ts';
import { coldStartFindings } from './cold-starts.ts';
import { cpuFindings } from './cpu.ts';
import { failureFindings, initFailureFindings } from './failures.ts';
import { groupFindings } from './groups.ts';
import { leakFindings } from './leak.ts';
import { logQualityFindings } from './log-quality.ts';
import { memoryLevelFindings } from './memory-level.ts';
import { shiftFindings } from './shifts.ts';

/** A finding that the config ignores for a function; `until` is an ISO date or time, null: for ever. */
interface IgnoredFinding {
  readonly finding: FindingCode;
  readonly reason: string;
  readonly until: string | null;
}

/** How findings are made. */
export interface FindingOptions {
  /** Now, ms since 1970 UTC: ends suppressions. */
  readonly nowMs: number;
  /** False discovery rate over all tests run together; default 0.05. */
  readonly alpha?: number;
  /** Suppressions by function name; suppressed findings are marked, never removed. */
  readonly ignore?: Readonly<Record<string, readonly IgnoredFinding[]>>;
}

/** All findings of one function: facts, and tests that hold at the false discovery rate over this function's tests. Most urgent first. */
export function findings(usage: FunctionUsage, options: FindingOptions): Finding[] {
  return findingsForFleet([usage], options)[0] as Finding[];
}

/** The findings of each function, same order as the list; one false discovery rate over all tests of all functions (Benjamini and Hochberg). */
export function findingsForFleet(list: readonly FunctionUsage[], options: FindingOptions): Finding[][] {
  const candidates = list.map(candidatesOf);
  const tests = candidates.flat().filter(({ p }) => p !== null);
  const { adjusted, rejected } = benjaminiHochberg(
    tests.map(({ p }) => p as number),
    options.alpha ?? 0.05,
  );
  const verdicts = new Map(
    tests.map((test, at) => [test, { adjusted: adjusted[at] as number, holds: rejected[at] === true }]),
  );
  return list.map((usage, at) =>
    (candidates[at] as Candidate[])
      .flatMap((candidate) => shown(candidate, verdicts.get(candidate)))
      .map((finding) => suppress(finding, options.ignore?.[usage.ref.name] ?? [], options.nowMs))
      .sort(byUrgency),
  );
}

function candidatesOf(usage: FunctionUsage): Candidate[] {
  const perSize = usage.sizes.flatMap((size) => [
    ...failureFindings(size),
    ...memoryLevelFindings(size),
    ...leakFindings(size),
    ...groupFindings(size),
    ...coldStartFindings(size),
    ...shiftFindings(size),
  ]);
  const all = [...perSize, ...initFailureFindings(usage), ...cpuFindings(usage), ...logQualityFindings(usage)];
  if (!usage.onlyFailuresLogged) return all;
  return all.filter(({ finding }) => !BIASED_BY_SURVIVAL.has(finding.code)).map(withoutShares);
}

/** Where successes are not logged a share of all calls is unknown, and so is how grave it makes a failure. */
function withoutShares({ finding, p }: Candidate): Candidate {
  const evidence = finding.evidence.map((item) => (item.name.startsWith('share') ? { ...item, value: null } : item));
  const byShare = finding.code === 'errors' || finding.code === 'timeout' || finding.code === 'crash';
  return { finding: { ...finding, severity: byShare ? 'warning' : finding.severity, evidence }, p };
}

/** Codes that compare with successful calls, which such logs do not hold. */
const BIASED_BY_SURVIVAL: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'over-provisioned',
  'unstable-memory',
  'leak',
  'bimodal-memory',
  'bimodal-duration',
  'duration-shift',
  'memory-shift',
  'cpu-starved',
  'no-gain-above-1-vcpu',
  'cold-start-heavy',
  'billed-init',
]);

function shown({ finding, p }: Candidate, verdict: { adjusted: number; holds: boolean } | undefined): Finding[] {
  if (p === null) return [finding];
  if (verdict?.holds !== true) return [];
  return [{ ...finding, evidence: [...finding.evidence, { name: 'pAdjusted', value: verdict.adjusted, unit: 'p' }] }];
}

function suppress(finding: Finding, ignores: readonly IgnoredFinding[], nowMs: number): Finding {
  const ignored = ignores.find(
    (item) => item.finding === finding.code && (item.until === null || nowMs < endOf(item.until)),
  );
  return ignored === undefined ? finding : { ...finding, suppressed: { reason: ignored.reason, until: ignored.until } };
}

/** A date without a time lasts to its end (UTC). An unreadable date has passed. */
function endOf(until: string): number {
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T23:59:59.999Z` : until);
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms;
}

const URGENCY = { critical: 0, warning: 1, info: 2 } as const;

function byUrgency(a: Finding, b: Finding): number {
  return (
    URGENCY[a.severity] - URGENCY[b.severity] ||
    FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code) ||
    (a.sizeMB ?? 0) - (b.sizeMB ?? 0)
  );
}
