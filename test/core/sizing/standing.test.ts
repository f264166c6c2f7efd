import { describe, expect, it } from 'vitest';
import { standingSizes } from '../../../src/core/sizing/standing.ts';
import { UserError } from '../../../src/model/errors.ts';

const saved = (functions: unknown[]) => JSON.stringify({ schemaVersion: 1, functions });

describe('the standing advice', () => {
  it('is where a change leads, and where a keep stays; an undecided function has none', () => {
    const sizes = standingSizes(
      saved([
        { function: 'a', recommendation: { action: 'change', currentMB: 1024, toMB: 512 } },
        { function: 'b', recommendation: { action: 'keep', currentMB: 256 } },
        { function: 'c', recommendation: { action: 'undecided', currentMB: 128 } },
      ]),
      'last.json',
    );
    expect([...sizes]).toEqual([
      ['a', 512],
      ['b', 256],
    ]);
  });

  it.each(['', '[]', '{"schemaVersion":2,"functions":[]}', '{"schemaVersion":1}', 'null'])(
    'refuses %j with the file and the next step',
    (text) => {
      expect(() => standingSizes(text, 'last.json')).toThrow(UserError);
    },
  );

  it('passes over entries that are no function of an analysis', () => {
    expect(standingSizes(saved([null, 3, {}, { function: 'x' }]), 'f').size).toBe(0);
  });
});
