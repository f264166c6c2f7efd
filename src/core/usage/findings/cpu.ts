/** Findings about CPU: only with evidence (CPU time, or several sizes in the history), never from the size alone. */
import type { Evidence } from '../../../model/finding.ts';
import { ONE_VCPU_MB, vcpuShare } from '../../../model/units.ts';
import type { FunctionUsage, SizeUsage } from '../../../model/usage.ts';
import { clusterRatio } from '../../stats/bootstrap.ts';
import { studentUpper } from '../../stats/distributions.ts';
import { type Candidate, countEvidence, fact, tested } from './candidate.ts';

/** Share of the CPU quota used from which a function counts as waiting for CPU. */
const STARVED_QUOTA = 0.8;
/** More CPU time than this per wall time proves a second core at work. */
const ONE_CORE = 1.05;
const FEWEST_CPU_SAMPLES = 20;
const FEWEST_ENVIRONMENTS = 5;
/** Speed-up exponent (duration ~ size^-x): 1 is CPU-bound, 0 unmoved. Tested against the border, claimed from the clear value. */
const BORDER_EXPONENT = 0.2;
const CLEAR_EXPONENT = 0.5;
const FLAT_EXPONENT = 0.1;

/** CPU findings of a function over all its sizes. */
export function cpuFindings(usage: FunctionUsage): Candidate[] {
  return [
    ...usage.sizes.flatMap(fromCpuTime),
    ...pairs(usage.sizes).flatMap(([small, large]) => fromTwoSizes(small, large)),
  ];
}

function fromCpuTime(size: SizeUsage): Candidate[] {
  const { cpuMs, durationMs, sizeMB } = size;
  if (cpuMs === null || durationMs === null || cpuMs.n < FEWEST_CPU_SAMPLES) return [];
  const cpu = cpuMs.sum / cpuMs.n;
  const duration = durationMs.sum / durationMs.n;
  const cores = cpu / duration;
  const quota = cores / vcpuShare(sizeMB);
  const evidence: Evidence[] = [
    { name: 'basis', value: 'cpu time' },
    { name: 'cpuTime', value: cpu, unit: 'ms' },
    { name: 'duration', value: duration, unit: 'ms' },
    { name: 'quotaUsed', value: 100 * quota, unit: '%' },
    { name: 'vcpuShare', value: vcpuShare(sizeMB), unit: 'ratio' },
    countEvidence('invocations', cpuMs.n),
  ];
  if (sizeMB < ONE_VCPU_MB && quota >= STARVED_QUOTA) return [fact('cpu-starved', 'info', sizeMB, evidence)];
  if (sizeMB > ONE_VCPU_MB && cores <= ONE_CORE) return [fact('no-gain-above-1-vcpu', 'info', sizeMB, evidence)];
  return [];
}

/** What the history's own experiment says: how much faster the larger size was. */
function fromTwoSizes(small: SizeUsage, large: SizeUsage): Candidate[] {
  const below = small.sizeMB < ONE_VCPU_MB;
  if (!below && large.sizeMB <= ONE_VCPU_MB) return [];
  const top = below ? Math.min(large.sizeMB, ONE_VCPU_MB) : large.sizeMB;
  const speedUp = exponentOf(small, large, Math.log(top / small.sizeMB));
  if (speedUp === null) return [];
  const { exponent, error, df } = speedUp;
  const evidence = pairEvidence(small, large, speedUp);
  if (below) {
    const p = studentUpper((exponent - BORDER_EXPONENT) / error, df);
    return [
      tested({ code: 'cpu-starved', severity: 'info', sizeMB: small.sizeMB, evidence }, p, exponent >= CLEAR_EXPONENT),
    ];
  }
  const p = studentUpper((BORDER_EXPONENT - exponent) / error, df);
  const flat = exponent <= FLAT_EXPONENT;
  return [tested({ code: 'no-gain-above-1-vcpu', severity: 'info', sizeMB: large.sizeMB, evidence }, p, flat)];
}

interface SpeedUp {
  readonly exponent: number;
  readonly error: number;
  readonly df: number;
  readonly smallMs: number;
  readonly largeMs: number;
  readonly environments: number;
}

/** Minus the slope of ln(mean warm duration) over ln(size), its error from environments as units. Null: too few, or no environments. */
function exponentOf(small: SizeUsage, large: SizeUsage, distance: number): SpeedUp | null {
  const [slow, fast] = [small, large].map(({ environments }) =>
    environments === null ? null : clusterRatio({ totals: environments.warmMs, weights: environments.warmCount }),
  );
  if (!slow || !fast || Math.min(slow.clusters, fast.clusters) < FEWEST_ENVIRONMENTS) return null;
  if (!(slow.mean > 0 && fast.mean > 0)) return null;
  const relative = Math.hypot(slow.standardError / slow.mean, fast.standardError / fast.mean);
  return {
    exponent: Math.log(slow.mean / fast.mean) / distance,
    error: Math.max(relative, 1e-9) / distance,
    df: Math.max(1, Math.min(slow.effectiveClusters, fast.effectiveClusters) - 1),
    smallMs: slow.mean,
    largeMs: fast.mean,
    environments: slow.clusters + fast.clusters,
  };
}

function pairEvidence(small: SizeUsage, large: SizeUsage, speedUp: SpeedUp): Evidence[] {
  return [
    { name: 'basis', value: 'two sizes' },
    { name: 'smallSize', value: small.sizeMB, unit: 'MB' },
    { name: 'largeSize', value: large.sizeMB, unit: 'MB' },
    { name: 'smallDuration', value: speedUp.smallMs, unit: 'ms' },
    { name: 'largeDuration', value: speedUp.largeMs, unit: 'ms' },
    { name: 'exponent', value: speedUp.exponent, unit: 'ratio' },
    countEvidence('environments', speedUp.environments),
  ];
}

/** Neighbouring sizes that both had enough warm calls. */
function pairs(sizes: readonly SizeUsage[]): [SizeUsage, SizeUsage][] {
  const used = sizes.filter(({ warmMs }) => warmMs !== null && warmMs.n >= FEWEST_CPU_SAMPLES);
  return used.slice(1).map((large, at) => [used[at] as SizeUsage, large]);
}
