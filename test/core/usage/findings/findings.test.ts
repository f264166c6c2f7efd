import { describe, expect, it } from 'vitest';
import { simulateUsage } from '../../../../bench/simulate-usage.ts';
import { normalVariate } from '../../../../src/core/stats/prng.ts';
import { wordsOf } from '../../../../src/core/usage/findings/finding-texts.ts';
import { findings, findingsForFleet } from '../../../../src/core/usage/findings/findings.ts';
import type { FunctionUsage } from '../../../../src/model/usage.ts';
import { codesOf, evidenceOf, QUIET, usageOf, withSize } from './usages.ts';

const NOW = { nowMs: Date.UTC(2026, 0, 20) };
const find = (usage: FunctionUsage, code: string) => findings(usage, NOW).find((finding) => finding.code === code);

describe('findings', () => {
  it('finds nothing in a quiet function', () => {
    expect(findings(usageOf(), NOW)).toEqual([]);
  });

  it('calls every out-of-memory critical, with its share and the environments hit', () => {
    const usage = usageOf({ memoryMB: ({ call, environment }) => (environment < 3 && call === 40 ? 600 : 330) });
    const found = find(usage, 'out-of-memory');
    expect(found?.severity).toBe('critical');
    expect(evidenceOf(found, 'outOfMemory')).toBe(3);
    expect(evidenceOf(found, 'environmentsHit')).toBe(3);
    expect(evidenceOf(found, 'shareLow')).toBeGreaterThan(0);
    expect(codesOf(findings(usage, NOW))[0]).toBe('out-of-memory');
  });

  it('counts environments, not reports, near the limit, and says unknown without stream names', () => {
    const load = { memoryMB: ({ environment }: { environment: number }) => (environment < 6 ? 480 : 330) };
    const found = find(usageOf(load), 'near-limit');
    expect(evidenceOf(found, 'shareAbove90')).toBeCloseTo(20, 10);
    expect(evidenceOf(found, 'environments')).toBe(30);
    const blind = find(usageOf({ ...load, knownEnvironments: false }), 'near-limit');
    expect(evidenceOf(blind, 'shareAbove90')).toBeNull();
    expect(wordsOf(blind!).meaning).toContain('unknown: no stream names');
    expect(find(usageOf({ knownEnvironments: false }), 'environments-unknown')?.severity).toBe('warning');
  });

  it('treats memory at the limit without failure as a need that is unknown', () => {
    const found = find(usageOf({ memoryMB: ({ environment }) => (environment === 0 ? 512 : 330) }), 'clipped-memory');
    expect(evidenceOf(found, 'environmentsClipped')).toBe(1);
    expect(evidenceOf(found, 'clippedReports')).toBeGreaterThan(50);
  });

  it('does not take the report of an out-of-memory for one that survived at the limit', () => {
    const usage = usageOf({ memoryMB: ({ call, environment }) => (environment === 0 && call === 40 ? 600 : 330) });
    const outOfMemory = usage.sizes[0]!.outcomes['out-of-memory'];
    expect(outOfMemory).toBeGreaterThan(0);
    expect(find(withSize(usage, { clipped: outOfMemory }), 'clipped-memory')).toBeUndefined();
    const more = find(withSize(usage, { clipped: outOfMemory + 2 }), 'clipped-memory');
    expect(evidenceOf(more, 'clippedReports')).toBe(2);
  });

  it('tells timeouts at the memory limit from other timeouts', () => {
    const timedOut = (usage: FunctionUsage) => {
      const size = usage.sizes[0]!;
      const resets = size.environments!.resets.map((_, e) => (e === 2 ? 1 : 0));
      const outcomes = { ...size.outcomes, timeout: 4, success: size.outcomes.success - 4 };
      return withSize(usage, { outcomes, timeoutMs: 3000, environments: { ...size.environments!, resets } });
    };
    const starved = timedOut(usageOf({ memoryMB: ({ environment }) => (environment === 2 ? 511 : 330) }));
    expect(evidenceOf(find(starved, 'timeout-at-limit'), 'environmentsAtLimit')).toBe(1);
    expect(find(starved, 'timeout')).toBeUndefined();
    const elsewhere = timedOut(usageOf({ memoryMB: ({ environment }) => (environment === 3 ? 511 : 330) }));
    expect(find(elsewhere, 'timeout')?.severity).toBe('info');
    expect(find(elsewhere, 'timeout-at-limit')).toBeUndefined();
  });

  it('grades errors by what is certain about their share', () => {
    const failing = (error: number) =>
      find(withSize(usageOf(), { invocations: 1000, outcomes: { ...usageOf().sizes[0]!.outcomes, error } }), 'errors');
    expect([2, 30, 200].map((error) => failing(error)?.severity)).toEqual(['info', 'warning', 'critical']);
    expect(
      find(withSize(usageOf(), { outcomes: { ...usageOf().sizes[0]!.outcomes, crash: 1 } }), 'crash')?.severity,
    ).toBe('warning');
  });

  it('counts failed inits once, with their types', () => {
    const found = find({ ...usageOf(), initFailures: { 'Runtime.ImportModuleError': 3 } }, 'init-failure');
    expect(evidenceOf(found, 'initFailures')).toBe(3);
    expect(evidenceOf(found, 'errorTypes')).toBe('Runtime.ImportModuleError (3)');
  });

  it('finds too much memory only where the predicted tail leaves room', () => {
    const found = find(usageOf({ sizeMB: 1024 }), 'over-provisioned');
    expect(evidenceOf(found, 'predictedTail')).toBeGreaterThan(345);
    expect(evidenceOf(found, 'predictedTail')).toBeLessThan(370);
    expect(evidenceOf(found, 'shareAbove60')).toBe(0);
    expect(find(usageOf({ sizeMB: 1024, environments: 9 }), 'over-provisioned')).toBeUndefined();
    expect(find(usageOf({ sizeMB: 128, memoryMB: () => 40 }), 'over-provisioned')).toBeUndefined();
  });

  it('calls 200 MB here and 800 MB there unstable and, with enough environments, two groups', () => {
    const load = {
      sizeMB: 1024,
      environments: 60,
      memoryMB: ({ environment }: { environment: number }) => (environment % 4 === 0 ? 800 : 200 + (environment % 7)),
    };
    expect(codesOf(findings(usageOf(load), NOW))).toEqual(['unstable-memory', 'bimodal-memory']);
    expect(evidenceOf(find(usageOf(load), 'bimodal-memory'), 'upperShare')).toBeCloseTo(25, 5);
  });

  it('sees two kinds of payload in first calls when every environment has met both', () => {
    const load = {
      sizeMB: 600,
      environments: 120,
      memoryMB: ({ random }: { random: () => number }) => (random() < 0.3 ? 400 : 150) + 6 * normalVariate(random),
    };
    const found = find(usageOf(load), 'bimodal-memory');
    expect(evidenceOf(found, 'seenIn')).toBe('first calls');
    expect(evidenceOf(found, 'upperMedian')).toBeGreaterThan(380);
  });

  it('finds two groups of durations and says what the calls are worth', () => {
    const found = find(
      usageOf({ durationMs: ({ random }) => (random() < 0.1 ? 200 : 100) * Math.exp(0.1 * normalVariate(random)) }),
      'bimodal-duration',
    );
    expect(evidenceOf(found, 'upperShare')).toBeGreaterThan(7);
    expect(evidenceOf(found, 'upperShare')).toBeLessThan(13);
    expect(evidenceOf(found, 'independent')).toBeLessThanOrEqual(2000);
    expect(evidenceOf(found, 'p')).toBeLessThan(0.001);
  });

  it('finds cold starts and their part of the bill, and leaves unclear billing unknown', () => {
    const cold = usageOf({ environments: 200, calls: () => 4, initMs: () => 400 });
    expect(evidenceOf(find(cold, 'cold-start-heavy'), 'share')).toBe(25);
    const share = evidenceOf(find(cold, 'billed-init'), 'shareOfBill') as number;
    expect(share).toBeGreaterThan(40);
    expect(share).toBeLessThan(60);
    const unclear = withSize(cold, { initBilling: { billed: 0, unbilled: 0, unclear: 200 } });
    expect(find(unclear, 'billed-init')).toBeUndefined();
    expect(evidenceOf(find(unclear, 'cold-start-heavy'), 'shareOfBill')).toBeNull();
  });

  it('finds when durations and memory changed level, and nothing of it without time', () => {
    const load = {
      memoryMB: ({ hour, random }: { hour: number; random: () => number }) =>
        (hour > 90 ? 420 : 330) + 5 * normalVariate(random),
      durationMs: ({ hour, random }: { hour: number; random: () => number }) =>
        (hour > 90 ? 135 : 100) * Math.exp(0.2 * normalVariate(random)),
      environments: 60,
    };
    const found = findings(usageOf(load), NOW);
    expect(codesOf(found)).toEqual(expect.arrayContaining(['duration-shift', 'memory-shift']));
    const shift = found.find(({ code }) => code === 'duration-shift');
    const hours = (Date.parse(evidenceOf(shift, 'at') as string) - Date.UTC(2026, 0, 5)) / 3_600_000;
    expect(Math.abs(hours - 90)).toBeLessThanOrEqual(8);
    expect(evidenceOf(shift, 'change')).toBeGreaterThan(25);
    expect(codesOf(findings(usageOf({ ...load, startMs: null }), NOW))).not.toContain('duration-shift');
  });

  it('learns about CPU from two sizes or CPU time, never from the size', () => {
    const at = (sizeMB: number, durationMs: number) => ({
      ...QUIET,
      sizeMB,
      environments: 12,
      memoryMB: () => sizeMB * 0.65,
      durationMs: () => durationMs,
    });
    const bound = simulateUsage([at(512, 800), at(1024, 410)], 3);
    expect(evidenceOf(find(bound, 'cpu-starved'), 'exponent')).toBeCloseTo(0.96, 1);
    expect(find(bound, 'cpu-starved')?.sizeMB).toBe(512);
    expect(find(simulateUsage([at(512, 800), at(1024, 795)], 3), 'cpu-starved')).toBeUndefined();
    const flat = simulateUsage([at(2048, 300), at(4096, 299)], 3);
    expect(find(flat, 'no-gain-above-1-vcpu')?.sizeMB).toBe(4096);
    const size = usageOf().sizes[0]!;
    const cpu = { ...size.durationMs!, sum: size.durationMs!.sum * (512 / 1769) * 0.95 };
    expect(evidenceOf(find(withSize(usageOf(), { cpuMs: cpu }), 'cpu-starved'), 'quotaUsed')).toBeCloseTo(95, 6);
  });

  it('tells past sizes in order of time, or without order when there is no time', () => {
    const load = (sizeMB: number, startMs: number | null) => ({ ...QUIET, sizeMB, startMs, memoryMB: () => 300 });
    const found = find(
      simulateUsage([load(1024, Date.UTC(2026, 0, 1)), load(512, Date.UTC(2026, 0, 10))], 1),
      'size-changed',
    );
    expect(evidenceOf(found, 'sizes')).toBe('1024 → 512');
    const timeless = find(simulateUsage([load(1024, null), load(512, null)], 1), 'size-changed');
    expect(evidenceOf(timeless, 'sizes')).toBe('512, 1024');
    expect(wordsOf(timeless!).meaning).toContain('unknown: no time');
  });

  it('says what the logs are and cannot show', () => {
    const usage = {
      ...withSize(usageOf(), { oldStyle: { timeoutMessages: 2, hundredMsBilling: 5 } }),
      logsDropped: 1,
      setAside: { emulator: 4, 'managed-instance': 5, local: 6, duplicate: 7 },
    };
    expect(codesOf(findings(usage, NOW))).toEqual([
      'logs-dropped',
      'emulator-logs',
      'deprecated-log-style',
      'managed-instances',
      'local-logs',
    ]);
    const few = find(usageOf({ environments: 2, calls: () => 3, startMs: null }), 'too-little-data');
    expect(evidenceOf(few, 'window')).toBeNull();
    expect(find({ ...usageOf(), sizes: [], span: null }, 'too-little-data')).toBeDefined();
  });

  it('makes nothing of statistics where only failures are logged', () => {
    const usage = {
      ...withSize(usageOf({ sizeMB: 2048 }), {
        outcomes: { ...usageOf().sizes[0]!.outcomes, success: 0, error: 3000 },
      }),
      onlyFailuresLogged: true,
    };
    const found = findings(usage, NOW);
    expect(codesOf(found)).toEqual(['errors', 'only-failures-logged']);
    expect(evidenceOf(found[0], 'share')).toBeNull();
  });

  it('marks suppressed findings until the end of their last day, and never removes them', () => {
    const usage = usageOf({ sizeMB: 1024 });
    const ignore = (until: string | null) => ({
      simulated: [{ finding: 'over-provisioned' as const, reason: 'planned', until }],
    });
    const at = (until: string | null) => findings(usage, { ...NOW, ignore: ignore(until) })[0]?.suppressed;
    expect(at(null)).toEqual({ reason: 'planned', until: null });
    expect(at('2026-01-20')?.reason).toBe('planned');
    expect(at('2026-01-19')).toBeUndefined();
    expect(at('soon')).toBeUndefined();
  });
});

describe('findingsForFleet', () => {
  it('keeps false alarms rare over many functions at once', () => {
    const fleet = Array.from({ length: 120 }, (_, at) =>
      usageOf({ memoryMB: ({ random }) => 250 - 20 * Math.log(random()) }, 500 + at, `f${at}`),
    );
    const codes = new Set(['leak', 'bimodal-memory', 'bimodal-duration', 'duration-shift', 'memory-shift']);
    const alarms = findingsForFleet(fleet, NOW).filter((found) => found.some(({ code }) => codes.has(code))).length;
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('does not depend on the order of the functions', () => {
    const fleet = [
      usageOf({}, 1, 'a'),
      usageOf({ memoryMB: ({ call }) => 200 + call }, 2, 'b'),
      usageOf({ sizeMB: 2048 }, 3, 'c'),
    ];
    expect(findingsForFleet(fleet.toReversed(), NOW).toReversed()).toEqual(findingsForFleet(fleet, NOW));
  });
});
