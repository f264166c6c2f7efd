import { describe, expect, it } from 'vitest';
import { appliedSizes, standingOf, standingSizes } from '../../../src/core/sizing/standing.ts';
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

describe('what was applied', () => {
  const line = (kind: string, name: string, toMB?: number): string =>
    JSON.stringify({ schemaVersion: 1, id: 'x', at: '2026-11-24T00:00:00.000Z', kind, function: name, toMB });

  it('is the last size applied to each function, unless it was taken back', () => {
    const history = [
      line('apply', 'Poetry', 256),
      line('apply', 'YouTube', 1536),
      line('apply', 'Poetry', 320),
      line('undo', 'YouTube', 2048),
      line('apply', 'Unknown'),
      line('someday', 'Thumbnail', 128),
      '{"kind":"apply","function":',
      '',
    ];
    expect([...appliedSizes(history.join('\n'))]).toEqual([['Poetry', 320]]);
  });

  it('is joined by name or by what CloudFormation makes of a logical id, never by resemblance', () => {
    const sizes = new Map([['Poetry', 320]]);
    expect(standingOf('Poetry', sizes)).toBe(320);
    expect(standingOf('canvas-prod-Poetry-A1b2C3d4E5f6', sizes)).toBe(320);
    for (const other of ['poetry', 'Poetry2', 'my-Poetry', 'Poetry-A1b2C3d4E5f6', 'x-Poetry-short']) {
      expect(standingOf(other, sizes)).toBeNull();
    }
  });
});
