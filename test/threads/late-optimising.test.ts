import { describe, expect, it } from 'vitest';
import { optimiseLate } from '../../src/threads/late-optimising.ts';

describe('optimising late', () => {
  it('leaves engines alone that it was not tried with', () => {
    expect(optimiseLate('22.23.3')).toBe(false);
    expect(optimiseLate('99.0.0')).toBe(false);
  });
});
