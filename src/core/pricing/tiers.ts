/** What GB-seconds cost across an account's monthly tiers. */
import { MONEY_SCALE, type Money } from '../../model/money.ts';
import type { Tier } from './price-table.ts';
import { type Exact, fraction, larger, minus, plus, type Ratio, ratioOf, smaller, times, ZERO } from './ratio.ts';

const ATOMS_PER_UNIT = 10n ** BigInt(MONEY_SCALE);

/** The exact cost, in currency units, of `gbSeconds` on top of `earlier` ones of the same account, Region, architecture and month. */
export function tieredCost(gbSeconds: Exact, tiers: readonly Tier[], earlier: Exact = ZERO): Ratio {
  const from = ratioOf(earlier);
  const to = plus(from, gbSeconds);
  let cost = ZERO;
  for (const tier of tiers) {
    const begin = larger(from, ratioOf(tier.fromGbSeconds));
    const end = tier.toGbSeconds === null ? to : smaller(to, ratioOf(tier.toGbSeconds));
    const inside = minus(end, begin);
    if (inside.numerator > 0n) cost = plus(cost, times(inside, perUnit(tier.perGbSecond)));
  }
  return cost;
}

/** A price as an exact fraction of its currency unit. */
export function perUnit(price: Money): Ratio {
  const known = FRACTIONS.get(price);
  if (known) return known;
  const found = fraction(price.atoms, ATOMS_PER_UNIT);
  FRACTIONS.set(price, found);
  return found;
}

/** Prices of the table as fractions in lowest terms: every bill asks for the same few. */
const FRACTIONS = new WeakMap<Money, Ratio>();
