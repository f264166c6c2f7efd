import { describe, expect, it } from 'vitest';
import { readAdvised } from '../../src/actions/advised.ts';
import { advisedByTuning, tuningOfRun } from '../../src/actions/advised-tuning.ts';
import { tuneFunction } from '../../src/actions/tune.ts';
import type { SavedRun } from '../../src/contracts/run-store.ts';
import { priceTable } from '../../src/core/pricing/price-table.ts';
import { bench, order } from './tune-world.ts';

const prices = priceTable('us-east-1');

describe('what a tuning advises', () => {
  it('is the same from the saved samples as from the answer given when they were made', async () => {
    const made = bench({ cpuMs: 0.5, waitMs: 80 });
    const answered = await tuneFunction(order({ maxInvocations: 200 }), made.ports);
    const about = {
      schemaVersion: 1,
      id: 'x',
      verb: 'tune',
      startedAt: '',
      memfitVersion: '0',
      asked: ['Fn'],
    } as const;
    const saved: SavedRun = { run: { ...about, functions: made.functions }, samples: made.saved };
    const again = tuningOfRun(saved, prices);
    expect(again.map(({ pickMB, status }) => [pickMB, status])).toEqual([[answered.pickMB, answered.status]]);
    const advised = advisedByTuning(again);
    expect(advised).toMatchObject([{ name: 'Fn', fromMB: 512, toMB: answered.pickMB }]);
    expect(advised[0]?.evidence).toMatch(/^measured with \d+ calls \(local\), \d+ % sure$/);
    expect(readAdvised(JSON.stringify({ kind: 'tune', functions: [answered] }), 'tune.json')).toEqual(advised);
  });

  it('is nothing where it is undecided or right as it is', () => {
    const one = { name: 'Fn', currentMB: 512, chance: 0.9, invocations: 3, ruler: { engine: 'local' } } as const;
    expect(advisedByTuning([{ ...one, status: 'undecided', pickMB: 256 }])).toEqual([]);
    expect(advisedByTuning([{ ...one, status: 'decided', pickMB: 512 }])).toEqual([]);
    expect(advisedByTuning([{ ...one, status: 'decided', pickMB: null }])).toEqual([]);
  });

  it('cannot be read from a text that is neither', () => {
    expect(() => readAdvised('{"kind":"tune","functions":[{}]}', 'x.json')).toThrow(
      expect.objectContaining({ code: 'invalid-analysis' }),
    );
    expect(() => readAdvised('{"kind":"plan"}', 'x.json')).toThrow(
      expect.objectContaining({ code: 'invalid-analysis' }),
    );
  });
});
