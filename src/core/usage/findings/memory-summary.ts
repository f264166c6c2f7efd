/** How much of its memory a function uses, counted in environments because Max Memory Used is an environment's running maximum. */
import type { Interval } from '../../../model/interval.ts';
import type { SizeUsage } from '../../../model/usage.ts';
import { shareInterval } from '../../stats/exact-intervals.ts';
import { sortedQuantile } from '../../stats/quantile.ts';

/** Environments at or above a share of the size; at 100 % the need is unknown, at least that. */
interface ShareAbove {
  readonly percent: 60 | 80 | 90 | 100;
  readonly environments: number;
  /** Share of all environments, 0..1, Clopper-Pearson 95 %. */
  readonly share: Interval;
}

/** How alike the environments' maxima are: p95 / p05 at most 1.25 is stable, at most 2 variable, more is unstable. */
type Stability = 'stable' | 'variable' | 'unstable';

/** Memory of one size, over environments. MB. */
export interface MemoryUsageSummary {
  readonly environments: number;
  readonly above: readonly ShareAbove[];
  readonly quantilesMB: {
    readonly p05: number;
    readonly p50: number;
    readonly p90: number;
    readonly p95: number;
    readonly p99: number;
  };
  readonly maxMB: number;
  /** p95 / p05 of the environments' maxima. */
  readonly spread: number;
  /** Null below 10 environments: unknown. */
  readonly stability: Stability | null;
}

/** Below this many environments nothing is said about how alike they are. */
const FEWEST_FOR_STABILITY = 10;
const STABLE_UP_TO = 1.25;
const VARIABLE_UP_TO = 2;
const PERCENTS = [60, 80, 90, 100] as const;

/** Summarises the environments' maxima of one size. Null: environments unknown, or none reported memory. */
export function memoryUsageSummary(size: SizeUsage): MemoryUsageSummary | null {
  const maxima = environmentMaxima(size);
  if (maxima === null || maxima.length === 0) return null;
  const n = maxima.length;
  const at = (p: number) => sortedQuantile(maxima, p);
  const spread = at(0.95) / at(0.05);
  return {
    environments: n,
    above: PERCENTS.map((percent) => {
      const environments = maxima.filter((used) => used * 100 >= percent * size.sizeMB).length;
      return { percent, environments, share: shareInterval(environments, n) };
    }),
    quantilesMB: { p05: at(0.05), p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) },
    maxMB: maxima[n - 1] as number,
    spread,
    stability: n < FEWEST_FOR_STABILITY ? null : stabilityOf(spread),
  };
}

/** The environments' maxima in MB, ascending, without environments that reported none. Null: environments unknown. */
export function environmentMaxima(size: SizeUsage): Uint16Array | null {
  return size.environments === null ? null : size.environments.maxUsedMB.filter((used) => used > 0).sort();
}

function stabilityOf(spread: number): Stability {
  if (spread <= STABLE_UP_TO) return 'stable';
  return spread <= VARIABLE_UP_TO ? 'variable' : 'unstable';
}
