/** What is believed about curves before any evidence of the function itself: shapes of real curves, broadened, and a share of shapes nobody has measured yet. */
import { gammaVariate, normalVariate, type Random } from '../stats/prng.ts';
import type { CurveShape } from './curve-shapes.ts';

/** One kind of curve met in the data: the numbers of its shape and its weight (weights sum to 1). */
export type SupportRow =
  | readonly [
      kind: 's',
      weight: number,
      logitCpu: number,
      exponent: number,
      overlap: number,
      threads: number,
      excess: number,
    ]
  | readonly [kind: 'b', weight: number, logWaitMs: number, logCpuMs: number, phaseMs: number];

/** The fitted part of a prior: see scripts/fit-prior.ts. */
export interface CurvePrior {
  readonly support: readonly SupportRow[];
  /** Share of the prior that is drawn from the support; the rest comes from `broadShape`. */
  readonly supportShare: number;
}

/** Draws one shape: a broadened support row, or a broad one. */
export function drawShape(prior: CurvePrior, random: Random): CurveShape {
  if (prior.support.length > 0 && random() < prior.supportShare) return near(pick(prior.support, random), random);
  return broadShape(random);
}

/** Share of short bursts among broad shapes: half of all requests take less than some 50 ms (Lin et al. 2026), part of them with too little CPU to be throttled. */
const BURST_SHARE = 0.4;

/**
 * A shape from wide distributions that know the platform and no data: any mix of waiting and computing (bound by either in a third of cases each),
 * exponents around 1.05, one thread in most cases, up to six vCPUs in some.
 */
function broadShape(random: Random): CurveShape {
  if (random() < BURST_SHARE) {
    return {
      kind: 'burst',
      waitMs: Math.exp(uniform(random, Math.log(0.3), Math.log(120))),
      cpuMs: Math.exp(uniform(random, Math.log(0.7), Math.log(80))),
      phaseMs: uniform(random, 4, 17),
    };
  }
  const bound = Math.floor(random() * 3);
  const logitCpu = normalVariate(random) * 1.4 + ([-2.8, 0, 3.2][bound] as number);
  return {
    kind: 'smooth',
    cpuShare: logistic(logitCpu),
    exponent: clamp(1.05 + 0.09 * normalVariate(random), 0.85, 1.4),
    overlap: random() < 0.7 ? 1 : 1 + 3 * random(),
    threads: random() < 0.72 ? 1 : 1 + 5 * random(),
    excess: random() < 0.5 ? 0 : 0.25 * gammaVariate(random, 1),
  };
}

/** The row's numbers, jittered about as far as neighbouring rows lie apart. */
function near(row: SupportRow, random: Random): CurveShape {
  if (row[0] === 'b') {
    return {
      kind: 'burst',
      waitMs: Math.exp(row[2] + 0.15 * normalVariate(random)),
      cpuMs: Math.exp(row[3] + 0.12 * normalVariate(random)),
      phaseMs: clamp(row[4] + normalVariate(random), 2, 19),
    };
  }
  const [, , logitCpu, exponent, overlap, threads, excess] = row;
  return {
    kind: 'smooth',
    cpuShare: logistic(logitCpu + 0.35 * normalVariate(random)),
    exponent: clamp(exponent + 0.03 * normalVariate(random), 0.8, 1.5),
    overlap: overlap === 1 ? 1 : Math.max(1, overlap + 0.3 * normalVariate(random)),
    threads: threads <= 1 ? 1 : Math.max(1, threads * Math.exp(0.1 * normalVariate(random))),
    excess: Math.max(0, excess * Math.exp(0.2 * normalVariate(random))),
  };
}

function pick(rows: readonly SupportRow[], random: Random): SupportRow {
  let left = random();
  for (const row of rows) {
    left -= row[1];
    if (left <= 0) return row;
  }
  return rows[rows.length - 1] as SupportRow;
}

function uniform(random: Random, from: number, to: number): number {
  return from + (to - from) * random();
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
