/** A closer look where the bank is too coarse: when a handful of its curves carry all the weight, new ones are drawn around them. */
import { type CurveBank, curveBank } from '../curve-bank.ts';
import { type CurveEvidence, type CurvePosterior, curvePosterior, logLikelihoods } from '../curve-model.ts';
import type { SupportRow } from '../curve-prior.ts';
import type { CurveShape } from '../curve-shapes.ts';

/** Fewer curves than this with weight say too little about how far the answer may be off (stairs of a burst: their place rests on one number each). */
const TOO_FEW = 40;
/** Curves around which new ones are drawn, and how many those are. */
const [SEEDS, FRESH] = [60, 1_500];
/** Weights are flattened before they are drawn from, because the evidence weighs the new curves once more. */
const FLATTENED = 0.4;
/** How often it may look closer. */
const ROUNDS = 2;

/**
 * The belief, from a finer bank where the given one is too coarse (Liu and West 2001: particles are drawn anew around those that survive).
 * The new curves scatter about as far as neighbours in the bank lie apart. The same input gives the same belief.
 */
export function refinedPosterior(
  bank: CurveBank,
  evidence: CurveEvidence,
  seed: number,
  draws: number,
): CurvePosterior {
  let posterior = curvePosterior(bank, evidence, seed, draws);
  let current = bank;
  for (let round = 1; round <= ROUNDS && posterior.effectiveCurves < TOO_FEW && evidence.sizes.length > 1; round++) {
    current = curveBank({ support: survivors(current, evidence), supportShare: 1 }, seed + round, FRESH);
    posterior = curvePosterior(current, evidence, seed, draws);
  }
  return posterior;
}

function survivors(bank: CurveBank, evidence: CurveEvidence): SupportRow[] {
  const logs = logLikelihoods(bank, evidence);
  const best = [...logs.keys()].sort((a, b) => logs[b]! - logs[a]! || a - b).slice(0, SEEDS);
  const top = logs[best[0]!]!;
  const weights = best.map((i) => Math.exp(FLATTENED * (logs[i]! - top)));
  const total = weights.reduce((a, b) => a + b, 0);
  return best.map((i, k) => rowOf(bank.shapes[i]!, weights[k]! / total));
}

function rowOf(shape: CurveShape, weight: number): SupportRow {
  if (shape.kind === 'burst') return ['b', weight, Math.log(shape.waitMs), Math.log(shape.cpuMs), shape.phaseMs];
  const { cpuShare, exponent, overlap, threads, excess } = shape;
  const share = Math.min(1 - 1e-4, Math.max(1e-4, cpuShare));
  return ['s', weight, Math.log(share / (1 - share)), exponent, overlap, threads, excess];
}
