/** Inputs for sizing tests: an invented function and the default options. */

import { type SimulatedLoad, simulateUsage } from '../../../bench/simulate-usage.ts';
import { DEFAULTS } from '../../../bench/sizing-replay.ts';
import type { SizingInput } from '../../../src/core/sizing/sizing-input.ts';
import { normalVariate } from '../../../src/core/stats/prng.ts';
import type { AnalysisOptions, FunctionOptions } from '../../../src/model/options.ts';

/** Nothing configured for a function. */
const NO_CONFIG: FunctionOptions = {
  goal: null,
  floorMB: null,
  minMB: null,
  maxMB: null,
  pinMB: null,
  ignore: [],
  policy: [],
  invocationsPerMonth: null,
  logGroup: null,
  owner: null,
  architecture: null,
  region: null,
  ephemeralMB: null,
  provisionedConcurrency: null,
};

/** A steady load: about 80 MB, 500 ms, 40 environments. */
export function load(sizeMB: number, changes: Partial<SimulatedLoad> & { readonly ms?: number } = {}): SimulatedLoad {
  const { ms = 500, ...rest } = changes;
  return {
    sizeMB,
    environments: 40,
    calls: (random) => 5 + 40 * random(),
    memoryMB: ({ random }) => 75 + 5 * random(),
    durationMs: ({ random }) => ms * Math.exp(0.08 * normalVariate(random)),
    initMs: () => 200,
    ...rest,
  };
}

/** The input for a function that ran with these loads, the last one last in time. */
export function inputOf(
  loads: readonly SimulatedLoad[],
  own: Partial<FunctionOptions> = {},
  options: Partial<AnalysisOptions> = {},
): SizingInput {
  const later = loads.map((one, at) => ({ startMs: Date.UTC(2026, 0, 5 + 10 * at), ...one }));
  return {
    usage: simulateUsage(later, 11, 'checkout'),
    findings: [],
    options: { ...DEFAULTS, ...options },
    functionOptions: { ...NO_CONFIG, ...own },
    region: 'us-east-1',
    architecture: 'x86_64',
    standing: null,
  };
}
