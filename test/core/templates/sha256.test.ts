import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/core/templates/sha256.ts';

test('the hash is the one that Node computes, for every length around a block', () => {
  const node = (text: string): string => createHash('sha256').update(text).digest('hex');
  for (let n = 0; n < 200; n += 1) expect(sha256('a'.repeat(n))).toBe(node('a'.repeat(n)));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(node(text));
    }),
  );
});
