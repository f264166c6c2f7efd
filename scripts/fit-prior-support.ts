/** The fitting itself: weights of broad shapes that make measured curves likely (nonparametric maximum likelihood by expectation maximisation; Kiefer and Wolfowitz 1956, Laird 1978). */

import { byKey, type MeasuredCurve } from '../bench/curve-data.ts';
import { type CurveBank, curveBank } from '../src/core/tuning/curve-bank.ts';
import { logLikelihoods } from '../src/core/tuning/curve-model.ts';
import type { SupportRow } from '../src/core/tuning/curve-prior.ts';
import type { CurveShape } from '../src/core/tuning/curve-shapes.ts';

/** Broad shapes that compete for the curves. */
const PROPOSALS = 6_000;
const ROUNDS = 60;
/** Sizes of a curve that are used: evenly chosen, so that dense sweeps do not outweigh everything. */
const MOST_SIZES = 12;

/** Rows of the fitted prior, heaviest first. A source counts with the square root of its curves, so that no benchmark suite rules. */
export function fitSupport(curves: readonly MeasuredCurve[], seed: number, rows = 120): SupportRow[] {
  return supportFitter(curves, seed)(curves, rows);
}

/** The same for any part of the curves, the costly half done once: for fits that leave one source out at a time. */
export function supportFitter(
  all: readonly MeasuredCurve[],
  seed: number,
): (curves: readonly MeasuredCurve[], rows?: number) => SupportRow[] {
  const bank = curveBank({ support: [], supportShare: 0 }, seed, PROPOSALS);
  const known = new Map(
    all.map((curve) => [curve, normalised(logLikelihoods(bank, { sizes: thinned(curve), cpuMs: null }))]),
  );
  return (curves, rows = 120) => {
    const perSource = byKey(curves, ({ source }) => source);
    const likelihoods = curves.map((curve) => known.get(curve) as Float64Array);
    const weights = curves.map(({ source }) => 1 / Math.sqrt(perSource.get(source)?.length ?? 1));
    return supportRows(bank, maximise(likelihoods, weights), rows);
  };
}

function thinned({ points }: MeasuredCurve) {
  if (points.length <= MOST_SIZES) return points;
  const step = (points.length - 1) / (MOST_SIZES - 1);
  return Array.from({ length: MOST_SIZES }, (_, k) => points[Math.round(k * step)] as (typeof points)[number]);
}

function normalised(logs: Float64Array): Float64Array {
  const top = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return logs.map((value) => Math.exp(value - top));
}

function maximise(likelihoods: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const count = likelihoods[0]?.length ?? 0;
  const total = weights.reduce((a, b) => a + b, 0);
  let shares = new Float64Array(count).fill(1 / count);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(count);
    likelihoods.forEach((likelihood, c) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += (likelihood[i] as number) * (shares[i] as number);
      const factor = (weights[c] as number) / total / sum;
      for (let i = 0; i < count; i++)
        next[i] = (next[i] as number) + factor * (likelihood[i] as number) * (shares[i] as number);
    });
    shares = next;
  }
  return shares;
}

function supportRows(bank: CurveBank, shares: Float64Array, rows: number): SupportRow[] {
  const heaviest = [...shares.keys()].sort((a, b) => (shares[b] as number) - (shares[a] as number)).slice(0, rows);
  const kept = heaviest.filter((i) => (shares[i] as number) > 1e-4);
  const total = kept.reduce((sum, i) => sum + (shares[i] as number), 0);
  return kept.map((i) => rowOf(bank.shapes[i] as CurveShape, (shares[i] as number) / total));
}

function rowOf(shape: CurveShape, weight: number): SupportRow {
  const round = (value: number, digits = 3) => Number(value.toFixed(digits));
  if (shape.kind === 'burst') {
    return [
      'b',
      round(weight, 4),
      round(Math.log(shape.waitMs)),
      round(Math.log(shape.cpuMs)),
      round(shape.phaseMs, 1),
    ];
  }
  const { cpuShare, exponent, overlap, threads, excess } = shape;
  const logit = Math.log(cpuShare / (1 - cpuShare));
  return [
    's',
    round(weight, 4),
    round(Math.min(9, Math.max(-9, logit))),
    round(exponent),
    round(overlap, 2),
    round(threads, 2),
    round(excess),
  ];
}
