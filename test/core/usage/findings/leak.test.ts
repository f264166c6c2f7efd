import { describe, expect, it } from 'vitest';
import { LEAKING_NEEDS, memoryLoad, type Need, STEADY_NEEDS } from '../../../../bench/finding-loads.ts';
import { simulateSize } from '../../../../bench/simulate-usage.ts';
import { leakFindings } from '../../../../src/core/usage/findings/leak.ts';
import { evidenceOf } from './usages.ts';

describe('the leak test', () => {
  for (const [name, need] of Object.entries(STEADY_NEEDS)) {
    it(`raises at most 5 % false alarms for ${name}`, () => {
      expect(alarms(need, 60)).toBeLessThanOrEqual(3);
    });
  }

  for (const [name, need] of Object.entries(LEAKING_NEEDS)) {
    it(`finds ${name}`, () => {
      expect(alarms(need, 20)).toBeGreaterThanOrEqual(19);
    });
  }

  it('gives the slope per invocation and hour, and how far the limit is', () => {
    const { finding } = leakFindings(sizeOf(({ call }) => 100 + call, 1))[0]!;
    expect(evidenceOf(finding, 'perInvocation')).toBeCloseTo(1, 6);
    expect(evidenceOf(finding, 'perHour')).toBeGreaterThan(40);
    expect(evidenceOf(finding, 'invocationsToLimit')).toBeGreaterThan(9000);
    expect(evidenceOf(finding, 'elasticity')).toBeCloseTo(1, 1);
    expect(finding.severity).toBe('warning');
  });

  it('does not know the slope per hour without time', () => {
    const { finding } = leakFindings(sizeOf(({ call }) => 100 + call, 1, { startMs: null }))[0]!;
    expect(evidenceOf(finding, 'perHour')).toBeNull();
  });

  it('leaves out environments that were reset, and says nothing from too few', () => {
    const dying = sizeOf(({ call }) => (call === 50 ? 99_999 : 100 + call), 1);
    expect(leakFindings(dying)).toEqual([]);
    expect(leakFindings(sizeOf(({ call }) => 100 + call, 1, { environments: 2 }))).toEqual([]);
    expect(leakFindings(sizeOf(({ call }) => 100 + call, 1, { knownEnvironments: false }))).toEqual([]);
  });

  it('only hints where all environments lived equally long and a long warm-up looks the same', () => {
    const { finding } = leakFindings(sizeOf(({ call }) => 100 + call, 1, { calls: () => 150 }))[0]!;
    expect(finding.severity).toBe('info');
    expect(evidenceOf(finding, 'elasticity')).toBeNull();
  });
});

function sizeOf(need: Need, seed: number, change: object = {}) {
  return simulateSize(memoryLoad(need, change), seed);
}

function alarms(need: Need, rounds: number): number {
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    const test = leakFindings(sizeOf(need, 1000 + 17 * round))[0];
    if (test !== undefined && (test.p as number) <= 0.05) count++;
  }
  return count;
}
