/** Money, exact: an integer count of 10^-24 of a currency unit, so that price x GB x seconds never rounds. */

/** Currencies Lambda prices are published in. */
export type Currency = 'USD' | 'CNY';

/** An exact amount. Add and compare only within one currency; formatting is where rounding happens, and only there. */
export interface Money {
  readonly currency: Currency;
  /** Integer number of 10^-24 of the currency. */
  readonly atoms: bigint;
}

/** Digits behind the point that `Money` holds exactly. */
export const MONEY_SCALE = 24;
