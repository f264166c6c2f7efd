/** Growth within environments told from chance: counts the new records of a running maximum, whose number under steady load is known whatever the load's shape. */
import { normalUpper, studentUpper } from './distributions.ts';
import { sortedQuantile } from './quantile.ts';

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

/** How new records depend on how long an environment lived. */
export interface RecordGrowth {
  /** Records a further call brings beyond what steady load would bring. */
  readonly perCall: number;
  /** Relative growth of the records with the calls: 1 when they keep coming, about 0.2 under steady load, 0 when they have ended. */
  readonly elasticity: number;
  /** One-sided chance of such growth under steady load after a warm-up of any height. */
  readonly p: number;
}

/** Longest environments must outlive the shortest by this factor (10th to 90th percentile) before growth with length can be told. */
const LEAST_SPREAD = 1.5;
const FEWEST_FOR_GROWTH = 8;

/**
 * Do longer-lived environments show more records than steady load explains? Least squares of (records - expected) on calls with
 * heteroscedasticity-consistent errors (MacKinnon and White 1985, HC3) and Student's t. What a warm-up adds is the same for all lengths and falls
 * out, so no allowance is needed. `ceiling`: counts that high are cut off and left out. Null: fewer than 8 environments or lengths too alike.
 */
export function recordGrowth(
  environments: readonly RunningMaximum[],
  warmUp: number,
  ceiling: number,
): RecordGrowth | null {
  const used = environments.filter(({ calls, distinct }) => calls > 2 * warmUp && distinct < ceiling);
  const lengths = used.map(({ calls }) => calls).sort((a, b) => a - b);
  if (used.length < FEWEST_FOR_GROWTH || sortedQuantile(lengths, 0.9) < LEAST_SPREAD * sortedQuantile(lengths, 0.1))
    return null;
  const x = used.map(({ calls }) => calls);
  const records = used.map(({ distinct }) => distinct - 1);
  const excess = used.map(({ calls, distinct }) => distinct - 1 - expectedRecords(calls - warmUp));
  const { slope, error } = line(x, excess);
  const p = error === 0 ? (slope > 0 ? 0 : 1) : studentUpper(slope / error, used.length - 2);
  const meanRecords = meanOf(records);
  return { perCall: slope, elasticity: meanRecords > 0 ? (line(x, records).slope * meanOf(x)) / meanRecords : 0, p };
}

function line(x: readonly number[], y: readonly number[]): { slope: number; error: number } {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const squares = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const slope = x.reduce((sum, value, at) => sum + (value - meanX) * ((y[at] as number) - meanY), 0) / squares;
  let spread = 0;
  x.forEach((value, at) => {
    const leverage = 1 / x.length + (value - meanX) ** 2 / squares;
    const left = (y[at] as number) - meanY - slope * (value - meanX);
    spread += ((value - meanX) * left) ** 2 / Math.max(1e-9, 1 - leverage) ** 2;
  });
  return { slope, error: Math.sqrt(spread) / squares };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
