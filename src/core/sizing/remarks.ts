/** What must be said beside any recommendation: assumptions, extrapolation, gaps. */
import type { Remark } from '../../model/recommendation.ts';
import { priceTable } from '../pricing/price-table.ts';
import { ALARM_UTILISATION } from './bounds.ts';
import { basisOf } from './curve-points.ts';
import type { Situation } from './situation.ts';
import { billedLevel } from './traffic.ts';

/** Codes with numbers; words are in remark-texts.ts. */
export function circumstances(situation: Situation): Remark[] {
  return [...ofFloor(situation), ...ofTraffic(situation), ...ofPrices(situation), ...ofDurations(situation)];
}

function ofFloor({ found, currentMB, input }: Situation): Remark[] {
  if (found === null) return [];
  const { floor, censoredNow } = found;
  const remarks: Remark[] = [];
  const use = floor.needMB.best / currentMB;
  if (use > input.options.targetUtilisation && use <= ALARM_UTILISATION && censoredNow === 0) {
    const targetPercent = 100 * input.options.targetUtilisation;
    remarks.push({ code: 'headroom-below-target', values: { percent: 100 * use, targetPercent } });
  }
  if (floor.censored) remarks.push({ code: 'need-at-least', values: { needMB: floor.seenMaxMB } });
  if (floor.sinceMs !== null) remarks.push({ code: 'since-change', values: { sinceMs: floor.sinceMs } });
  return remarks;
}

function ofTraffic({ traffic, input }: Situation): Remark[] {
  const { invocationsFrom, windowDays, invocations } = traffic;
  const remarks: Remark[] = [];
  if (invocationsFrom === 'extrapolated')
    remarks.push({ code: 'extrapolated', values: { days: windowDays, invocations } });
  if (invocationsFrom === 'per-million') remarks.push({ code: 'per-million', values: {} });
  const { level } = input.options;
  const { high } = billedLevel(traffic, level);
  if (traffic.reports > 0 && high >= ROUGH_LEVEL)
    remarks.push({ code: 'level-rough', values: { factor: high, levelPercent: 100 * level } });
  return remarks;
}

/** From here on the mean bill of a call is so poorly known that it must be said: half or double what was seen. */
const ROUGH_LEVEL = 2;

function ofPrices({ input, traffic }: Situation): Remark[] {
  const { functionOptions: own, options, region, usage } = input;
  const remarks: Remark[] = [];
  const said = own?.region ?? options.region ?? (usage.ref.region === region ? region : null);
  if (said === null) remarks.push({ code: 'region-assumed', values: { region } });
  else if ((own?.region ?? options.region ?? null) === null)
    remarks.push({ code: 'region-from-logs', values: { region } });
  if ((own?.architecture ?? options.architecture) === null) {
    remarks.push({ code: 'architecture-assumed', values: { architecture: input.architecture } });
  }
  if (own?.provisionedConcurrency) {
    const known = priceTable(region).architectures[input.architecture].provisionedGbSecond !== null;
    const code = known && traffic.per === 'month' ? 'provisioned-priced' : 'provisioned-not-priced';
    remarks.push({ code, values: { environments: own.provisionedConcurrency } });
  }
  return remarks;
}

function ofDurations(situation: Situation): Remark[] {
  const { evidence, belief } = situation;
  if (belief === null) return [];
  if (basisOf(situation) === 'one-size') return [{ code: 'one-size', values: { sizeMB: situation.currentMB } }];
  if (evidence.cpuMs !== null) return [{ code: 'cpu-time', values: { cpuMs: evidence.cpuMs } }];
  return [{ code: 'several-sizes', values: { sizes: evidence.sizes.length } }];
}
