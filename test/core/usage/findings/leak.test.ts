import { describe, expect, it } from 'vitest';
import { type Call, simulateSize } from '../../../../bench/simulate-usage.ts';
import { gammaVariate, integerBelow, normalVariate } from '../../../../src/core/stats/prng.ts';
import { leakFindings } from '../../../../src/core/usage/findings/leak.ts';
import { evidenceOf, QUIET } from './usages.ts';

type Need = (call: Call) => number;

const STEADY: Record<string, Need> = {
  'normal needs': ({ random }) => 200 + 20 * normalVariate(random),
  'skewed needs': ({ random }) => 64 + 40 * gammaVariate(random, 2),
  'heavy-tailed needs': ({ random }) => 80 * Math.exp(0.7 * normalVariate(random)),
  'whole MB with many ties': ({ random }) => 70 + 0.8 * normalVariate(random),
  'two payloads': ({ random }) => (random() < 0.1 ? 400 : 150 + 10 * normalVariate(random)),
  'a daily rhythm': ({ random, hour }) => 200 + 40 * Math.sin((hour / 24) * 2 * Math.PI) + 15 * normalVariate(random),
  'warm-up in the first ten calls': ({ random, call }) => 100 + 5 * Math.min(call, 9) + 10 * normalVariate(random),
  'a long warm-up that ends': ({ random, call }) => 100 + 2 * Math.min(call, 40) + 3 * normalVariate(random),
};

const LEAKS: Record<string, Need> = {
  '1 MB a call beside noise of 20 MB': ({ random, call }) => 100 + call + 20 * normalVariate(random),
  '0.2 MB a call': ({ random, call }) => 100 + 0.2 * call + 4 * normalVariate(random),
  '5 MB every 25 calls': ({ call }) => 100 + 5 * Math.floor(call / 25),
};

describe('the leak test', () => {
  for (const [name, need] of Object.entries(STEADY)) {
    it(`raises at most 5 % false alarms for ${name}`, () => {
      expect(alarms(need, 60)).toBeLessThanOrEqual(3);
    });
  }

  for (const [name, need] of Object.entries(LEAKS)) {
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

function sizeOf(memoryMB: Need, seed: number, change: object = {}) {
  const calls = (random: () => number) => 60 + integerBelow(random, 200);
  return simulateSize({ ...QUIET, sizeMB: 10_240, calls, memoryMB, ...change }, seed);
}

function alarms(need: Need, rounds: number): number {
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    const test = leakFindings(sizeOf(need, 1000 + 17 * round))[0];
    if (test !== undefined && (test.p as number) <= 0.05) count++;
  }
  return count;
}
