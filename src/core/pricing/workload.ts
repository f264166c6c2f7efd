/** What is to be priced, and its quantities in the units that AWS bills. */
import { type Architecture, MB_PER_GB } from '../../model/units.ts';
import { ceiling, type Exact, larger, minus, plus, type Ratio, ratioOf, times, ZERO } from './ratio.ts';

/** Ephemeral storage that costs nothing, MB (pricing page 2026). */
export const FREE_EPHEMERAL_MB = 512;

/** One function at one size over a period. Counts may be fractions, as an extrapolated month has them. */
export interface Workload {
  readonly sizeMB: number;
  readonly architecture: Architecture;
  readonly requests: Exact;
  /** Sum of Billed Duration of on-demand invocations, ms, billed init and restore included as the lines have it. */
  readonly billedMs: Exact;
  /** How much of `billedMs` is init, ms; only for showing it apart. */
  readonly initMs?: Exact;
  /** Configured /tmp, MB. */
  readonly ephemeralMB?: number;
  /** Requests charged on top for large asynchronous events: one per 64 KB beyond 256 KB (pricing page 2026). */
  readonly extraRequests?: Exact;
  /** Provisioned concurrency: environments kept for how long, and the billed ms that ran on them. */
  readonly provisioned?: { readonly environments: Exact; readonly seconds: Exact; readonly billedMs: Exact };
  /** SnapStart of Python and .NET: seconds the snapshot is cached (3 hours at least), and restores. */
  readonly snapStart?: { readonly cacheSeconds: Exact; readonly restores: Exact };
  /** Environments created under tenant isolation. */
  readonly tenantEnvironments?: Exact;
}

/** GB-seconds of `ms` at a size: MB / 1,024 x ms / 1,000. Exact. */
export function gbSecondsOf(sizeMB: Exact, ms: Exact): Ratio {
  return times(sizeMB, ms, { numerator: 1n, denominator: BigInt(MB_PER_GB) * 1_000n });
}

/** GB of a number of MB. Exact. */
export function gigabytes(megabytes: Exact): Ratio {
  return times(megabytes, { numerator: 1n, denominator: BigInt(MB_PER_GB) });
}

/** GB-seconds of ephemeral storage above the free 512 MB, over everything that ran. */
export function ephemeralGbSeconds(workload: Workload): Ratio {
  const chargedMB = larger(ZERO, minus(workload.ephemeralMB ?? FREE_EPHEMERAL_MB, FREE_EPHEMERAL_MB));
  return gbSecondsOf(chargedMB, plus(workload.billedMs, workload.provisioned?.billedMs ?? ZERO));
}

/** Billed ms of one invocation: duration and, on a cold start, init are summed, then rounded up to a whole ms (since 2025-08-01 for all functions). */
export function billedMsOf(durationMs: Exact, initMs: Exact = ZERO): bigint {
  return ceiling(plus(durationMs, initMs));
}

/**
 * Billed ms of an average invocation when a share of them starts cold: each kind is rounded up to 1 ms by itself, then weighted.
 * `init` is the part that the cold starts add.
 */
export function averageBilledMs(
  durationMs: Exact,
  initMs: Exact = ZERO,
  coldShare: Exact = ZERO,
): { readonly billed: Ratio; readonly init: Ratio } {
  const warm = billedMsOf(durationMs);
  const added = billedMsOf(durationMs, initMs) - warm;
  const init = times(coldShare, added);
  return { billed: plus(ratioOf(warm), init), init };
}
