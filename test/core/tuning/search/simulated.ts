/** A function with a known curve for tests of the search: calls answer with log-normal noise around it. */
import { normalVariate, randomFrom } from '../../../../src/core/stats/prng.ts';
import type { Measurement, Stop } from '../../../../src/core/tuning/search/measurement.ts';
import { nextMeasurement } from '../../../../src/core/tuning/search/next.ts';
import type { SearchSample } from '../../../../src/core/tuning/search/options.ts';
import { record, type SearchState } from '../../../../src/core/tuning/search/state.ts';

/** How the function behaves at a size. */
export interface Simulated {
  readonly meanMs: (sizeMB: number, payload: string) => number;
  readonly noise?: number;
  readonly needMB?: number;
  readonly timeoutMs?: number;
  readonly cpuMs?: number;
  readonly initMs?: number;
  readonly fails?: (call: number) => boolean;
}

/** Computes `cpuMs` at one vCPU and waits `waitMs`; single-threaded. */
export function mixed(waitMs: number, cpuMs: number): (sizeMB: number) => number {
  return (sizeMB) => waitMs + cpuMs * Math.max(1, 1_769 / sizeMB);
}

/** Carries a search out to its stop; every step is kept. */
export function carryOut(start: SearchState, simulated: Simulated, seed = 1) {
  const random = randomFrom(seed);
  const environments = new Map<number, number>();
  const steps: (Measurement | Stop)[] = [];
  let state = start;
  for (;;) {
    const step = nextMeasurement(state);
    steps.push(step);
    if (step.kind === 'stop') return { state, steps, stop: step };
    if (steps.length > 200) throw new Error('the search does not stop');
    const known = environments.get(step.sizeMB) ?? 0;
    const fresh = known === 0 || step.fresh;
    const number = fresh ? known + 1 : known;
    environments.set(step.sizeMB, number);
    const payloads = fresh ? [step.payloads[0]!, ...step.payloads] : step.payloads;
    payloads.forEach((payload, i) => {
      const kind = fresh && i === 0 ? 'cold' : 'warm';
      const sample = sampleOf(simulated, step.sizeMB, payload, kind, state.samples.length, random);
      state = record(state, { ...sample, environment: `${number} at ${step.sizeMB}` });
    });
  }
}

function sampleOf(
  { meanMs, noise = 0.05, needMB = 60, timeoutMs = 900_000, cpuMs, initMs = 200, fails }: Simulated,
  sizeMB: number,
  payload: string,
  kind: 'warm' | 'cold',
  call: number,
  random: () => number,
): SearchSample {
  const durationMs = Math.min(
    timeoutMs,
    meanMs(sizeMB, payload) * Math.exp(noise * normalVariate(random) - noise ** 2 / 2),
  );
  const status =
    needMB > sizeMB ? 'out-of-memory' : durationMs >= timeoutMs ? 'timeout' : fails?.(call) ? 'error' : 'success';
  return {
    sizeMB,
    environment: `at ${sizeMB}`,
    kind,
    payload,
    durationMs,
    billedMs: Math.ceil(durationMs),
    usedMB: Math.min(sizeMB, needMB),
    status,
    ...(cpuMs === undefined ? {} : { cpuMs }),
    ...(kind === 'cold' ? { initMs } : {}),
  };
}
