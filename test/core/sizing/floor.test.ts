import { describe, expect, it } from 'vitest';
import { simulateUsage } from '../../../bench/simulate-usage.ts';
import { findFloor, raiseFrom, riskOver } from '../../../src/core/sizing/floor.ts';
import { tailModel } from '../../../src/core/sizing/tail-model.ts';
import type { Finding } from '../../../src/model/finding.ts';

const usageAt = (sizeMB: number, memoryMB: (environment: number, random: () => number) => number, environments = 40) =>
  simulateUsage(
    [{ sizeMB, environments, calls: () => 20, memoryMB: ({ environment, random }) => memoryMB(environment, random) }],
    3,
  );

describe('the memory floor', () => {
  it('keeps predicted use at or below the target and what was seen below the alarm line', () => {
    const found = findFloor(
      usageAt(1_024, (_, random) => 300 + 40 * random()),
      [],
      1_024,
      0.8,
    );
    expect(found?.floor.method).toBe('tail-of-environment-maxima');
    expect(found?.floor.utilisation).toBeLessThanOrEqual(0.8);
    expect(found?.floor.seenMaxMB).toBeLessThanOrEqual(0.9 * (found?.floor.sizeMB ?? 0));
    expect(found?.floor.sizeMB).toBeGreaterThan(400);
    expect(found?.floor.sizeMB).toBeLessThan(620);
  });

  it('holds a single high environment among many', () => {
    const found = findFloor(
      usageAt(1_024, (environment) => (environment === 7 ? 700 : 100)),
      [],
      1_024,
      0.8,
    );
    expect(found?.floor.sizeMB).toBeGreaterThanOrEqual(700 / 0.9);
  });

  it('is unknown without stream names', () => {
    const usage = simulateUsage(
      [{ sizeMB: 512, environments: 9, calls: () => 5, memoryMB: () => 90, knownEnvironments: false }],
      1,
    );
    expect(findFloor(usage, [], 512, 0.8)).toBeNull();
  });

  it('counts only environments since the last change of memory use', () => {
    const old = simulateUsage(
      [{ sizeMB: 1_024, environments: 30, calls: () => 20, memoryMB: ({ hour }) => (hour < 84 ? 700 : 100) }],
      5,
    );
    const at = new Date(Date.UTC(2026, 0, 5) + 84 * 3_600_000).toISOString();
    const shift: Finding = {
      code: 'memory-shift',
      severity: 'info',
      sizeMB: 1_024,
      evidence: [{ name: 'at', value: at, unit: 'time' }],
    };
    const all = findFloor(old, [], 1_024, 0.8);
    const recent = findFloor(old, [shift], 1_024, 0.8);
    expect(all?.floor.sizeMB).toBeGreaterThan(700);
    expect(recent?.floor.sinceMs).toBe(Date.parse(at));
    expect(recent?.floor.sizeMB).toBeLessThan(200);
  });

  it('says "at least" and raises when environments fill their size', () => {
    const found = findFloor(
      usageAt(256, (environment) => (environment % 4 === 0 ? 256 : 240)),
      [],
      256,
      0.8,
    );
    expect(found?.floor.censored).toBe(true);
    expect(found?.floor.method).toBe('raised-after-clipping');
    expect(found?.floor.sizeMB).toBe(512);
  });

  it('raises by at least a quarter and at most to the double, in steps of 64 MB', () => {
    expect(raiseFrom(512, 0.01, 0)).toBe(640);
    expect(raiseFrom(512, 0.5, 0)).toBe(1_024);
    expect(raiseFrom(512, 0.01, 800)).toBe(832);
    expect(raiseFrom(512, 0.01, 9_000)).toBe(1_024);
    expect(raiseFrom(10_240, 1, 0)).toBe(10_240);
  });

  it('states a monthly risk that grows with the number of environments and stays a probability', () => {
    const tail = tailModel([{ usedMB: 80, environments: 50, atLeast: false }]);
    const risks = [1, 10, 1_000, 1e7].map((count) => riskOver(count, 128, tail));
    expect(risks).toEqual([...risks].sort((a, b) => a - b));
    expect(risks.at(-1)).toBeLessThanOrEqual(1);
  });
});
