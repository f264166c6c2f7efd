/** Money before and after: today exact from the logs' own billed ms, afterwards an estimate with an interval. */
import type { Money } from '../../model/money.ts';
import type { CostEffect } from '../../model/recommendation.ts';
import { moneyFromEstimate, moneyToEstimate, toDecimalString } from '../pricing/money.ts';
import { gammaVariate, normalVariate, randomFrom } from '../stats/prng.ts';
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
 * The effect of going to `option`. Two things are not known: how billed time answers to the size (the option's draws) and how well the window's mean
 * stands for the period (Student-t on ln, environments or time slices as clusters). Both are in `after` and `saving`.
 */
export function costEffect(
  input: SizingInput,
  traffic: Traffic,
  option: SizeOption,
  now = costNow(input, traffic),
): CostEffect | null {
  if (now === null) return null;
  const { level, seed } = input.options;
  const levels = levelDraws(traffic, option.cost.length, seed);
  const price = linearPrice(input, traffic, option.sizeMB);
  const today = linearPrice(input, traffic, traffic.sizeMB);
  const afters = option.cost.map((cost, draw) => price(((cost * traffic.sizeMB) / option.sizeMB) * levels[draw]!));
  const savings = afters.map((after, draw) => today(levels[draw]!) - after);
  const percents = savings.map((saving, draw) => (100 * saving) / Math.max(1e-300, today(levels[draw]!)));
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
  const whole = estimate(
    (sizeMB === traffic.sizeMB ? billNow(input, traffic) : billAt(input, traffic, sizeMB, 1)).total,
  );
  return (billedFactor) => none + (whole - none) * billedFactor;
}

function levelDraws({ levelError, levelFreedom }: Traffic, draws: number, seed: number): Float64Array {
  const random = randomFrom(seed + 17);
  const wide = Math.min(levelError, 1);
  return Float64Array.from({ length: draws }, () => {
    const scale = Math.sqrt(levelFreedom / (2 * gammaVariate(random, levelFreedom / 2)));
    return Math.exp(wide * normalVariate(random) * scale);
  });
}
