import { describe, expect, it } from 'vitest';
import { atMostMoney } from '../../../src/core/report/figures.ts';
import { UNICODE } from '../../../src/core/report/style.ts';

describe('the most that is at stake', () => {
  it.each([
    ['0', 'under a cent'],
    ['0.0049', 'under a cent'],
    ['0.005', 'up to $0.01'],
    ['0.13', 'up to $0.13'],
    ['1234.5', 'up to $1,235'],
  ])('%s is "%s"', (amount, text) => {
    expect(atMostMoney(amount, 'USD', UNICODE)).toBe(text);
  });
});
