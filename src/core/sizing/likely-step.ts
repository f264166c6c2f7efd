/** While the best size is open, a step may already be very likely to help: cheaper in nearly all draws, and hardly slower in nearly all. */
import type { Remark } from '../../model/recommendation.ts';
import { drawQuantile } from './draw-interval.ts';
import type { SizeOption } from './size-options.ts';

/** "Hardly slower": mean warm duration at most a tenth longer. */
const HARDLY_SLOWER = 1.1;
/** Each of the two claims holds with this probability, so that both together would hold with 95 %; because the greatest of many is named, about 9 in 10 hold (npm run bench:sizing). */
const SURE = 0.975;

/** The step whose saving is nearly certain and greatest, as a remark; null: none saves `material` (a share of today's cost). */
export function likelyStep(options: readonly SizeOption[], staying: SizeOption, material: number): Remark | null {
  let best: { readonly option: SizeOption; readonly saved: number; readonly ratio: number } | null = null;
  for (const option of options) {
    if (option.sizeMB === staying.sizeMB || !helpsLikely(option, staying, material)) continue;
    const cost = option.cost.map((value, draw) => value / staying.cost[draw]!);
    const saved = 1 - drawQuantile(cost, SURE);
    if (saved > (best?.saved ?? 0)) best = { option, saved, ratio: drawQuantile(option.ratio, SURE) };
  }
  if (best === null) return null;
  const slowerPercent = 100 * Math.max(0, best.ratio - 1);
  return { code: 'likely-step', values: { toMB: best.option.sizeMB, percent: 100 * best.saved, slowerPercent } };
}

/** Counting is enough to rule out most sizes. */
function helpsLikely({ cost, ratio }: SizeOption, staying: SizeOption, material: number): boolean {
  const most = (1 - SURE) * cost.length;
  let [dear, slow] = [0, 0];
  for (let draw = 0; draw < cost.length; draw++) {
    if (cost[draw]! > (1 - material) * staying.cost[draw]!) dear++;
    if (ratio[draw]! > HARDLY_SLOWER) slow++;
    if (dear > most || slow > most) return false;
  }
  return true;
}
