/** Doubts about the ruler: what the counters around a call say about the limit, the neighbours and the hypervisor. */
import type { SampleMark } from '../../model/sample.ts';
import { PERIOD_US } from './limits/quota.ts';

/** Counters at one moment. Times in ms. */
export interface Moment {
  readonly atMs: number;
  readonly cageCpuMs: number;
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly machineCpuMs: number;
  readonly engineCpuMs: number;
  readonly stolenMs: number;
}

/** Cores that must be free for a call to be undisturbed: beyond 95 % the scheduler lets somebody wait (measured; docs/local-engine.md). */
const FULL = 0.95;
/** Less than this of foreign CPU time cannot delay a call noticeably. */
const LEAST_FOREIGN_MS = 2;
/** Stolen share of the window that counts; below two clock ticks it is rounding. */
const STOLEN_SHARE = 0.02;
const LEAST_STOLEN_MS = 20;
/** Room for the counter being read a little after the call. */
const QUOTA_SLACK = 1.1;

/** The marks of a call between two moments, on `cores` cores under a quota of `vcpu`. */
export function disturbances(before: Moment, after: Moment, vcpu: number, cores: number): SampleMark[] {
  const wallMs = after.atMs - before.atMs;
  if (wallMs <= 0) return [];
  const cpuMs = after.cageCpuMs - before.cageCpuMs;
  const foreignMs = foreignCores(before, after) * wallMs;
  const stolenMs = after.stolenMs - before.stolenMs;
  const periods = after.periods - before.periods;
  const throttled = after.throttledPeriods - before.throttledPeriods;
  const marks: SampleMark[] = [];
  if (cpuMs > allowance(wallMs, vcpu)) marks.push('quota-not-biting');
  const full = cpuMs + foreignMs >= FULL * cores * wallMs;
  // What waits for its quota most of the time makes up for what neighbours took.
  const absorbed = periods > 1 && throttled >= 0.9 * periods - 1;
  if (full && foreignMs >= LEAST_FOREIGN_MS && !absorbed) marks.push('neighbour-busy');
  if (stolenMs >= LEAST_STOLEN_MS && stolenMs > STOLEN_SHARE * wallMs * cores) marks.push('stolen-cpu');
  return marks;
}

/** Cores that neither the cage nor the engine used between two moments. */
export function foreignCores(before: Moment, after: Moment): number {
  const own = after.cageCpuMs - before.cageCpuMs + after.engineCpuMs - before.engineCpuMs;
  return (after.machineCpuMs - before.machineCpuMs - own) / Math.max(1e-3, after.atMs - before.atMs);
}

/** The most CPU time that a quota allows in a window: its share, and a whole quota at either end. */
function allowance(wallMs: number, vcpu: number): number {
  const period = Math.max(PERIOD_US / 1e3, 1 / vcpu);
  return QUOTA_SLACK * vcpu * (wallMs + 2 * period) + 1;
}
