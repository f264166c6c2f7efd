/** Loads whose truth is known, for judging the tests behind findings: steady or leaking memory, one or two groups of values. */
import { gammaVariate, integerBelow, normalVariate, type Random } from '../src/core/stats/prng.ts';
import type { Call, SimulatedLoad } from './simulate-usage.ts';

/** What one call needs, MB. */
export type Need = (call: Call) => number;

/** Memory that does not leak, in shapes that provoke a false alarm. */
export const STEADY_NEEDS: Readonly<Record<string, Need>> = {
  normal: ({ random }) => 200 + 20 * normalVariate(random),
  skewed: ({ random }) => 64 + 40 * gammaVariate(random, 2),
  'heavy tail': ({ random }) => 80 * Math.exp(0.7 * normalVariate(random)),
  'whole MB, many ties': ({ random }) => 70 + 0.8 * normalVariate(random),
  'two payloads': ({ random }) => (random() < 0.1 ? 400 : 150 + 10 * normalVariate(random)),
  'daily rhythm': ({ random, hour }) => 200 + 40 * Math.sin((hour / 24) * 2 * Math.PI) + 15 * normalVariate(random),
  'warm-up of 10 calls': ({ random, call }) => 100 + 5 * Math.min(call, 9) + 10 * normalVariate(random),
  'warm-up of 40 calls': ({ random, call }) => 100 + 2 * Math.min(call, 40) + 3 * normalVariate(random),
};

/** Memory that leaks. */
export const LEAKING_NEEDS: Readonly<Record<string, Need>> = {
  '1 MB a call beside noise of 20 MB': ({ random, call }) => 100 + call + 20 * normalVariate(random),
  '0.2 MB a call beside noise of 4 MB': ({ random, call }) => 100 + 0.2 * call + 4 * normalVariate(random),
  '5 MB every 25 calls': ({ call }) => 100 + 5 * Math.floor(call / 25),
};

/** Values with one peak, in shapes that durations and memory have. */
export const ONE_PEAK: Readonly<Record<string, (random: Random) => number>> = {
  'log-normal': (random) => 100 * Math.exp(0.5 * normalVariate(random)),
  gamma: (random) => 50 * gammaVariate(random, 2),
  'shifted exponential': (random) => 20 - 80 * Math.log(1 - random()),
  'narrow exponential': (random) => 200 - 10 * Math.log(1 - random()),
  'whole MB': (random) => Math.ceil(70 + 6 * normalVariate(random)),
  'few whole MB': (random) => Math.ceil(70 + 0.6 * normalVariate(random)),
  'steps of 100 ms': (random) => 100 * Math.ceil(2.2 * Math.exp(0.5 * normalVariate(random))),
  flat: (random) => 100 + 100 * random(),
};

/** Two groups a factor of 2 apart, with a share in the upper one and a relative spread within each. */
export function twoPeaks(share: number, spread: number): (random: Random) => number {
  return (random) => (random() < share ? 200 : 100) * Math.exp(spread * normalVariate(random));
}

/** A 10,240 MB function whose 30 environments live 60 to 259 calls, with the given need. */
export function memoryLoad(memoryMB: Need, change: Partial<SimulatedLoad> = {}): SimulatedLoad {
  const calls = (random: Random) => 60 + integerBelow(random, 200);
  return { sizeMB: 10_240, environments: 30, calls, memoryMB, ...change };
}
