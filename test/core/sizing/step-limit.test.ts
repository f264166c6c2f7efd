import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitStep } from '../../../src/core/sizing/step-limit.ts';

describe('the step limit', () => {
  it('lets raises and small steps through', () => {
    expect(limitStep({ kind: 'mb', value: 128 }, 512, 1_024)).toEqual({ toMB: 1_024, remarks: [] });
    expect(limitStep({ kind: 'mb', value: 128 }, 512, 448)).toEqual({ toMB: 448, remarks: [] });
    expect(limitStep(null, 3_008, 128)).toEqual({ toMB: 128, remarks: [] });
  });

  it('never goes further down than allowed, and always moves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 129, max: 10_240 }), fc.integer({ min: 1, max: 5_000 }), (currentMB, value) => {
        const { toMB } = limitStep({ kind: 'mb', value }, currentMB, 128);
        expect(toMB).toBeLessThan(currentMB);
        expect(currentMB - toMB).toBeLessThanOrEqual(value);
      }),
    );
  });
});
