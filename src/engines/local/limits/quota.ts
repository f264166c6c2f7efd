/** From a share of CPU to the numbers the kernel takes. */

/** Lambda's own period: a 3.6 ms burst at 128 MB ends after multiples of 20 ms (public measurements of 2025; docs/local-engine.md). */
export const PERIOD_US = 20_000;
/** The smallest quota the kernel accepts (kernel/sched/core.c, min_cfs_quota_period). */
const MIN_QUOTA_US = 1_000;
/** The longest period the kernel accepts. */
const MAX_PERIOD_US = 1_000_000;
/** Cores that a function sees by memory size: upper bound in MB and cores (measured repeatedly by others, unofficial; 2022 to 2025). */
const VISIBLE_CORES: readonly (readonly [number, number])[] = [
  [3_008, 2],
  [5_307, 3],
  [7_076, 4],
  [8_845, 5],
];

/** Quota and period in microseconds for a share in vCPU > 0; the period is stretched where the quota would be below the kernel's least. */
export function quotaOf(vcpu: number): { readonly quotaUs: number; readonly periodUs: number } {
  const periodUs = Math.min(MAX_PERIOD_US, Math.max(PERIOD_US, Math.ceil(MIN_QUOTA_US / vcpu)));
  return { periodUs, quotaUs: Math.max(MIN_QUOTA_US, Math.round(vcpu * periodUs)) };
}

/** How many cores Lambda shows a function of this size. */
export function visibleCores(sizeMB: number): number {
  return VISIBLE_CORES.find(([upTo]) => sizeMB <= upTo)?.[1] ?? 6;
}
