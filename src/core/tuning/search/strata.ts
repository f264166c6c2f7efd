/** Whether payloads ask for different sizes: then one size serves none of them well, and splitting the function may. */
import type { Remark } from '../../../model/recommendation.ts';
import { expected } from './loss.ts';
import { lookAt } from './situation.ts';
import type { SearchState } from './state.ts';

/** A payload counts as served when its own loss at the common pick is below this. */
const SERVED = 0.1;

/** The payload that the pick serves worst, if its expected loss there is above 10 %; null otherwise. */
export function disagreement({ options, samples }: SearchState, pickMB: number): Remark | null {
  if (options.strata.length < 2) return null;
  let worst: Remark | null = null;
  let most = SERVED;
  for (const stratum of options.strata) {
    const own = lookAt({
      options: { ...options, strata: [stratum] },
      samples: samples.filter(({ payload }) => payload === stratum.name),
    });
    if (typeof own === 'string' || own.measured.size === 0) continue;
    const at = own.outlook.sizesMB.indexOf(pickMB);
    if (at < 0) continue;
    const loss = expected(own.losses.loss[at]!);
    if (loss <= most) continue;
    most = loss;
    worst = {
      code: 'payloads-disagree',
      values: { payload: stratum.name, ownMB: own.outlook.sizesMB[own.pick]!, percent: 100 * loss },
    };
  }
  return worst;
}
