/** Policies of the guide's kind ("consistently below 256 MB: 256 MB"), evaluated beside the statistical answer. */
import type { PolicyRule } from '../../model/options.ts';
import type { Floor, PolicyResult } from '../../model/recommendation.ts';

/** "Consistently": at least this share of environments. */
const CONSISTENTLY = 0.95;

/** What each rule says. `maxima`: highest use per environment in MB, any order; null: environments unknown. Intervals are half-open [from, to). */
export function policyResults(
  rules: readonly PolicyRule[],
  maxima: readonly number[] | null,
  currentMB: number,
  floor: Floor | null,
): PolicyResult[] {
  return rules.map((rule) => {
    const sizeMB = rule.then.kind === 'size' ? rule.then.sizeMB : rule.then.kind === 'keep' ? currentMB : null;
    const unsafe = sizeMB !== null && floor !== null && sizeMB < floor.sizeMB;
    if (maxima === null || maxima.length === 0)
      return { rule: rule.text, outcome: 'unknown', sizeMB, unsafe, shareOfEnvironments: null };
    const share = maxima.filter((usedMB) => inside(usedMB, rule)).length / maxima.length;
    const outcome = outcomeOf(rule, share, currentMB);
    return { rule: rule.text, outcome, sizeMB, unsafe: unsafe && outcome !== 'not-met', shareOfEnvironments: share };
  });
}

function inside(usedMB: number, { fromMB, toMB }: PolicyRule): boolean {
  return usedMB >= (fromMB ?? 0) && usedMB < (toMB ?? Number.POSITIVE_INFINITY);
}

/** A rule to look for a cause speaks as soon as its range is no longer a rare exception. */
function outcomeOf({ then }: PolicyRule, share: number, currentMB: number): PolicyResult['outcome'] {
  if (then.kind === 'investigate') return share > 1 - CONSISTENTLY ? 'investigate' : 'not-met';
  if (share < CONSISTENTLY) return 'not-met';
  return then.kind === 'keep' || then.sizeMB === currentMB ? 'keep' : 'change';
}
