/** From evidence to a belief about a function's curve: prior curves are weighted by how well they explain the evidence and bent through it (Matheron's rule). */
import { normalVariate, type Random, randomFrom } from '../stats/prng.ts';
import { type CurveBank, GROUPS } from './curve-bank.ts';
import { departureCovariance, type KnotPosition, knotPosition } from './discrepancy.ts';
import { cholesky, choleskySolve, forwardSolve, logDeterminant } from './gaussian.ts';
import { isUnstalled, lessCertain, luckOfCurve, UNSTALLED } from './stalls.ts';

/** The mean warm duration seen at one size, in ms, and the standard error of its logarithm (environments as clusters). */
export interface SizeEvidence {
  readonly sizeMB: number;
  readonly meanMs: number;
  readonly logError: number;
  /** Calls behind the mean where they are few: by luck they may have stalled more or less than others do. Absent: so many that it evens out. */
  readonly fewCalls?: number;
}

/** All that is known of one function's durations. `cpuMs`: mean CPU time of a call, from Lambda Insights. */
export interface CurveEvidence {
  readonly sizes: readonly SizeEvidence[];
  readonly cpuMs: number | null;
  /** How far sizes may differ for reasons other than memory, ln; absent: as for sizes seen weeks apart. Interleaved measurements drift less. */
  readonly drift?: number;
}

/** A belief about a curve as equally likely draws. */
export interface CurvePosterior {
  readonly draws: number;
  /** ln of the mean warm duration in ms at a size, one number a draw; written to `into` where it is given. */
  logMs(sizeMB: number, into?: Float64Array): Float64Array;
  /** Variance of ln duration of a single call that stalls make at a size, the mean over draws. */
  luckAt(sizeMB: number): number;
  /** Number of bank curves that carry the weight; a low one says that nothing like this function was expected. */
  readonly effectiveCurves: number;
}

/** Draws of a belief: 2.5 % tails rest on 12 of them, which moves an interval's end by a few percent of its width. */
export const DRAWS = 480;
/** Sizes seen at different times differ by more than their standard errors: deployments, hosts, hours of the day (ln duration). */
const DRIFT = 0.025;
/** How closely CPU time follows the shape's CPU part: runtime threads and extensions count too (ln). */
const CPU_ERROR = 0.2;

/** The belief after the evidence; `seed` makes it repeatable. Without any size the draws are the prior's. */
export function curvePosterior(bank: CurveBank, evidence: CurveEvidence, seed: number, draws = DRAWS): CurvePosterior {
  const random = randomFrom(seed);
  const rows = rowsOf(bank, evidence);
  const groups = GROUPS.map((group) => conditioned(rows, group));
  const weights = weigh(bank, rows, groups);
  const chosen = resample(weights, draws, random);
  const pulls = pullsOf(bank, rows, chosen, groups, random);
  return {
    draws,
    effectiveCurves: effectiveNumber(weights),
    logMs: (sizeMB, into = new Float64Array(draws)) => bent(bank, rows, chosen, pulls, groups, sizeMB, into),
    luckAt: (sizeMB) => meanOf(bank.luckAt(sizeMB), chosen),
  };
}

/** ln of the marginal likelihood of the evidence under each curve of the bank, up to a constant of the evidence; for fitting priors. */
export function logLikelihoods(bank: CurveBank, evidence: CurveEvidence): Float64Array {
  const rows = rowsOf(bank, evidence);
  return logWeights(
    bank,
    rows,
    GROUPS.map((group) => conditioned(rows, group)),
  );
}

/** One thing observed: a size's mean, or the CPU time (no size and position: the departure does not touch it). */
export interface Observation {
  readonly sizeMB: number | null;
  readonly value: number;
  readonly error: number;
  readonly position: KnotPosition | null;
  readonly fewCalls?: number | undefined;
}

/** An observation beside what the bank's curves have there. */
interface Row extends Observation {
  readonly shape: Float64Array;
  readonly departure: Float64Array | null;
  /** What stalls add to the variance, one number a curve; null: nothing. */
  readonly luck: Float64Array | null;
}

/** The Gaussian part of a group of curves: what the evidence's covariance is for them. */
export interface Conditioned {
  readonly group: (typeof GROUPS)[number];
  readonly levelVariance: number;
  /** The evidence's covariance, its rows one after another. */
  readonly matrix: Float64Array;
  /** Cholesky factor of the evidence's covariance, its rows one after another. */
  readonly factor: Float64Array;
  readonly logDet: number;
}

/** What the evidence amounts to: ln durations with their errors, and the CPU time last. */
export function observationsOf({ sizes, cpuMs, drift: stated = DRIFT }: CurveEvidence): Observation[] {
  const drift = sizes.length > 1 ? stated : 0;
  const seen = sizes.map(({ sizeMB, meanMs, logError, fewCalls }): Observation => {
    const error = Math.hypot(Math.max(logError, 0.002), drift);
    return { sizeMB, value: Math.log(meanMs), error, position: knotPosition(sizeMB), fewCalls };
  });
  if (cpuMs === null || !(cpuMs > 0)) return seen;
  return [...seen, { sizeMB: null, value: Math.log(cpuMs), error: CPU_ERROR, position: null }];
}

function rowsOf(bank: CurveBank, evidence: CurveEvidence): Row[] {
  return observationsOf(evidence).map((seen) =>
    seen.sizeMB === null
      ? { ...seen, shape: bank.cpu, departure: null, luck: null }
      : {
          ...seen,
          shape: bank.shapeAt(seen.sizeMB),
          departure: bank.departureAt(seen.sizeMB),
          luck: seen.fewCalls === undefined ? null : bank.luckAt(seen.sizeMB),
        },
  );
}

function covariance(a: Observation, b: Observation): number {
  return a.position && b.position ? departureCovariance(a.position, b.position) : 0;
}

/** What the observations' covariance is for a group of curves. */
export function conditioned(rows: readonly Observation[], group: (typeof GROUPS)[number]): Conditioned {
  const levelVariance = group.levelSpread ** 2;
  const rough = group.roughness ** 2;
  const matrix = rows.map((a) =>
    rows.map((b) => levelVariance + rough * covariance(a, b) + (a === b ? a.error * a.error : 0)),
  );
  const factor = cholesky(matrix);
  return {
    group,
    levelVariance,
    matrix: Float64Array.from(matrix.flat()),
    factor: Float64Array.from(factor.flat()),
    logDet: logDeterminant(factor),
  };
}

/** Degrees of freedom of the evidence's likelihood: tails wide enough that one odd size does not rule out all curves. */
const TAIL = 6;

/** Marginal likelihood of the evidence under each curve, level and departure integrated out; Student-t, so that an odd size is survived. */
function logWeights(bank: CurveBank, rows: readonly Row[], groups: readonly Conditioned[]): Float64Array {
  const weights = new Float64Array(bank.count);
  if (rows.length === 0) return weights;
  const miss = new Float64Array(rows.length);
  const luck = new Float64Array(rows.length);
  const stalls = rows.some((row) => row.luck !== null);
  for (let i = 0; i < bank.count; i++) {
    const own = groups[bank.group[i]!]!;
    const { factor, logDet } = stalls && luckOfCurve(rows, i, luck) ? lessCertain(own.matrix, luck) : own;
    const { group } = own;
    for (let r = 0; r < rows.length; r++) miss[r] = rows[r]!.value - rows[r]!.shape[i]! - group.levelMean;
    forwardSolve(factor, miss);
    let distance = 0;
    for (let r = 0; r < miss.length; r++) distance += miss[r]! * miss[r]!;
    weights[i] = -0.5 * (TAIL + rows.length) * Math.log1p(distance / TAIL) - 0.5 * logDet;
    if (stalls && isUnstalled(bank.drawn.shapes, i, rows)) weights[i] = weights[i]! + UNSTALLED;
  }
  return weights;
}

function weigh(bank: CurveBank, rows: readonly Row[], groups: readonly Conditioned[]): Float64Array {
  const weights = logWeights(bank, rows, groups);
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < weights.length; i++) top = Math.max(top, weights[i]!);
  for (let i = 0; i < weights.length; i++) weights[i] = Math.exp(weights[i]! - top);
  return weights;
}

/** Systematic resampling: numbers of the bank's curves, as often as their weight says. */
function resample(weights: Float64Array, count: number, random: Random): Uint32Array {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  const chosen = new Uint32Array(count);
  let at = 0;
  let reached = weights[0] as number;
  const offset = random();
  for (let draw = 0; draw < count; draw++) {
    const wanted = ((draw + offset) / count) * total;
    while (reached < wanted && at < weights.length - 1) reached += weights[++at] as number;
    chosen[draw] = at;
  }
  return chosen;
}

/** What bends each chosen curve: its level, and (K + E)^-1 times its miss, noise added as Matheron's rule wants it. */
interface Pulls {
  readonly levels: Float64Array;
  /** Group of each draw's curve, and its roughness. */
  readonly group: Uint8Array;
  readonly roughness: Float64Array;
  /** One row of the evidence after another, a number a draw. */
  readonly weights: readonly Float64Array[];
}

function pullsOf(
  bank: CurveBank,
  rows: readonly Row[],
  chosen: Uint32Array,
  groups: readonly Conditioned[],
  random: Random,
): Pulls {
  const levels = new Float64Array(chosen.length);
  const group = new Uint8Array(chosen.length);
  const roughness = new Float64Array(chosen.length);
  const weights = rows.map(() => new Float64Array(chosen.length));
  const miss = new Float64Array(rows.length);
  const luck = new Float64Array(rows.length);
  for (let draw = 0; draw < chosen.length; draw++) {
    const i = chosen[draw]!;
    group[draw] = bank.group[i]!;
    const ofGroup = groups[group[draw]!]!;
    const { group: own } = ofGroup;
    const { factor } = luckOfCurve(rows, i, luck) ? lessCertain(ofGroup.matrix, luck) : ofGroup;
    roughness[draw] = own.roughness;
    // A fresh level for every draw: a curve that is chosen many times must not bring the same one each time.
    const level = own.levelMean + own.levelSpread * normalVariate(random);
    levels[draw] = level;
    for (let r = 0; r < rows.length; r++) {
      const { value, error, shape, departure } = rows[r]!;
      const departs = departure === null ? 0 : own.roughness * departure[draw % departure.length]!;
      miss[r] = value + Math.sqrt(error * error + luck[r]!) * normalVariate(random) - shape[i]! - departs - level;
    }
    choleskySolve(factor, miss);
    for (let r = 0; r < rows.length; r++) weights[r]![draw] = miss[r]!;
  }
  return { levels, group, roughness, weights };
}

/** Departures are independent of shapes: every draw takes one of its own, so that a curve chosen many times still spreads. Plain loops: sizing spends its time here. */
function bent(
  bank: CurveBank,
  rows: readonly Row[],
  chosen: Uint32Array,
  { levels, group, roughness, weights }: Pulls,
  groups: readonly Conditioned[],
  sizeMB: number,
  result: Float64Array,
): Float64Array {
  const shape = bank.shapeAt(sizeMB, chosen);
  const departure = bank.departureAt(sizeMB);
  for (let draw = 0, other = 0; draw < chosen.length; draw++, other++) {
    if (other === departure.length) other = 0;
    result[draw] = shape[chosen[draw]!]! + roughness[draw]! * departure[other]! + levels[draw]!;
  }
  const reaches = reachesOf(rows, groups, sizeMB);
  for (let r = 0; r < rows.length; r++) {
    const pull = weights[r]!;
    const reach = reaches[r]!;
    for (let draw = 0; draw < chosen.length; draw++) result[draw] = result[draw]! + reach[group[draw]!]! * pull[draw]!;
  }
  return result;
}

/** Covariance of each observation with the curve at a size, one number a group. */
function reachesOf(rows: readonly Observation[], groups: readonly Conditioned[], sizeMB: number): Float64Array[] {
  const position = knotPosition(sizeMB);
  return rows.map((row) => {
    const shared = row.position ? departureCovariance(position, row.position) : 0;
    return Float64Array.from(groups, ({ group, levelVariance }) => group.roughness ** 2 * shared + levelVariance);
  });
}

function meanOf(column: Float64Array, chosen: Uint32Array): number {
  let sum = 0;
  for (let draw = 0; draw < chosen.length; draw++) sum += column[chosen[draw]!]!;
  return sum / chosen.length;
}

function effectiveNumber(weights: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
