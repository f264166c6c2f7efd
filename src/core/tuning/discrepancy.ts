/** What no formula of a curve catches: a smooth random departure in ln duration, wider at the small sizes, known at a few knots and straight between them. */
import { normalVariate, type Random, skipNormal } from '../stats/prng.ts';
import { cholesky } from './gaussian.ts';

/** Sizes where the departure is defined, MB; between them it is linear in ln size, so that any size has an exact covariance. */
const KNOTS_MB = [
  128, 160, 200, 256, 340, 450, 600, 800, 1_100, 1_450, 1_769, 2_300, 3_008, 4_200, 6_000, 10_240,
] as const;
const LOG_KNOTS = KNOTS_MB.map(Math.log);
/** Standard deviation in ln duration at large sizes, and what is added at 128 MB (fades over 0.55 in ln size); both set by coverage on left-out sources (npm run bench:sizing). */
const SPREAD = 0.05;
const LOW_MEMORY_SPREAD = 0.09;
/** How far departures reach, in ln size. */
const LENGTH = 0.45;

const COVARIANCE: readonly (readonly number[])[] = LOG_KNOTS.map((a) =>
  LOG_KNOTS.map((b) => spreadAt(a) * spreadAt(b) * Math.exp(-0.5 * ((a - b) / LENGTH) ** 2) + (a === b ? 1e-6 : 0)),
);
const FACTOR = cholesky(COVARIANCE);

/** Where a size lies between the knots. */
export interface KnotPosition {
  readonly left: number;
  readonly share: number;
}

/** The position of a size among the knots; sizes beyond the ends take the end's value. */
export function knotPosition(sizeMB: number): KnotPosition {
  const x = Math.log(sizeMB);
  let left = 0;
  while (left < LOG_KNOTS.length - 2 && x > (LOG_KNOTS[left + 1] as number)) left++;
  const from = LOG_KNOTS[left] as number;
  const share = (x - from) / ((LOG_KNOTS[left + 1] as number) - from);
  return { left, share: Math.min(1, Math.max(0, share)) };
}

/** How much a curve departs from its formula, as factors of the spread: most are smooth, some are rough (measured curves of every source mix both). */
export const ROUGHNESS = [
  { factor: 0.35, share: 0.45 },
  { factor: 1, share: 0.35 },
  { factor: 2.5, share: 0.2 },
] as const;

/** Draws the number of a roughness. */
export function drawRoughness(random: Random): number {
  const u = random();
  return u < ROUGHNESS[0].share ? 0 : u < ROUGHNESS[0].share + ROUGHNESS[1].share ? 1 : 2;
}

/** Covariance of the departures at two sizes, for roughness 1. */
export function departureCovariance(a: KnotPosition, b: KnotPosition): number {
  const low = between(COVARIANCE[a.left]!, b);
  const high = between(COVARIANCE[a.left + 1]!, b);
  return (1 - a.share) * low + a.share * high;
}

/** Numbers that a departure has. */
export const KNOTS = KNOTS_MB.length;

/** Draws a departure: writes its values at the knots into `into` from `at` on. */
export function drawDeparture(random: Random, into: Float64Array, at: number): void {
  for (let k = 0; k < KNOTS; k++) NORMALS[k] = normalVariate(random);
  for (let i = 0; i < KNOTS; i++) {
    let sum = 0;
    for (let k = 0; k <= i; k++) sum += FLAT_FACTOR[KNOTS * i + k]! * NORMALS[k]!;
    into[at + i] = sum;
  }
}

/** Passes over a departure's random numbers: the generator stands where `drawDeparture` would leave it, without the roots and logarithms. */
export function skipDeparture(random: Random): void {
  for (let k = 0; k < KNOTS; k++) skipNormal(random);
}

const NORMALS = new Float64Array(KNOTS);
const FLAT_FACTOR = Float64Array.from(FACTOR.flat());

/** The value of a departure at a position; its knots begin at `from`. */
export function between(values: ArrayLike<number>, { left, share }: KnotPosition, from = 0): number {
  return (1 - share) * values[from + left]! + share * values[from + left + 1]!;
}

function spreadAt(logSize: number): number {
  return SPREAD + LOW_MEMORY_SPREAD * Math.exp(-(logSize - Math.log(128)) / 0.55);
}
