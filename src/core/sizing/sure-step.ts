/** While the best size is open, a step may already be sure to help: cheaper in nearly all draws, and hardly slower in nearly all. */
import type { Remark } from '../../model/recommendation.ts';
import { drawInterval } from './draw-interval.ts';
import type { SizeOption } from './size-options.ts';

/** "Hardly slower": mean warm duration at most a tenth longer. */
const HARDLY_SLOWER = 1.1;
/** Each of the two holds with this probability. */
const SURE = 0.95;

/** The step that surely saves most, as a remark; null: none saves `material` (a share of today's cost) for sure. */
export function sureStep(options: readonly SizeOption[], staying: SizeOption, material: number): Remark | null {
  let best: { readonly option: SizeOption; readonly saved: number; readonly ratio: number } | null = null;
  for (const option of options) {
    if (option.sizeMB === staying.sizeMB) continue;
    const cost = drawInterval(
      option.cost.map((value, draw) => value / staying.cost[draw]!),
      2 * SURE - 1,
      0,
    );
    const ratio = drawInterval(option.ratio, 2 * SURE - 1, 0).high;
    const saved = 1 - cost.high;
    if (saved >= material && ratio <= HARDLY_SLOWER && saved > (best?.saved ?? 0)) best = { option, saved, ratio };
  }
  if (best === null) return null;
  const slowerPercent = 100 * Math.max(0, best.ratio - 1);
  return { code: 'sure-step', values: { toMB: best.option.sizeMB, percent: 100 * best.saved, slowerPercent } };
}
