import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMoney,
  compareMoney,
  formatAlike,
  formatMoney,
  money,
  moneyFromEstimate,
  moneyToEstimate,
  multiplyMoney,
  noMoney,
  percentOf,
  shareOfMoney,
  subtractMoney,
  sumMoney,
  toDecimalString,
} from '../../../src/core/pricing/money.ts';
import { ceiling, compareRatios, fraction, minus, over, plus, times } from '../../../src/core/pricing/ratio.ts';

/** Decimal strings with up to 24 places, and the same value as an integer count of 10^-24. */
const decimals = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 15n }),
    fc
      .integer({ min: 0, max: 24 })
      .chain((places) => fc.bigInt({ min: 0n, max: 10n ** BigInt(places) - 1n }).map((part) => ({ places, part }))),
  )
  .map(([negative, whole, { places, part }]) => {
    const digits = places === 0 ? '' : `.${part.toString().padStart(places, '0')}`;
    const atoms = whole * 10n ** 24n + part * 10n ** BigInt(24 - places);
    return { text: `${negative ? '-' : ''}${whole}${digits}`, atoms: negative ? -atoms : atoms };
  });

describe('exact amounts', () => {
  it('hold every decimal of up to 24 places as it is written', () => {
    fc.assert(
      fc.property(decimals, ({ text, atoms }) => {
        expect(money(text).atoms).toBe(atoms);
      }),
    );
  });

  it('come back from their decimal string unchanged', () => {
    fc.assert(
      fc.property(decimals, ({ atoms }) => {
        const amount = { currency: 'USD', atoms } as const;
        expect(money(toDecimalString(amount))).toEqual(amount);
      }),
    );
  });

  it('distribute: (a + b) x n / d for whole n is the sum of the products', () => {
    fc.assert(
      fc.property(decimals, decimals, fc.integer({ min: -100_000, max: 100_000 }), (a, b, n) => {
        const [x, y] = [money(a.text), money(b.text)];
        expect(multiplyMoney(addMoney(x, y), n)).toEqual(addMoney(multiplyMoney(x, n), multiplyMoney(y, n)));
      }),
    );
  });

  it('agree with BigInt fractions for price x MB / 1,024 x ms / 1,000, without any rounding', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        fc.integer({ min: 128, max: 10_240 }),
        fc.integer({ min: 1, max: 900_000 }),
        (tenBillionths, sizeMB, ms) => {
          const price = money(`${tenBillionths}e-10`);
          const cost = multiplyMoney(price, { numerator: BigInt(sizeMB) * BigInt(ms), denominator: 1_024_000n });
          expect(cost.atoms * 1_024_000n).toBe(price.atoms * BigInt(sizeMB) * BigInt(ms));
        },
      ),
    );
  });

  it('subtract, sum, compare and take percentages exactly', () => {
    expect(toDecimalString(subtractMoney(money('0.3'), money('0.1')))).toBe('0.2');
    expect(toDecimalString(sumMoney([money('0.1'), money('0.2'), money('0.3')]))).toBe('0.6');
    expect(sumMoney([], 'CNY')).toEqual(noMoney('CNY'));
    expect(compareMoney(money('0.1'), money('0.10'))).toBe(0);
    expect(compareMoney(money('-1'), money('0'))).toBe(-1);
    expect(toDecimalString(percentOf(money('80'), 12.5))).toBe('10');
  });

  it('round a fraction without a finite decimal half away from zero at the 24th place', () => {
    expect(toDecimalString(multiplyMoney(money('1'), { numerator: 2n, denominator: 3n }))).toBe(`0.${'6'.repeat(23)}7`);
    expect(toDecimalString(multiplyMoney(money('-1'), { numerator: 2n, denominator: 3n }))).toBe(
      `-0.${'6'.repeat(23)}7`,
    );
  });

  it('never mix dollars and yuan', () => {
    expect(() => addMoney(money('1', 'USD'), money('1', 'CNY'))).toThrow(/USD and CNY/);
    expect(() => compareMoney(money('1', 'USD'), money('1', 'CNY'))).toThrow(/USD and CNY/);
  });

  it.each(['', '.', '1.2.3', '0x10', '1,5', 'NaN', 'Infinity', '--1', '1e99999'])('refuse %j', (text) => {
    expect(() => money(text)).toThrow(/is not a decimal number/);
  });

  it('take estimates in as the decimals that they print as, and give estimates back', () => {
    expect(toDecimalString(moneyFromEstimate(0.1))).toBe('0.1');
    expect(toDecimalString(moneyFromEstimate(1.5e-7))).toBe('0.00000015');
    expect(moneyToEstimate(money('0.0000166667'))).toBe(0.0000166667);
    expect(() => moneyFromEstimate(Number.NaN)).toThrow();
  });

  it('tell a share, and null of nothing', () => {
    expect(shareOfMoney(money('1'), money('8'))).toBe(0.125);
    expect(shareOfMoney(money('1'), noMoney())).toBeNull();
  });
});

describe('money for people', () => {
  it.each([
    ['0.0000833335', '$0.0000833'],
    ['0.12500025', '$0.125'],
    ['0.2', '$0.20'],
    ['0.02', '$0.02'],
    ['0', '$0.00'],
    ['1234.5', '$1,234.50'],
    ['1234567.891', '$1,234,567.89'],
    ['999.995', '$1,000.00'],
    ['0.9999', '$1.00'],
    ['0.99949', '$0.999'],
    ['-0.04567', '-$0.0457'],
    ['-12', '-$12.00'],
  ])('%s reads %s', (amount, text) => expect(formatMoney(money(amount))).toBe(text));

  it('marks yuan as yuan', () => expect(formatMoney(money('0.000113477', 'CNY'))).toBe('¥0.000113'));

  it('gives amounts that are compared the same places', () => {
    expect(formatAlike([money('0.001000002'), money('0.00087500175')])).toEqual(['$0.001000', '$0.000875']);
  });

  it('never shows more than half a unit of the last place away from the value', () => {
    fc.assert(
      fc.property(decimals, ({ atoms }) => {
        const amount = { currency: 'USD', atoms } as const;
        const text = formatMoney(amount).replaceAll(/[$,]/g, '');
        const places = text.split('.')[1]?.length ?? 0;
        const error = money(text).atoms - atoms;
        expect(2n * (error < 0n ? -error : error)).toBeLessThanOrEqual(10n ** BigInt(24 - places));
      }),
    );
  });
});

describe('fractions', () => {
  const fractions = fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }))
    .map(([a, b]) => fraction(a, b));

  it('follow the laws of arithmetic, however large they grow', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (a, b, c) => {
        expect(compareRatios(plus(plus(a, b), c), plus(a, plus(b, c)))).toBe(0);
        expect(compareRatios(times(a, plus(b, c)), plus(times(a, b), times(a, c)))).toBe(0);
        expect(compareRatios(minus(plus(a, b), b), a)).toBe(0);
        if (b.numerator !== 0n) expect(compareRatios(times(over(a, b), b), a)).toBe(0);
      }),
    );
  });

  it('round up to whole numbers, also below zero', () => {
    expect([ceiling('1.2'), ceiling('-1.2'), ceiling(3), ceiling('0')]).toEqual([2n, -1n, 3n, 0n]);
  });
});
