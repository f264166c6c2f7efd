/** Floors from memory loads with a known tail: is the floor exceeded as often as its stated risk says? */
import { findFloor } from '../src/core/sizing/floor.ts';
import { normalVariate, type Random, randomFrom } from '../src/core/stats/prng.ts';
import type { EnvironmentTable, FunctionUsage } from '../src/model/usage.ts';
import { simulateSize } from './simulate-usage.ts';

/** What one family of loads gave. */
export interface FloorFigures {
  readonly family: string;
  readonly environments: number;
  /** Mean over trials: stated chance that the next environment exceeds the floor, and the true one. */
  readonly stated: number;
  readonly actual: number;
  /** Share of trials in which the floor's need was exceeded by the true 99 % level. */
  readonly needTooLow: number;
  readonly meanFloorOverNeed: number;
}

type Draw = (random: Random) => number;

/** Families: what is random in a family (its scale, a second kind's share) is drawn once a trial. */
const FAMILIES: Readonly<Record<string, (random: Random) => Draw>> = {
  'light (normal)': (r) => {
    const spread = 0.01 + 0.09 * r();
    return (random) => 400 * (1 + spread * normalVariate(random));
  },
  'log-normal': (r) => {
    const spread = 0.02 + 0.2 * r();
    return (random) => 300 * Math.exp(spread * normalVariate(random));
  },
  'heavy (Pareto)': (r) => {
    const shape = 0.15 + 0.25 * r();
    return (random) => 300 + (30 * ((1 - random()) ** -shape - 1)) / shape;
  },
  exponential: () => (random) => 200 - 40 * Math.log(1 - random()),
  'bounded (uniform)': () => (random) => 200 + 150 * random(),
  'two kinds (bimodal)': (r) => {
    const share = Math.exp(Math.log(0.001) + r() * Math.log(500));
    const ratio = 1.3 + 2 * r();
    return (random) => (random() < share ? 250 * ratio : 250) * (1 + 0.03 * normalVariate(random));
  },
  'quantised (steps of 32)': (r) => {
    const spread = 0.03 + 0.1 * r();
    return (random) => 32 * Math.ceil((300 * Math.exp(spread * normalVariate(random))) / 32);
  },
  constant: () => (random) => 83 + Math.floor(2 * random()),
};

/** Runs every family at several numbers of environments. */
export function floorFigures(trials: number): FloorFigures[] {
  return Object.entries(FAMILIES).flatMap(([family, make], f) =>
    [10, 30, 120].map((environments) => figures(family, make, environments, trials, f * 1_000 + environments)),
  );
}

function figures(
  family: string,
  make: (r: Random) => Draw,
  environments: number,
  trials: number,
  seed: number,
): FloorFigures {
  const random = randomFrom(seed);
  let [stated, actual, tooLow, over] = [0, 0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const draw = make(random);
    const seen = Array.from({ length: environments }, () => Math.max(1, Math.ceil(draw(random))));
    const found = findFloor(usageWith(seen), [], 10_240, 0.8);
    if (found === null) throw new Error('a floor is expected');
    const fresh = Array.from({ length: 4_000 }, () => Math.ceil(draw(random))).sort((a, b) => a - b);
    const exceeded = fresh.filter((usedMB) => usedMB > found.floor.sizeMB).length / fresh.length;
    stated += found.floor.riskPerEnvironment / trials;
    actual += exceeded / trials;
    tooLow += (fresh[3_960] as number) > found.floor.needMB.best ? 1 / trials : 0;
    over += found.floor.sizeMB / (fresh[3_960] as number) / trials;
  }
  return { family, environments, stated, actual, needTooLow: tooLow, meanFloorOverNeed: over };
}

let template: FunctionUsage['sizes'][number] | undefined;

/** A usage whose environments have the given maxima, one call each. */
function usageWith(maxima: readonly number[]): FunctionUsage {
  template ??= simulateSize({ sizeMB: 10_240, environments: 2, calls: () => 1, memoryMB: () => 100 }, 1);
  const environments: EnvironmentTable = {
    count: maxima.length,
    invocations: new Uint32Array(maxima.length).fill(1),
    maxUsedMB: Uint16Array.from(maxima),
    minUsedMB: Uint16Array.from(maxima),
    distinctUsed: new Uint8Array(maxima.length).fill(1),
    firstSec: new Uint32Array(maxima.length),
    lastSec: new Uint32Array(maxima.length),
    billedMs: new Float64Array(maxima.length).fill(100),
    warmMs: new Float64Array(maxima.length).fill(100),
    warmCount: new Uint32Array(maxima.length).fill(1),
    resets: new Uint16Array(maxima.length),
    outOfMemory: new Uint8Array(maxima.length),
  };
  return {
    ref: { name: 'f', origin: 'flag', logGroup: null, account: null, region: null },
    span: null,
    sizes: [{ ...template, environments }],
    versions: [],
    runtimeVersion: null,
    initializationTypes: [],
    initFailures: {},
    errorTypes: {},
    setAside: {},
    logsDropped: 0,
    onlyFailuresLogged: false,
  };
}
