/** Findings about calls that failed: out of memory, timeouts, errors, crashes, failed inits. */
import type { Severity } from '../../../model/finding.ts';
import type { FunctionUsage, SizeUsage } from '../../../model/usage.ts';
import { shareInterval } from '../../stats/exact-intervals.ts';
import { type Candidate, countEvidence, fact, shareEvidence } from './candidate.ts';

/** Used memory at or above this share of the size counts as at the limit when a timeout ended it (real cases: 127 of 128, 1,024 of 1,024). */
const AT_LIMIT = 0.98;
/** Failures certain to be above these shares of the calls are a warning, or critical. */
const WARNING_SHARE = 0.01;
const CRITICAL_SHARE = 0.05;

/** Findings of one size. */
export function failureFindings(size: SizeUsage): Candidate[] {
  return [...outOfMemory(size), ...timeouts(size), ...otherFailures(size)];
}

/** Init failures of the whole function: those that left a report and those that did not. */
export function initFailureFindings(usage: FunctionUsage): Candidate[] {
  const reported = usage.sizes.reduce((sum, size) => sum + size.outcomes['init-failure'], 0);
  const byType = Object.entries(usage.initFailures).sort((a, b) => b[1] - a[1]);
  const counted = byType.reduce((sum, [, count]) => sum + count, 0);
  const failures = Math.max(reported, counted);
  if (failures === 0) return [];
  const types = byType.map(([type, count]) => `${type} (${count})`).join(', ');
  return [
    fact('init-failure', 'warning', null, [
      countEvidence('initFailures', failures),
      { name: 'errorTypes', value: types === '' ? null : types },
    ]),
  ];
}

function outOfMemory(size: SizeUsage): Candidate[] {
  const count = size.outcomes['out-of-memory'];
  if (count === 0) return [];
  const environments = size.environments?.outOfMemory.reduce((sum, flag) => sum + flag, 0) ?? null;
  return [
    fact('out-of-memory', 'critical', size.sizeMB, [
      countEvidence('outOfMemory', count),
      countEvidence('invocations', size.invocations),
      ...shareEvidence('share', count, size.invocations),
      countEvidence('environmentsHit', environments),
      { name: 'size', value: size.sizeMB, unit: 'MB' },
      { name: 'maxUsed', value: size.usedMB?.max ?? null, unit: 'MB' },
    ]),
  ];
}

function timeouts(size: SizeUsage): Candidate[] {
  const count = size.outcomes.timeout;
  if (count === 0) return [];
  const shared = [
    countEvidence('timeouts', count),
    countEvidence('invocations', size.invocations),
    ...shareEvidence('share', count, size.invocations),
    { name: 'timeout', value: size.timeoutMs, unit: 'ms' },
    { name: 'maxUsed', value: size.usedMB?.max ?? null, unit: 'MB' },
    { name: 'size', value: size.sizeMB, unit: 'MB' },
  ];
  const starved = starvedEnvironments(size);
  if (starved === 0) return [fact('timeout', severityOf(count, size.invocations), size.sizeMB, shared)];
  return [
    fact('timeout-at-limit', 'critical', size.sizeMB, [...shared, countEvidence('environmentsAtLimit', starved)]),
  ];
}

/** Environments that were reset without an out-of-memory while their memory was at the limit. Null: some call was, environments unknown. */
function starvedEnvironments(size: SizeUsage): number | null {
  const limit = AT_LIMIT * size.sizeMB;
  if (size.usedMB === null || size.usedMB.max < limit) return 0;
  const table = size.environments;
  if (table === null) return null;
  let count = 0;
  for (let e = 0; e < table.count; e++) {
    if ((table.resets[e] as number) > 0 && table.outOfMemory[e] === 0 && (table.maxUsedMB[e] as number) >= limit)
      count++;
  }
  return count;
}

function otherFailures(size: SizeUsage): Candidate[] {
  const found: Candidate[] = [];
  const { error, crash } = size.outcomes;
  if (error > 0)
    found.push(
      fact('errors', severityOf(error, size.invocations), size.sizeMB, failureEvidence('errors', error, size)),
    );
  if (crash > 0) {
    const severity = severityOf(crash, size.invocations);
    const atLeast = severity === 'info' ? 'warning' : severity;
    found.push(fact('crash', atLeast, size.sizeMB, failureEvidence('crashes', crash, size)));
  }
  return found;
}

function failureEvidence(name: string, count: number, size: SizeUsage) {
  return [
    countEvidence(name, count),
    countEvidence('invocations', size.invocations),
    ...shareEvidence('share', count, size.invocations),
  ];
}

/** Critical or warning when the lower end of the share's interval is above the bound: few failures in few calls prove little. */
function severityOf(count: number, invocations: number): Severity {
  const { low } = shareInterval(count, invocations);
  if (low >= CRITICAL_SHARE) return 'critical';
  return low >= WARNING_SHARE ? 'warning' : 'info';
}
