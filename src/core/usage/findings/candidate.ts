/** What a family of findings hands on: findings that are facts, and those that rest on a test with its p-value. */
import type { Evidence, Finding, FindingCode, Severity } from '../../../model/finding.ts';
import { shareInterval } from '../../stats/exact-intervals.ts';

/** A fact (p null), or the outcome of one test that was run; a test whose effect is too small to matter has p = 1. */
export interface Candidate {
  readonly finding: Finding;
  readonly p: number | null;
}

/** A finding that needs no test. */
export function fact(
  code: FindingCode,
  severity: Severity,
  sizeMB: number | null,
  evidence: readonly Evidence[],
): Candidate {
  return { finding: { code, severity, sizeMB, evidence }, p: null };
}

/** A finding that rests on a test; `matters` false keeps the test in the count of tests but never shows it. */
export function tested(finding: Finding, p: number, matters: boolean): Candidate {
  return {
    finding: { ...finding, evidence: [...finding.evidence, { name: 'p', value: p, unit: 'p' }] },
    p: matters ? p : 1,
  };
}

/** A share as three pieces of evidence in percent: `name`, `nameLow`, `nameHigh` (Clopper-Pearson, 95 %). */
export function shareEvidence(name: string, successes: number, n: number): Evidence[] {
  const { low, best, high } = shareInterval(successes, n);
  return [
    { name, value: n === 0 ? null : 100 * best, unit: '%' },
    { name: `${name}Low`, value: 100 * low, unit: '%' },
    { name: `${name}High`, value: 100 * high, unit: '%' },
  ];
}

/** A time as ISO 8601 in UTC, or null: unknown, no time in the logs. */
export function timeEvidence(name: string, ms: number | null): Evidence {
  return { name, value: ms === null ? null : new Date(ms).toISOString(), unit: 'time' };
}

/** A count. */
export function countEvidence(name: string, value: number | null): Evidence {
  return { name, value, unit: 'count' };
}
