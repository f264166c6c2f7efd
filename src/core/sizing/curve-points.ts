/** The belief about durations and costs at sizes worth showing. */
import type { CurvePoint, DurationCurve } from '../../model/curve.ts';
import type { Answer } from './ask.ts';
import type { Decision } from './decision.ts';
import type { Situation } from './situation.ts';
import { KNOWN_MB, type SizeOption } from './size-options.ts';

/** Points at the usual sizes, the size in force, the sizes seen and the size chosen, ascending. */
export function durationCurve(situation: Situation, answer: Answer, decision: Decision, level: number): DurationCurve {
  const { currentMB, evidence, size } = situation;
  const seen = new Set(evidence.sizes.map(({ sizeMB }) => sizeMB));
  const shown = new Set([...KNOWN_MB, currentMB, ...seen]);
  if (decision.action === 'change') shown.add(decision.toMB);
  const options = new Map<number, SizeOption>(answer.options.map((option) => [option.sizeMB, option]));
  options.set(currentMB, answer.staying);
  const within = new Map(answer.choice.all.map(({ sizeMB, feasible }) => [sizeMB, feasible]));
  const n = size.warmMs?.n ?? 0;
  const points = [...options.values()]
    .filter(({ sizeMB }) => shown.has(sizeMB))
    .sort((a, b) => a.sizeMB - b.sizeMB)
    .map(({ sizeMB, ratio, line: { fixed, slope } }): CurvePoint => {
      const { low, best, high } = answer.loops.interval(ratio, level);
      const cost = (time: number) => fixed + slope * time;
      return {
        sizeMB,
        durationRatio: { low, best, high, level, n },
        // Cost rises with the duration in a straight line: its quantiles are those of the duration.
        costRatio: { low: cost(low), best: cost(best), high: cost(high), level, n },
        chanceWithinPromise: within.get(sizeMB) ?? 0,
        measured: seen.has(sizeMB),
      };
    });
  return { referenceMB: currentMB, points, basis: basisOf(situation) };
}

/** What the belief rests on. */
export function basisOf({ evidence }: Situation): DurationCurve['basis'] {
  if (evidence.sizes.length > 1) return 'several-sizes';
  return evidence.cpuMs === null ? 'one-size' : 'cpu-time';
}
