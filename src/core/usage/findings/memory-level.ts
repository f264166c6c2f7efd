/** Findings about how near to its limit, how far below it, and how alike the environments' memory is. */
import { MIN_SIZE_MB } from '../../../model/units.ts';
import type { SizeUsage } from '../../../model/usage.ts';
import { studentQuantile } from '../../stats/distributions.ts';
import { type Candidate, countEvidence, fact, shareEvidence } from './candidate.ts';
import { environmentMaxima, type MemoryUsageSummary, memoryUsageSummary } from './memory-summary.ts';

const NEAR = 0.9;
/** Predicted use at or below this share of the size is over-provisioned (the guide's lower bound of good use). */
const ROOMY = 0.6;
/** Fewer environments than this predict no tail. */
const FEWEST_FOR_TAIL = 10;
/** The predicted tail: 99 of 100 next environments stay below it. */
const TAIL = 0.99;
/** A spread smaller than this many MB is never called unstable. */
const LEAST_SPREAD_MB = 32;

/** Findings of one size. */
export function memoryLevelFindings(size: SizeUsage): Candidate[] {
  const summary = memoryUsageSummary(size);
  return [...clipped(size), ...nearLimit(size, summary), ...overProvisioned(size, summary), ...unstable(size, summary)];
}

/** Upper prediction bound for the next environment's maximum, MB: log-normal with Student's t, never below the highest seen. Ascending maxima, at least 2. */
export function predictedTailMB(maxima: ArrayLike<number>): number {
  const n = maxima.length;
  const logs = Array.from(maxima, Math.log);
  const mean = logs.reduce((sum, x) => sum + x, 0) / n;
  const variance = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  const bound = Math.exp(mean + studentQuantile(TAIL, n - 1) * Math.sqrt(variance * (1 + 1 / n)));
  return Math.max(bound, maxima[n - 1] as number);
}

function clipped(size: SizeUsage): Candidate[] {
  // An out-of-memory at the limit is a finding of its own.
  const survived = size.clipped - size.outcomes['out-of-memory'];
  if (survived <= 0) return [];
  const full = memoryUsageSummary(size)?.above.find(({ percent }) => percent === 100)?.environments ?? null;
  return [
    fact('clipped-memory', 'warning', size.sizeMB, [
      countEvidence('clippedReports', survived),
      countEvidence('reports', size.usedMB?.n ?? null),
      countEvidence('environmentsClipped', full),
      countEvidence('environments', size.environments?.count ?? null),
      { name: 'size', value: size.sizeMB, unit: 'MB' },
      { name: 'maxUsed', value: size.usedMB?.max ?? null, unit: 'MB' },
    ]),
  ];
}

function nearLimit(size: SizeUsage, summary: MemoryUsageSummary | null): Candidate[] {
  if (size.usedMB === null || size.usedMB.max < NEAR * size.sizeMB) return [];
  const at = (wanted: number) => summary?.above.find(({ percent }) => percent === wanted)?.environments ?? 0;
  const shares =
    summary === null
      ? [{ name: 'shareAbove90', value: null, unit: '%' }]
      : [
          ...shareEvidence('shareAbove90', at(90), summary.environments),
          ...shareEvidence('shareAbove100', at(100), summary.environments),
        ];
  return [
    fact('near-limit', 'warning', size.sizeMB, [
      { name: 'maxUsed', value: size.usedMB.max, unit: 'MB' },
      { name: 'size', value: size.sizeMB, unit: 'MB' },
      { name: 'utilisation', value: (100 * size.usedMB.max) / size.sizeMB, unit: '%' },
      countEvidence('environments', summary?.environments ?? null),
      ...shares,
    ]),
  ];
}

function overProvisioned(size: SizeUsage, summary: MemoryUsageSummary | null): Candidate[] {
  const maxima = environmentMaxima(size);
  if (summary === null || maxima === null || summary.environments < FEWEST_FOR_TAIL) return [];
  if (size.sizeMB <= MIN_SIZE_MB || size.clipped > 0 || size.outcomes['out-of-memory'] > 0) return [];
  const tail = predictedTailMB(maxima);
  if (tail > ROOMY * size.sizeMB) return [];
  const above = (wanted: number) => summary.above.find(({ percent }) => percent === wanted)?.environments ?? 0;
  return [
    fact('over-provisioned', 'info', size.sizeMB, [
      { name: 'maxUsed', value: summary.maxMB, unit: 'MB' },
      { name: 'predictedTail', value: tail, unit: 'MB' },
      { name: 'size', value: size.sizeMB, unit: 'MB' },
      { name: 'predictedUtilisation', value: (100 * tail) / size.sizeMB, unit: '%' },
      countEvidence('environments', summary.environments),
      ...shareEvidence('shareAbove60', above(60), summary.environments),
      ...shareEvidence('shareAbove80', above(80), summary.environments),
    ]),
  ];
}

function unstable(size: SizeUsage, summary: MemoryUsageSummary | null): Candidate[] {
  if (summary?.stability !== 'unstable') return [];
  const { p05, p50, p95 } = summary.quantilesMB;
  if (p95 - p05 < LEAST_SPREAD_MB) return [];
  return [
    fact('unstable-memory', 'warning', size.sizeMB, [
      { name: 'p05', value: p05, unit: 'MB' },
      { name: 'p50', value: p50, unit: 'MB' },
      { name: 'p95', value: p95, unit: 'MB' },
      { name: 'spread', value: summary.spread, unit: 'ratio' },
      countEvidence('environments', summary.environments),
    ]),
  ];
}
