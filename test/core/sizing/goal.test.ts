import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatGoal, parseGoal } from '../../../src/core/sizing/goal.ts';
import { UserError } from '../../../src/model/errors.ts';
import type { Goal } from '../../../src/model/recommendation.ts';

describe('the text form of a goal', () => {
  it('is read in all its forms', () => {
    expect(parseGoal('balanced')).toEqual({ kind: 'balanced' });
    expect(parseGoal(' Cost ')).toEqual({ kind: 'cost' });
    expect(parseGoal('speed')).toEqual({ kind: 'speed' });
    expect(parseGoal('weighted:0.7')).toEqual({ kind: 'weighted', weight: 0.7 });
    expect(parseGoal('slo:p95<=800ms')).toEqual({ kind: 'slo', percentile: 95, limitMs: 800 });
    expect(parseGoal('slo: p99.9 <= 1.5 s')).toEqual({ kind: 'slo', percentile: 99.9, limitMs: 1_500 });
  });

  it('is refused with the flag, the reason and the known forms', () => {
    for (const text of [
      '',
      'fast',
      'weighted:2',
      'weighted:',
      'slo:p0<=800ms',
      'slo:p95<=0ms',
      'slo:p95',
      'slo:p100<=1s',
    ]) {
      expect(() => parseGoal(text, '--goal')).toThrowError(UserError);
    }
    expect(() => parseGoal('fast', '--goal')).toThrowError(/--goal: "fast" is not a goal/);
  });

  it('comes back the same after printing', () => {
    const goals: fc.Arbitrary<Goal> = fc.oneof(
      fc.constantFrom<Goal>({ kind: 'balanced' }, { kind: 'cost' }, { kind: 'speed' }),
      fc.integer({ min: 0, max: 1_000 }).map((n) => ({ kind: 'weighted' as const, weight: n / 1_000 })),
      fc
        .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 900_000 }))
        .map(([percentile, limitMs]) => ({ kind: 'slo' as const, percentile, limitMs })),
    );
    fc.assert(
      fc.property(goals, (goal) => {
        expect(parseGoal(formatGoal(goal))).toEqual(goal);
      }),
    );
  });
});
