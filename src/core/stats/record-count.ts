/** Growth within environments told from chance: counts the new records of a running maximum, whose number under steady load is known whatever the load's shape. */
import { normalUpper } from './distributions.ts';

/** One environment: how many values its running maximum was taken over, and how many different maxima it showed (at least 1). */
export interface RunningMaximum {
  readonly calls: number;
  readonly distinct: number;
}

/** The pooled result. */
export interface RecordCount {
  /** New records after the first value (and after the warm-up), all environments together. */
  readonly records: number;
  /** How many to expect under steady load: sum of 1/i over i = 2..calls. */
  readonly expected: number;
  /** Sum of 1/i - 1/i^2. */
  readonly variance: number;
  /** Chance of so many or more under steady load; ties (whole MB) make the true chance smaller. */
  readonly p: number;
  readonly environments: number;
}

/** Terms 2..32 are taken one by one; later ones are so rare that together they are Poisson (variance too great by less than 1/32 an environment). */
const EXACT_TERMS = 32;
const EULER = 0.577_215_664_901_532_9;

/**
 * Record-count test (Foster and Stuart 1954; distribution-free by Renyi 1962: call i of an exchangeable sequence is a record with chance 1/i, independently).
 * One-sided for too many records, pooled over environments, by the saddlepoint approximation of Lugannani and Rice. `warmUp`: so many first calls of
 * an environment may all be records without counting, and the sequence begins anew behind them; this bounds the chance also for loads that grow
 * at first and are steady then. Environments without more calls than that are left out; null when none is left.
 */
export function recordCountTest(environments: readonly RunningMaximum[], warmUp = 0): RecordCount | null {
  const used = environments.filter(({ calls }) => calls >= warmUp + 2);
  if (used.length === 0) return null;
  const law = new RecordLaw();
  let records = 0;
  for (const { calls, distinct } of used) {
    law.add(calls - warmUp);
    records += Math.max(0, distinct - 1 - warmUp);
  }
  return {
    records,
    expected: law.slope(0),
    variance: law.curvature(0),
    p: law.upper(records),
    environments: used.length,
  };
}

/** Expected new records of a steady sequence of `calls` values after the first: H(calls) - 1. */
export function expectedRecords(calls: number): number {
  return harmonic(calls) - 1;
}

/** The law of a sum of independent 0/1 terms with chances 1/i: its cumulant generating function K and tail. */
class RecordLaw {
  readonly #terms = new Float64Array(EXACT_TERMS + 1);
  #rare = 0;

  add(calls: number): void {
    const last = Math.min(calls, EXACT_TERMS);
    for (let i = 2; i <= last; i++) this.#terms[i] = (this.#terms[i] as number) + 1;
    if (calls > EXACT_TERMS) this.#rare += harmonic(calls) - harmonic(EXACT_TERMS);
  }

  /** K(t). */
  value(t: number): number {
    const rise = Math.expm1(t);
    return this.#sum((q) => Math.log1p(q * rise)) + this.#rare * rise;
  }

  /** K'(t): the mean at t = 0. */
  slope(t: number): number {
    const e = Math.exp(t);
    return this.#sum((q) => (q * e) / (1 - q + q * e)) + this.#rare * e;
  }

  /** K''(t): the variance at t = 0. */
  curvature(t: number): number {
    const e = Math.exp(t);
    return this.#sum((q) => (q * (1 - q) * e) / (1 - q + q * e) ** 2) + this.#rare * e;
  }

  /** P(sum >= records), with the lattice correction. */
  upper(records: number): number {
    if (records <= 0) return 1;
    const at = records - 0.5;
    const mean = this.slope(0);
    const spread = Math.sqrt(this.curvature(0));
    if (Math.abs(at - mean) < 0.02 * spread) return normalUpper((at - mean) / spread);
    const t = this.#solve(at);
    if (t === null) return 0;
    const w = Math.sign(t) * Math.sqrt(Math.max(1e-12, 2 * (t * at - this.value(t))));
    const u = 2 * Math.sinh(t / 2) * Math.sqrt(this.curvature(t));
    const density = Math.exp((-w * w) / 2) / Math.sqrt(2 * Math.PI);
    return Math.min(1, Math.max(0, normalUpper(w) - density * (1 / w - 1 / u)));
  }

  /** t with K'(t) = at by bisection; null when no sum can be that great. */
  #solve(at: number): number | null {
    let [low, high] = [-30, 30];
    if (this.slope(high) < at) return null;
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (this.slope(middle) < at) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  #sum(term: (chance: number) => number): number {
    let sum = 0;
    for (let i = 2; i <= EXACT_TERMS; i++) {
      const count = this.#terms[i] as number;
      if (count > 0) sum += count * term(1 / i);
    }
    return sum;
  }
}

function harmonic(n: number): number {
  if (n > 64) return Math.log(n) + EULER + 1 / (2 * n) - 1 / (12 * n * n);
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
}
