import { describe, expect, it } from 'vitest';
import { recommend, type SizingInput } from '../../src/core/sizing/recommend.ts';
import { UserError } from '../../src/model/errors.ts';
import { judge } from '../../src/threads/judge.ts';
import { inputOf, load } from '../core/sizing/sizing-fixture.ts';

/** Functions of many kinds under one set of options, as a fleet has: roomy, tight, slow, seen at two sizes, and one of which nothing was seen. */
function fleet(count: number): SizingInput[] {
  const { options } = inputOf([load(512)]);
  const kinds = [
    inputOf([load(512)]),
    inputOf([load(128, { memoryMB: ({ random }) => 100 + 25 * random() })]),
    inputOf([load(1_769, { ms: 20_000 })], { goal: { kind: 'speed' } }),
    inputOf([load(512), load(1_024, { ms: 300 })], { goal: { kind: 'cost' } }),
    inputOf([]),
  ];
  return Array.from({ length: count }, (_, i) => {
    const kind = kinds[i % kinds.length]!;
    const ref = { ...kind.usage.ref, name: `function-${i}` };
    return { ...kind, options, usage: { ...kind.usage, ref } };
  });
}

describe('judging a fleet', () => {
  it('gives the same answers, to the last bit and in order, with any number of threads', async () => {
    const inputs = fleet(90);
    const alone = inputs.map((input) => recommend(input));
    expect(new Set(alone.map(({ action }) => action)).size).toBeGreaterThan(1);
    for (const threads of [null, 1, 2, 3]) expect(await judge(inputs, threads), `${threads} threads`).toEqual(alone);
  });

  it('throws what judging one function throws', async () => {
    const inputs = fleet(40).map((input, i) => (i === 21 ? { ...input, region: 'nowhere-1' } : input));
    await expect(judge(inputs, 2)).rejects.toThrow(UserError);
  });

  it('of no function is no answer', async () => {
    expect(await judge([], 2)).toEqual([]);
  });
});
