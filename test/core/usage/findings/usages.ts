/** Finished usages for the tests of findings: one quiet function, and ways to make it less quiet. */
import { type SimulatedLoad, simulateUsage } from '../../../../bench/simulate-usage.ts';
import { integerBelow, normalVariate } from '../../../../src/core/stats/prng.ts';
import type { Finding, FindingCode } from '../../../../src/model/finding.ts';
import type { FunctionUsage, SizeUsage } from '../../../../src/model/usage.ts';

/** 512 MB, 30 environments of 60 to 259 calls over a week, 330 MB used, 100 ms: nothing to find. */
export const QUIET: SimulatedLoad = {
  sizeMB: 512,
  environments: 30,
  calls: (random) => 60 + integerBelow(random, 200),
  memoryMB: ({ random }) => 330 + 5 * normalVariate(random),
  durationMs: ({ random }) => 100 * Math.exp(0.3 * normalVariate(random)),
};

export function usageOf(change: Partial<SimulatedLoad> = {}, seed = 1, name = 'simulated'): FunctionUsage {
  return simulateUsage([{ ...QUIET, ...change }], seed, name);
}

/** The usage with its only size changed. */
export function withSize(usage: FunctionUsage, change: Partial<SizeUsage>): FunctionUsage {
  return { ...usage, sizes: usage.sizes.map((size) => ({ ...size, ...change })) };
}

export function codesOf(found: readonly Finding[]): FindingCode[] {
  return found.map(({ code }) => code);
}

export function evidenceOf(finding: Finding | undefined, name: string): number | string | null | undefined {
  return finding?.evidence.find((item) => item.name === name)?.value;
}
