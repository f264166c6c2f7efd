/** Money before and after: today exact from the logs' own billed ms, afterwards an estimate with an interval. */
import type { Money } from '../../model/money.ts';
import type { CostEffect } from '../../model/recommendation.ts';
import { moneyFromEstimate, moneyToEstimate, toDecimalString } from '../pricing/money.ts';
import { billAt, billNow } from './bill.ts';
import { drawInterval } from './draw-interval.ts';
import type { SizeOption } from './size-options.ts';
import type { SizingInput } from './sizing-input.ts';
import type { Traffic } from './traffic.ts';

/** The cost as it stands; after and saving are now and 0. Null: no report carries a Billed Duration. */
export function costNow(input: SizingInput, traffic: Traffic): CostEffect | null {
  if (traffic.reports === 0) return null;
  const { cost, total } = billNow(input, traffic);
  const now = toDecimalString(total);
  const { level } = input.options;
  return {
    currency: cost.currency,
    per: traffic.per,
    now,
    nowParts: {
      requests: toDecimalString(cost.parts.requests),
      compute: toDecimalString(cost.parts.compute),
      init: toDecimalString(cost.parts.init),
    },
    after: { low: now, best: now, high: now, level },
    saving: { low: '0', best: '0', high: '0', level },
    savingPercent: { low: 0, best: 0, high: 0, level, n: traffic.reports },
    invocations: traffic.invocations,
    invocationsFrom: traffic.invocationsFrom,
    withFreeTier: null,
  };
}

/**
 * The effect of going to `option`, for the same calls: what they cost now is exact, `after` is what they would cost there, in every draw of how billed
 * time answers to the size, and `saving` is now - after in the same draw. So no saving exceeds what is paid. How well the calls of the window stand for
 * those to come is another question, which `billedLevel` answers.
 */
export function costEffect(
  input: SizingInput,
  traffic: Traffic,
  option: SizeOption,
  now = costNow(input, traffic),
): CostEffect | null {
  if (now === null) return null;
  const { level } = input.options;
  const price = linearPrice(input, traffic, option.sizeMB);
  const today = moneyToEstimate(billNow(input, traffic).total);
  const afters = option.cost.map((cost) => price((cost * traffic.sizeMB) / option.sizeMB));
  const savings = afters.map((after) => today - after);
  const percents = savings.map((saving) => (100 * saving) / Math.max(1e-300, today));
  const currency = now.currency;
  const shown = (draws: Float64Array) => {
    const { low, best, high } = drawInterval(draws, level, traffic.reports);
    const text = (value: number) => toDecimalString(moneyFromEstimate(Number(value.toPrecision(9)), currency));
    return { low: text(low), best: text(best), high: text(high), level };
  };
  return {
    ...now,
    after: shown(afters),
    saving: shown(savings),
    savingPercent: drawInterval(percents, level, traffic.reports),
  };
}

/** The bill is a straight line in billed time (within a tier): two exact bills give it. */
function linearPrice(input: SizingInput, traffic: Traffic, sizeMB: number): (billedFactor: number) => number {
  const estimate = (money: Money) => moneyToEstimate(money);
  const none = estimate(billAt(input, traffic, sizeMB, 0).total);
  const whole = estimate(billAt(input, traffic, sizeMB, 1).total);
  return (billedFactor) => none + (whole - none) * billedFactor;
}
