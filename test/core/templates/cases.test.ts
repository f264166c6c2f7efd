import { describe, expect, test } from 'vitest';
import { allCases, outcome, rewrite } from './case-file.ts';

describe('every template fixture gives the functions, the diff or the reason that is written beside it', () => {
  for (const one of allCases()) {
    test(`${one.path}: ${one.title}`, () => {
      const text = outcome(one);
      if (process.env.UPDATE === '1') rewrite(one, text);
      else expect(text).toBe(one.expected);
    });
  }
});
