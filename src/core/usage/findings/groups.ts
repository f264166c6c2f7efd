/** Finds functions that behave in two ways: two groups of durations, or of memory. */
import type { Evidence } from '../../../model/finding.ts';
import type { Distribution, EnvironmentTable, SizeUsage } from '../../../model/usage.ts';
import { clusterRatio } from '../../stats/bootstrap.ts';
import { type TwoGroups, twoGroups, twoGroupsOf } from '../../stats/two-groups.ts';
import { type Candidate, countEvidence, tested } from './candidate.ts';

/** A group smaller than this share is a tail, not a way of working. */
const LEAST_SHARE = 0.05;
/** Groups nearer than these ratios of medians change no decision. */
const LEAST_DURATION_RATIO = 1.5;
const LEAST_MEMORY_RATIO = 1.3;
const LEAST_MEMORY_GAP_MB = 16;
/** Calls beyond this many would only make trifles significant. */
const MOST_INDEPENDENT = 2_000;

/** Both tests of one size; each needs at least 40 independent values. */
export function groupFindings(size: SizeUsage): Candidate[] {
  return [...durationGroups(size), ...memoryGroups(size)];
}

function durationGroups(size: SizeUsage): Candidate[] {
  if (size.warmMs === null) return [];
  const independent = Math.min(MOST_INDEPENDENT, independentCalls(size.warmMs, size.environments));
  const groups = twoGroups(size.warmMs, independent);
  if (groups === null) return [];
  const evidence = [...groupEvidence(groups, 'ms'), countEvidence('invocations', size.warmMs.n)];
  const matters = isMaterial(groups, LEAST_DURATION_RATIO);
  return [tested({ code: 'bimodal-duration', severity: 'info', sizeMB: size.sizeMB, evidence }, groups.p, matters)];
}

/** Looks at the environments' maxima, and at what their first call alone used (the load itself, before the running maximum hides it). */
function memoryGroups(size: SizeUsage): Candidate[] {
  const table = size.environments;
  if (table === null) return [];
  const between = twoGroupsOf(table.maxUsedMB.filter((used) => used > 0));
  const within = twoGroupsOf(table.minUsedMB.filter((used) => used > 0));
  if (between === null || within === null) return [];
  const seen =
    within.p < between.p ? { groups: within, where: 'first calls' } : { groups: between, where: 'environment maxima' };
  const matters =
    isMaterial(seen.groups, LEAST_MEMORY_RATIO) &&
    seen.groups.upper.median - seen.groups.lower.median >= LEAST_MEMORY_GAP_MB;
  const evidence = [
    ...groupEvidence(seen.groups, 'MB'),
    { name: 'seenIn', value: seen.where },
    countEvidence('environments', seen.groups.n),
  ];
  const p = Math.min(1, 2 * seen.groups.p);
  return [tested({ code: 'bimodal-memory', severity: 'warning', sizeMB: size.sizeMB, evidence }, p, matters)];
}

function isMaterial({ lower, upper }: TwoGroups, ratio: number): boolean {
  return Math.min(lower.share, upper.share) >= LEAST_SHARE && upper.median >= ratio * lower.median;
}

function groupEvidence({ lower, upper, n }: TwoGroups, unit: string): Evidence[] {
  return [
    { name: 'lowerMedian', value: lower.median, unit },
    { name: 'lowerShare', value: 100 * lower.share, unit: '%' },
    { name: 'upperMedian', value: upper.median, unit },
    { name: 'upperShare', value: 100 * upper.share, unit: '%' },
    countEvidence('independent', n),
  ];
}

/** Calls divided by the design effect: the variance of the mean counted in environments over that counted in calls. */
function independentCalls(distribution: Distribution, table: EnvironmentTable | null): number {
  if (table === null) return distribution.n;
  const ratio = clusterRatio({ totals: table.warmMs, weights: table.warmCount });
  if (ratio === null || ratio.clusters < 2 || ratio.standardError === 0) return distribution.n;
  const effective = varianceOf(distribution) / ratio.standardError ** 2;
  return Math.min(distribution.n, Math.max(ratio.clusters, effective));
}

function varianceOf({ values, buckets, base, n, sum }: Distribution): number {
  const mean = sum / n;
  if (values !== null) return values.reduce((total, x) => total + (x - mean) ** 2, 0) / n;
  return buckets.reduce((total, [index, count]) => total + count * (base ** (index + 0.5) - mean) ** 2, 0) / n;
}
