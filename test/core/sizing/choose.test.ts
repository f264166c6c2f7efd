import { describe, expect, it } from 'vitest';
import { choose } from '../../../src/core/sizing/choose.ts';
import { plainLoops } from '../../../src/core/sizing/draw-loops.ts';
import type { Question } from '../../../src/core/sizing/promise.ts';
import { candidateSizes, type SizeOption } from '../../../src/core/sizing/size-options.ts';
import type { Goal } from '../../../src/model/recommendation.ts';

/** A world without doubt: one draw, duration known at every size. */
function known(
  goal: Goal,
  seconds: (sizeMB: number) => number,
  currentMB: number,
  sizes = candidateSizes({ lowMB: 128, highMB: 1_792 }, [currentMB]),
): Question {
  const option = (sizeMB: number): SizeOption => {
    const ratio = seconds(sizeMB) / seconds(currentMB);
    const line = { fixed: 0, slope: sizeMB / currentMB };
    return { sizeMB, ratio: Float64Array.of(ratio), cost: Float64Array.of(line.slope * ratio), line };
  };
  const percentile = goal.kind === 'slo' ? Float64Array.of(1_000 * seconds(currentMB)) : null;
  const loops = plainLoops(1);
  return { goal, options: sizes.map(option), staying: option(currentMB), materialShare: 0.05, percentile, loops };
}

const waiting = () => 1;
const computing = (sizeMB: number) => (1_769 / Math.min(sizeMB, 1_769)) ** 1.02;

describe('the choice in a known world', () => {
  it('takes the smallest size for waiting and one vCPU for computing when balanced', () => {
    expect(choose(known({ kind: 'balanced' }, waiting, 1_024), 0.9).sizeMB).toBe(128);
    expect(choose(known({ kind: 'balanced' }, computing, 256), 0.9).sizeMB).toBeGreaterThanOrEqual(1_728);
  });

  it('takes the cheapest for cost and the fastest for speed', () => {
    const mixed = (sizeMB: number) => 0.5 + 0.5 * (1_769 / Math.min(sizeMB, 1_769));
    expect(choose(known({ kind: 'cost' }, mixed, 1_024), 0.9).sizeMB).toBe(128);
    expect(choose(known({ kind: 'speed' }, mixed, 512), 0.9).sizeMB).toBeGreaterThanOrEqual(1_600);
  });

  it('takes the cheapest size that keeps the limit', () => {
    const choice = choose(
      known({ kind: 'slo', percentile: 95, limitMs: 2_000 }, (m) => 1_769 / m, 1_769),
      0.9,
    );
    expect(choice.sizeMB).toBeGreaterThanOrEqual(885);
    expect(choice.chances.keeps).toBe(1);
  });

  it('moves from cheap to fast with the weight, whatever hopeless sizes were outside the bounds', () => {
    const mixed = (sizeMB: number) => 0.5 + 0.5 * (1_769 / Math.min(sizeMB, 1_769));
    const at = (weight: number) => choose(known({ kind: 'weighted', weight }, mixed, 512), 0.9).sizeMB;
    expect(at(0)).toBeGreaterThan(at(1));
  });

  it('prefers a multiple of 64 MB unless an odd size is more than 1 % better', () => {
    const sizes = [130, 192, 256];
    expect(choose(known({ kind: 'cost' }, waiting, 256, sizes), 0.9).sizeMB).toBe(130);
    expect(choose(known({ kind: 'cost' }, waiting, 256, [191, 192, 256]), 0.9).sizeMB).toBe(192);
  });
});
