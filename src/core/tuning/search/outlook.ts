/** The belief about durations and costs at a ladder of sizes, draw by draw. */
import { normalQuantile } from '../../stats/distributions.ts';
import { gammaVariate, normalVariate, randomFrom } from '../../stats/prng.ts';
import type { CurvePosterior } from '../curve-model.ts';
import type { Observations } from './observations.ts';
import type { SearchOptions, SearchSample } from './options.ts';
import { refinedPosterior } from './refine.ts';

/** What each draw of the belief says about each size: mean warm ms, ln of it, and MB x ms billed a call at the traffic's cold share. */
export interface Outlook {
  readonly sizesMB: readonly number[];
  readonly draws: number;
  readonly logMs: readonly Float64Array[];
  readonly ms: readonly Float64Array[];
  readonly cost: readonly Float64Array[];
  /** For `slo`: the percentile's duration over the mean, one number a draw; else null. */
  readonly percentile: Float64Array | null;
}

/** The belief that observations lead to. The posterior is shared by every ladder of a step. */
export interface Belief {
  readonly posterior: CurvePosterior;
  readonly cold: ColdTerm;
  readonly percentile: Float64Array | null;
}

/** What a cold call bills on top: init does not depend on memory, the first run of the handler takes `firstRun` times a warm one (tuning-evidence section 7). */
interface ColdTerm {
  readonly share: number;
  readonly initMs: number;
  readonly firstRun: number;
}

/** Draws that stand for the belief: enough for 90 % chances to be good to one or two percent. */
const DRAWS = 360;
/** Sizes measured in turn within minutes differ by less than sizes seen weeks apart (ln). */
const DRIFT = 0.006;
/** Billed time is rounded up to a whole ms: half a ms on average. */
const ROUNDING_MS = 0.5;

/** Conditions the bank on what was observed. The same samples and seed give the same belief. */
export function believe(options: SearchOptions, seen: Observations, samples: readonly SearchSample[]): Belief {
  const evidence = {
    sizes: seen.sizes.map((size) => ({ ...size, fewCalls: size.calls })),
    cpuMs: seen.cpuMs,
    drift: DRIFT,
  };
  const seed = (options.seed * 7_919 + samples.length * 104_729) >>> 0;
  return {
    posterior: refinedPosterior(options.bank, evidence, seed, DRAWS),
    cold: coldTerm(options, seen, samples),
    percentile: percentileDraws(options, seen, seed),
  };
}

/** The belief at given sizes. */
export function outlookAt({ posterior, cold, percentile }: Belief, sizesMB: readonly number[]): Outlook {
  const logMs = sizesMB.map((size) => posterior.logMs(size));
  const warm = 1 - cold.share + cold.share * cold.firstRun;
  const fixed = cold.share * cold.initMs + ROUNDING_MS;
  const ms = logMs.map(exponentials);
  const cost = ms.map((values, d) => scaled(values, warm * sizesMB[d]!, fixed * sizesMB[d]!));
  return { sizesMB, draws: posterior.draws, logMs, ms, cost, percentile };
}

/** Plain loops: with callbacks this was an eighth of a search. */
function exponentials(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = Math.exp(values[i]!);
  return result;
}

function scaled(values: Float64Array, factor: number, offset: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = factor * values[i]! + offset;
  return result;
}

function coldTerm({ coldShare: share }: SearchOptions, seen: Observations, samples: readonly SearchSample[]): ColdTerm {
  const cold = samples.filter(({ kind, status }) => kind === 'cold' && status === 'success');
  const inits = cold.flatMap(({ initMs }) => (initMs === undefined ? [] : [initMs]));
  const warmAt = new Map(seen.sizes.map(({ sizeMB, meanMs }) => [sizeMB, meanMs]));
  const ratios = cold.flatMap(({ sizeMB, durationMs }) =>
    warmAt.has(sizeMB) ? [Math.log(Math.max(0.01, durationMs) / warmAt.get(sizeMB)!)] : [],
  );
  return { share, initMs: mean(inits) ?? 0, firstRun: Math.exp(mean(ratios) ?? 0) };
}

/** From few calls a percentile rests on the shape of the noise: log-normal around the mean, its spread uncertain as the calls are few. */
function percentileDraws(
  { goal }: SearchOptions,
  { noise, between, freedom }: Observations,
  seed: number,
): Float64Array | null {
  if (goal.kind !== 'slo') return null;
  const random = randomFrom(seed ^ 0x51_0e);
  const z = normalQuantile(goal.percentile / 100);
  return Float64Array.from({ length: DRAWS }, () => {
    const spread = Math.hypot(noise, between) * Math.sqrt(freedom / (2 * gammaVariate(random, freedom / 2)));
    const tilt = 0.02 * normalVariate(random);
    return Math.exp(z * spread - spread ** 2 / 2 + tilt);
  });
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}
