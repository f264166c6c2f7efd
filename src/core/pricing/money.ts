/** Exact arithmetic on Money. The only roundings are at the 24th digit, where a fraction has no finite decimal, and in formatMoney. */
import { UserError } from '../../model/errors.ts';
import { type Currency, MONEY_SCALE, type Money } from '../../model/money.ts';
import { type Exact, ratioOf, roundedTimes, times } from './ratio.ts';

const ATOMS_PER_UNIT = 10n ** BigInt(MONEY_SCALE);
const SYMBOL: Readonly<Record<Currency, string>> = { USD: '$', CNY: '¥' };

/** An exact amount from a decimal string ("0.0000166667"), integer or fraction. Digits beyond the 24th round half away from zero. Throws a UserError `invalid-number`. */
export function money(amount: Exact, currency: Currency = 'USD'): Money {
  return { currency, atoms: roundedTimes(ratioOf(amount), ATOMS_PER_UNIT) };
}

/** No money. */
export function noMoney(currency: Currency = 'USD'): Money {
  return { currency, atoms: 0n };
}

/** a + b. Throws a UserError `mixed-currencies`. */
export function addMoney(a: Money, b: Money): Money {
  return { currency: common(a, b), atoms: a.atoms + b.atoms };
}

/** The sum of all; of none: nothing in `currency`. Throws a UserError `mixed-currencies`. */
export function sumMoney(amounts: readonly Money[], currency: Currency = amounts[0]?.currency ?? 'USD'): Money {
  return amounts.reduce(addMoney, noMoney(currency));
}

/** a - b. Throws a UserError `mixed-currencies`. */
export function subtractMoney(a: Money, b: Money): Money {
  return { currency: common(a, b), atoms: a.atoms - b.atoms };
}

/** amount x factor; exact as long as the product has at most 24 decimals, which price x MB / 1,024 x ms / 1,000 always has. */
export function multiplyMoney(amount: Money, factor: Exact): Money {
  return { currency: amount.currency, atoms: roundedTimes(ratioOf(factor), amount.atoms) };
}

/** Negative, zero or positive as a is below, equal to or above b. Throws a UserError `mixed-currencies`. */
export function compareMoney(a: Money, b: Money): number {
  common(a, b);
  return a.atoms < b.atoms ? -1 : a.atoms > b.atoms ? 1 : 0;
}

/** The exact value as a plain decimal string without trailing zeros: the form of money in JSON and CSV ("0.0000833335"). */
export function toDecimalString({ atoms }: Money): string {
  return decimal(atoms, MONEY_SCALE).replace(/\.?0+$/, '') || '0';
}

/** part / whole as a number for showing; null when whole is nothing. */
export function shareOfMoney(part: Money, whole: Money): number | null {
  common(part, whole);
  if (whole.atoms === 0n) return null;
  return Number((part.atoms * 10n ** 15n) / whole.atoms) / 1e15;
}

/** Takes an estimate made in floating point into money, as the decimal that it prints as. Throws a UserError `invalid-number` for NaN and infinities. */
export function moneyFromEstimate(estimate: number, currency: Currency = 'USD'): Money {
  return money(estimate, currency);
}

/** Money as a floating-point number, for estimators; about 16 digits hold. */
export function moneyToEstimate(amount: Money): number {
  return Number(toDecimalString(amount));
}

/**
 * Money for people: from 1 on two decimals with thousands separated ($1,234.50), below that three significant digits
 * ($0.0000833, $0.125, $0.20); `decimals` fixes the places instead. Rounds half away from zero.
 */
export function formatMoney(amount: Money, decimals = sensibleDecimals(amount)): string {
  const rounded = roundedTimes({ numerator: amount.atoms, denominator: ATOMS_PER_UNIT }, 10n ** BigInt(decimals));
  const text = decimal(rounded < 0n ? -rounded : rounded, decimals);
  const [whole = '0', part] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${rounded < 0n ? '-' : ''}${SYMBOL[amount.currency]}${grouped}${part === undefined ? '' : `.${part}`}`;
}

/** Several amounts with the same number of decimals, enough for the smallest that is not nothing: "$0.001000", "$0.000875". */
export function formatAlike(amounts: readonly Money[]): string[] {
  const decimals = Math.max(2, ...amounts.filter(({ atoms }) => atoms !== 0n).map(sensibleDecimals));
  return amounts.map((amount) => formatMoney(amount, decimals));
}

/** Decimals that formatMoney gives an amount: 2 from 1 on, else as many as three significant digits need (never below 2). */
export function sensibleDecimals({ atoms }: Money): number {
  const magnitude = atoms < 0n ? -atoms : atoms;
  if (magnitude === 0n || magnitude >= ATOMS_PER_UNIT) return 2;
  const places = Math.min(MONEY_SCALE, MONEY_SCALE - magnitude.toString().length + 3);
  const unit = 10n ** BigInt(MONEY_SCALE - places);
  const shown = decimal((magnitude + unit / 2n) / unit, places).replace(/0+$/, '');
  return Math.max(2, shown.length - shown.indexOf('.') - 1);
}

/** The part of an amount that a percentage is: 12.5 of 100. Exact. */
export function percentOf(amount: Money, percent: Exact): Money {
  return multiplyMoney(amount, times(percent, { numerator: 1n, denominator: 100n }));
}

function common(a: Money, b: Money): Currency {
  if (a.currency === b.currency) return a.currency;
  throw new UserError('mixed-currencies', {
    what: `${a.currency} and ${b.currency} cannot be added or compared`,
    why: 'Regions in China are billed in CNY, all others in USD',
    next: 'ask for one Region at a time',
  });
}

/** An integer count of 10^-places as decimal text with all its places. */
function decimal(count: bigint, places: number): string {
  const digits = (count < 0n ? -count : count).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return count < 0n ? `-${text}` : text;
}
