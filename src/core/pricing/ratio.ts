/** Exact fractions, so that a quantity such as 512 MB x 10 s x 0.3 never meets a binary rounding. */
import { UserError } from '../../model/errors.ts';

/** numerator / denominator, denominator > 0; not always in lowest terms, so compare with compareRatios. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** What counts as an exact figure: a fraction, an integer, a decimal string, or a number, which stands for the decimal that it prints as (0.1 is one tenth). */
export type Exact = Ratio | bigint | number | string;

/** Nothing, as a fraction. */
export const ZERO: Ratio = { numerator: 0n, denominator: 1n };
/** One, as a fraction. */
export const ONE: Ratio = { numerator: 1n, denominator: 1n };

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The exact fraction of a figure. Throws a UserError `invalid-number` for text that is no decimal and for NaN and infinities. */
export function ratioOf(value: Exact): Ratio {
  if (typeof value === 'object') return value;
  if (typeof value === 'bigint') return { numerator: value, denominator: 1n };
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { numerator: BigInt(value), denominator: 1n };
  return parseDecimal(String(value).trim());
}

/** The fraction a / b in lowest terms. Throws a RangeError when b is zero. */
export function fraction(a: bigint, b: bigint): Ratio {
  if (b === 0n) throw new RangeError('division by zero');
  const divisor = greatestCommonDivisor(a < 0n ? -a : a, b < 0n ? -b : b) * (b < 0n ? -1n : 1n);
  return { numerator: a / divisor, denominator: b / divisor };
}

/** a + b. */
export function plus(a: Exact, b: Exact): Ratio {
  const [x, y] = [ratioOf(a), ratioOf(b)];
  if (x.denominator % y.denominator === 0n) return plusPart(x, y);
  if (y.denominator % x.denominator === 0n) return plusPart(y, x);
  return tidied(x.numerator * y.denominator + y.numerator * x.denominator, x.denominator * y.denominator);
}

/** a + b where b's denominator divides a's. */
function plusPart(a: Ratio, b: Ratio): Ratio {
  const scaled = b.numerator * (a.denominator / b.denominator);
  return { numerator: a.numerator + scaled, denominator: a.denominator };
}

/** a - b. */
export function minus(a: Exact, b: Exact): Ratio {
  const y = ratioOf(b);
  return plus(a, { numerator: -y.numerator, denominator: y.denominator });
}

/** a x b x …; no factor gives 1. */
export function times(...factors: readonly Exact[]): Ratio {
  let [numerator, denominator] = [1n, 1n];
  for (const factor of factors) {
    const { numerator: n, denominator: d } = ratioOf(factor);
    numerator *= n;
    denominator *= d;
  }
  return tidied(numerator, denominator);
}

/** a / b. Throws a RangeError when b is zero. */
export function over(a: Exact, b: Exact): Ratio {
  const [x, y] = [ratioOf(a), ratioOf(b)];
  return fraction(x.numerator * y.denominator, x.denominator * y.numerator);
}

/** Negative, zero or positive as a is below, equal to or above b. */
export function compareRatios(a: Exact, b: Exact): number {
  const [x, y] = [ratioOf(a), ratioOf(b)];
  const difference = x.numerator * y.denominator - y.numerator * x.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The smaller of two fractions. */
export function smaller(a: Ratio, b: Ratio): Ratio {
  return compareRatios(a, b) <= 0 ? a : b;
}

/** The larger of two fractions. */
export function larger(a: Ratio, b: Ratio): Ratio {
  return compareRatios(a, b) >= 0 ? a : b;
}

/** The smallest whole number not below the fraction. */
export function ceiling(value: Exact): bigint {
  const { numerator, denominator } = ratioOf(value);
  const floor = numerator / denominator;
  return numerator > 0n && floor * denominator !== numerator ? floor + 1n : floor;
}

/** The nearest whole number to value x multiple, halves away from zero. */
export function roundedTimes(value: Ratio, multiple: bigint): bigint {
  const scaled = value.numerator * multiple;
  const magnitude = scaled < 0n ? -scaled : scaled;
  const nearest = (2n * magnitude + value.denominator) / (2n * value.denominator);
  return scaled < 0n ? -nearest : nearest;
}

/** The fraction as a plain decimal string, rounded half away from zero at the 24th place, without trailing zeros. */
export function decimalText(value: Exact): string {
  const count = roundedTimes(ratioOf(value), 10n ** 24n);
  const digits = (count < 0n ? -count : count).toString().padStart(25, '0');
  const text = `${digits.slice(0, -24)}.${digits.slice(-24)}`.replace(/\.?0+$/, '');
  return count < 0n ? `-${text}` : text;
}

/** The fraction as a floating-point number: an estimate, for shares and statistics, never for adding up money. */
export function toEstimate({ numerator, denominator }: Ratio): number {
  const direct = Number(numerator) / Number(denominator);
  return Number.isFinite(direct) ? direct : Number(numerator / denominator);
}

function parseDecimal(text: string): Ratio {
  const match = DECIMAL.exec(text);
  const [, sign = '', whole = '', part = '', exponent = '0'] = match ?? [];
  if (!match || whole + part === '') {
    throw new UserError('invalid-number', { what: `"${text}" is not a decimal number`, next: 'write it as 12.5' });
  }
  const digits = BigInt(whole + part) * (sign === '-' ? -1n : 1n);
  const power = Number(exponent) - part.length;
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

/** Beyond this denominator a fraction is worth reducing; below, reducing costs more than it saves (a bill of 10,000 functions: 0.9 s against 0.1). */
const LARGE = 1n << 128n;

function tidied(numerator: bigint, denominator: bigint): Ratio {
  return denominator > LARGE ? fraction(numerator, denominator) : { numerator, denominator };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
