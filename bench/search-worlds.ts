/** Functions with a known answer: a measured curve as the truth, measured residuals as the noise of single calls. */
import { integerBelow, type Random, randomFrom, seedFromText } from '../src/core/stats/prng.ts';
import { type MeasuredCurve, type RawCell, spread } from './curve-data.ts';
import { type FirstCallRatios, firstCallRatioOf } from './first-calls.ts';
import { noiseFor, truthAt, type World } from './replay-window.ts';

/** A function that answers calls at any size in its measured range. */
export interface SearchWorld {
  readonly source: string;
  readonly name: string;
  readonly lowMB: number;
  readonly highMB: number;
  /** At least 11 sizes were measured: between them the truth is not just a grid's own. */
  readonly dense: boolean;
  /** Single calls of this very function were measured; else the residuals are another function's. */
  readonly ownNoise: boolean;
  /** Duration of one warm call, ms, and of the first call of an environment. */
  call(sizeMB: number, random: Random): number;
  firstCall(sizeMB: number, random: Random): number;
  /** True mean duration, and mean billed ms x MB. */
  meanMs(sizeMB: number): number;
  cost(sizeMB: number): number;
  readonly cheapest: number;
  /** Duration of the fastest size within 5 % of the cheapest. */
  readonly idealMs: number;
  readonly noiseClass: NoiseClass;
}

/** By the coefficient of variation of single calls: quiet below 5 %, usual below 15 %. */
export type NoiseClass = 'quiet' | 'usual' | 'noisy';

/** Slack of the goal `balanced`. */
export const SLACK = 1.05;
/** Dense: this many measured sizes or more. */
export const DENSE_SIZES = 11;
/** Sizes of the truth between measured ones are this close. */
const GRID_RATIO = 1.01;

/** The world of a curve. A function without single calls of its own borrows the residuals of another cell, a fresh one for every `variant`. */
export function searchWorld(
  curve: MeasuredCurve,
  cells: readonly RawCell[],
  variant: number,
  ratios: readonly FirstCallRatios[] = [],
): SearchWorld {
  const random = randomFrom(seedFromText(`${curve.source} ${curve.name}`, variant));
  const noise = noiseFor(curve, cells, random);
  const ownNoise = noise.length > 1;
  const [first, last] = [curve.points[0], curve.points.at(-1)];
  const [lowMB, highMB] = [first?.sizeMB ?? 128, last?.sizeMB ?? 128];
  const cost = (sizeMB: number) => meanCeil(truthAt(curve, sizeMB), nearest(noise, sizeMB)) * sizeMB;
  const grid = truthGrid(curve, lowMB, highMB);
  const costs = grid.map(cost);
  const cheapest = Math.min(...costs);
  const idealMs = Math.min(
    ...grid.filter((_, i) => (costs[i] ?? 0) <= SLACK * cheapest).map((size) => truthAt(curve, size)),
  );
  const longer = firstCallRatioOf(curve, ratios, random);
  const call = (sizeMB: number, own: Random) => {
    const residuals = nearest(noise, sizeMB);
    return Math.max(0.01, truthAt(curve, sizeMB) * (residuals[integerBelow(own, residuals.length)] ?? 1));
  };
  return {
    source: curve.source,
    name: curve.name,
    lowMB,
    highMB,
    dense: curve.points.length >= DENSE_SIZES,
    ownNoise,
    call,
    firstCall: (sizeMB, own) => longer(sizeMB) * call(sizeMB, own),
    meanMs: (sizeMB) => truthAt(curve, sizeMB),
    cost,
    cheapest,
    idealMs,
    noiseClass: classOf(noise),
  };
}

function truthGrid({ points }: MeasuredCurve, lowMB: number, highMB: number): number[] {
  const sizes = new Set(points.map(({ sizeMB }) => sizeMB));
  for (let size = lowMB; size < highMB; size = Math.max(size + 1, Math.round(size * GRID_RATIO))) sizes.add(size);
  return [...sizes].sort((a, b) => a - b);
}

function nearest(noise: World['noise'], sizeMB: number): readonly number[] {
  let best = noise[0];
  for (const cell of noise) {
    if (Math.abs(Math.log(cell.sizeMB / sizeMB)) < Math.abs(Math.log((best?.sizeMB ?? 1) / sizeMB))) best = cell;
  }
  return best?.ratios ?? [1];
}

function meanCeil(meanMs: number, ratios: readonly number[]): number {
  let sum = 0;
  for (const ratio of ratios) sum += Math.ceil(meanMs * ratio);
  return sum / ratios.length;
}

function classOf(noise: World['noise']): NoiseClass {
  const cvs = noise.map(({ ratios }) => spread(ratios)).sort((a, b) => a - b);
  const middle = cvs[cvs.length >> 1] ?? 0;
  return middle < 0.05 ? 'quiet' : middle < 0.15 ? 'usual' : 'noisy';
}
