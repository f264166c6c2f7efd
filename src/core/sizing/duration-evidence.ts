/** What the logs say about durations at each size seen: means of warm successes, with errors that count environments and time, not calls. */
import type { FunctionUsage, SizeUsage } from '../../model/usage.ts';
import { clusterRatio } from '../stats/bootstrap.ts';
import { studentQuantile } from '../stats/distributions.ts';
import type { CurveEvidence, SizeEvidence } from '../tuning/curve-model.ts';
import { blindError } from './traffic.ts';

/** A size with fewer warm successes than this says nothing about its mean. */
const FEWEST_WARM = 10;
/** At most this many sizes, the most used: more add nothing but work. */
const MOST_SIZES = 12;

/** Evidence for the curve: every size with enough warm successes, the size in force always, CPU time at the size in force when the logs have it. */
export function durationEvidence(usage: FunctionUsage, currentMB: number): CurveEvidence {
  const used = usage.sizes
    .filter(
      ({ sizeMB, warmMs }) => warmMs !== null && warmMs.sum > 0 && (warmMs.n >= FEWEST_WARM || sizeMB === currentMB),
    )
    .sort((a, b) => Number(b.sizeMB === currentMB) - Number(a.sizeMB === currentMB) || b.warmMs!.n - a.warmMs!.n)
    .slice(0, MOST_SIZES);
  const cpu = usage.sizes.find(({ sizeMB }) => sizeMB === currentMB)?.cpuMs ?? null;
  return {
    sizes: used.map(evidenceAt),
    cpuMs: cpu !== null && cpu.n >= FEWEST_WARM ? cpu.sum / cpu.n : null,
  };
}

function evidenceAt(size: SizeUsage): SizeEvidence {
  const { n, sum } = size.warmMs!;
  return { sizeMB: size.sizeMB, meanMs: sum / n, logError: Math.max(...warmErrors(size)) };
}

/** Standard errors of the ln mean by environments and by time slices, widened to what a normal error with the same 95 % would be. */
function warmErrors(size: SizeUsage): number[] {
  const { environments: table, bins } = size;
  const timed = bins.filter(({ warmCount }) => warmCount > 0);
  const ratios = [
    table === null ? null : clusterRatio({ totals: table.warmMs, weights: table.warmCount }),
    clusterRatio({ totals: timed.map(({ warmMs }) => warmMs), weights: timed.map(({ warmCount }) => warmCount) }),
  ];
  const errors = ratios.flatMap((ratio) =>
    ratio === null || ratio.clusters < 3 || !(ratio.mean > 0)
      ? []
      : [(ratio.standardError / ratio.mean) * (studentQuantile(0.975, ratio.clusters - 1) / 1.96)],
  );
  return errors.length > 0 ? errors : [blindError(size)];
}
