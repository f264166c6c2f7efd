/** Makes the logs that a function with a known curve would leave: environments, calls, noise as measured, cold starts. */
import { integerBelow, normalVariate, type Random, randomFrom } from '../src/core/stats/prng.ts';
import type { FunctionUsage } from '../src/model/usage.ts';
import { type MeasuredCurve, type RawCell, spread } from './curve-data.ts';
import { simulateUsage } from './simulate-usage.ts';

/** A known world: a curve taken as the truth, and the noise of single calls. */
export interface World {
  readonly curve: MeasuredCurve;
  /** duration / mean of single calls, at the sizes they were measured at. */
  readonly noise: readonly { readonly sizeMB: number; readonly ratios: readonly number[] }[];
  /** Share of the noise's log variance that lies between environments. */
  readonly betweenShare: number;
  /** Standard deviation of ln duration of single calls at the middle of the curve. */
  readonly noiseLevel: number;
}

/** What a window looked like. */
export interface Window {
  readonly usage: FunctionUsage;
  readonly currentMB: number;
  readonly initMs: number;
  readonly coldShare: number;
  /** Calls in the window at the size in force, and cold ones among them. */
  readonly calls: number;
}

/** Mean duration of a curve at any size: straight between measured sizes in ln-ln, as measured at the ends. */
export function truthAt({ points }: MeasuredCurve, sizeMB: number): number {
  const first = points[0] as (typeof points)[number];
  let before = first;
  for (const point of points) {
    if (point.sizeMB >= sizeMB) {
      if (point.sizeMB === before.sizeMB) return point.meanMs;
      const share = Math.log(sizeMB / before.sizeMB) / Math.log(point.sizeMB / before.sizeMB);
      return before.meanMs * (point.meanMs / before.meanMs) ** Math.max(0, share);
    }
    before = point;
  }
  return before.meanMs;
}

/** The noise of a curve's own function where single calls were measured, else of a cell drawn from all. */
export function noiseFor(curve: MeasuredCurve, cells: readonly RawCell[], random: Random): World['noise'] {
  const own = cells.filter(
    ({ source, name, durations }) => durations.length >= 8 && source === curve.source && sameFunction(name, curve.name),
  );
  const any = cells.filter(({ durations }) => durations.length >= 8);
  const used = own.length > 0 ? own : any.length > 0 ? [any[integerBelow(random, any.length)] as RawCell] : [];
  if (used.length === 0) return [{ sizeMB: 1_024, ratios: logNormalRatios(random) }];
  return used.map(({ sizeMB, durations }) => {
    const mean = durations.reduce((a, b) => a + b, 0) / durations.length;
    return { sizeMB, ratios: durations.map((duration) => duration / mean) };
  });
}

/** A world with a random share of variance between environments (tuning-evidence: median 0.05, up to 0.6). */
export function worldOf(curve: MeasuredCurve, cells: readonly RawCell[], random: Random): World {
  const noise = noiseFor(curve, cells, random);
  const middle = noise[noise.length >> 1] as World['noise'][number];
  return {
    curve,
    noise,
    betweenShare: [0.02, 0.05, 0.15, 0.4][integerBelow(random, 4)] as number,
    noiseLevel: spread(middle.ratios),
  };
}

/** A window of one to three past sizes ending at `currentMB`; memory need stays well below the smallest of them. */
export function windowOf(world: World, sizesMB: readonly number[], needMB: number, seed: number): Window {
  const random = randomFrom(seed);
  const environments = 20 + integerBelow(random, 60);
  const callsEach = 3 + integerBelow(random, 40);
  const initMs = 100 + 500 * random();
  let calls = 0;
  const effects = new Map<number, number>();
  const day = 86_400_000;
  const usage = simulateUsage(
    sizesMB.map((sizeMB, at) => ({
      sizeMB,
      environments,
      startMs: Date.UTC(2026, 0, 5) + at * 8 * day,
      calls: () => callsEach,
      memoryMB: ({ environment }) => needMB * (0.97 + 0.03 * effectOf(effects, environment, random)),
      durationMs: (call) => {
        if (at === sizesMB.length - 1) calls++;
        return truthAt(world.curve, sizeMB) * noiseAt(world, sizeMB, `${at}`, call.environment, call.random);
      },
      initMs: () => initMs,
    })),
    seed,
    `f${seed}`,
  );
  return { usage, currentMB: sizesMB.at(-1) as number, initMs, coldShare: 1 / callsEach, calls };
}

function effectOf(effects: Map<number, number>, environment: number, random: Random): number {
  const known = effects.get(environment) ?? random();
  effects.set(environment, known);
  return known;
}

const environmentEffects = new WeakMap<World, Map<string, number>>();

/** One call's factor, mean 1: the environment's own speed times a measured residual of the nearest size. */
function noiseAt(world: World, sizeMB: number, at: string, environment: number, random: Random): number {
  const cell = world.noise.reduce((best, next) =>
    Math.abs(Math.log(next.sizeMB / sizeMB)) < Math.abs(Math.log(best.sizeMB / sizeMB)) ? next : best,
  );
  const residual = cell.ratios[integerBelow(random, cell.ratios.length)] as number;
  const between = Math.min(0.3, world.noiseLevel) * Math.sqrt(world.betweenShare);
  const effects = environmentEffects.get(world) ?? new Map<string, number>();
  environmentEffects.set(world, effects);
  const key = `${at} ${environment}`;
  const effect = effects.get(key) ?? Math.exp(between * normalVariate(random) - between ** 2 / 2);
  effects.set(key, effect);
  return effect * residual;
}

function sameFunction(a: string, b: string): boolean {
  const plain = (name: string) => name.replace(/ cold$/, '').trim();
  return plain(a) === plain(b);
}

function logNormalRatios(random: Random): number[] {
  return Array.from({ length: 60 }, () => Math.exp(0.1 * normalVariate(random) - 0.005));
}
