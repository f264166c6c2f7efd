/** A few thousand curves drawn from a prior once, shared by all functions: evidence only weighs and bends them. */
import { randomFrom } from '../stats/prng.ts';
import { curvesOfText, type DrawnCurves } from './bank-text.ts';
import { type CurvePrior, drawShape } from './curve-prior.ts';
import { type CurveShape, fillLogDurations, logCpuTime, luckOf, shapeAt, shapeColumns } from './curve-shapes.ts';
import { between, drawDeparture, drawRoughness, KNOTS, knotPosition, ROUGHNESS, skipDeparture } from './discrepancy.ts';
import { STANDARD_BANK } from './standard-bank.generated.ts';

/** Curves in columns: one number a curve. */
export interface CurveBank {
  readonly count: number;
  readonly shapes: readonly CurveShape[];
  /** Group of each curve: curves of one group share the level's spread and the roughness. */
  readonly group: Uint8Array;
  /**
   * ln duration of the shape at a size, without its departure. Kept a size; worked out when first asked for: with `which` only those curves
   * are sure to be there, the others may be 0.
   */
  shapeAt(sizeMB: number, which?: Uint32Array): Float64Array;
  /** Variance of ln duration of a single call at a size by stalls alone (`luckOf`). */
  luckAt(sizeMB: number): Float64Array;
  /** Departures of roughness 1 at a size. They belong to no shape, and there are fewer of them. */
  departureAt(sizeMB: number): Float64Array;
  /** ln CPU time, on the shape's scale. */
  readonly cpu: Float64Array;
  /** What it is made of: the shapes' numbers, and the departures' values at the knots. */
  readonly drawn: DrawnCurves;
}

/** Enough that three precise sizes still leave hundreds of curves with weight (npm run bench:sizing shows coverage). */
const CURVES = 3_000;
/** The seed that the standard bank is drawn with. */
export const STANDARD_SEED = 20_261_124;
/** Prior of the free level in ln ms: anything from a few ms to minutes. */
const LEVEL_MEAN = Math.log(250);
/** Its spread, and that of a fixed level (hosts differ by some 10 %, tuning-evidence: 15 to 37 % between CPU generations). */
const LEVEL_SPREAD = { free: 2, fixed: 0.1 } as const;

/** What the curves of a group have in common: smooth shapes have a free level, bursts one that their formula gives up to the host's speed. */
export const GROUPS = [
  ...ROUGHNESS.map(({ factor }) => ({ roughness: factor, levelMean: LEVEL_MEAN, levelSpread: LEVEL_SPREAD.free })),
  ...ROUGHNESS.map(({ factor }) => ({ roughness: factor, levelMean: 0, levelSpread: LEVEL_SPREAD.fixed })),
];

let standard: CurveBank | undefined;

/** The bank of the fitted prior; read at first use, the same on every machine. */
export function standardBank(): CurveBank {
  standard ??= bankOf(curvesOfText(STANDARD_BANK));
  return standard;
}

/** Every so many curves one departure is kept: 600 of the standard bank, more than a belief has draws. */
const DEPARTURE_EVERY = 5;

/** Draws a bank from a prior; the same seed gives the same bank. */
export function curveBank(prior: CurvePrior, seed: number, count = CURVES): CurveBank {
  return bankOf(drawCurves(prior, seed, count));
}

/** Draws the curves of a bank. */
export function drawCurves(prior: CurvePrior, seed: number, count = CURVES): DrawnCurves {
  const random = randomFrom(seed);
  const shapes: CurveShape[] = [];
  const group = new Uint8Array(count);
  const departures = new Float64Array(KNOTS * Math.ceil(count / DEPARTURE_EVERY));
  for (let i = 0; i < count; i++) {
    const shape = drawShape(prior, random);
    shapes.push(shape);
    // The numbers of departures that are not kept are passed over, so that a seed means the same shapes however many are.
    if (i % DEPARTURE_EVERY === 0) drawDeparture(random, departures, (KNOTS * i) / DEPARTURE_EVERY);
    else skipDeparture(random);
    group[i] = (shape.kind === 'burst' ? ROUGHNESS.length : 0) + drawRoughness(random);
  }
  return { shapes: shapeColumns(shapes), group, departures };
}

/** Drawn curves as a bank. */
function bankOf(drawn: DrawnCurves): CurveBank {
  const { shapes, group, departures } = drawn;
  const count = group.length;
  const shapeColumn = kept(() => new Float64Array(count));
  const all = () => Array.from({ length: count }, (_, i) => shapeAt(shapes, i));
  let listed: CurveShape[] | null = null;
  let cpu: Float64Array | null = null;
  return {
    count,
    drawn,
    get shapes() {
      listed ??= all();
      return listed;
    },
    group,
    shapeAt(sizeMB, which) {
      const column = shapeColumn(sizeMB);
      fillLogDurations(shapes, sizeMB, which ?? null, column);
      return column;
    },
    luckAt: kept((sizeMB) => luckOf(shapes, sizeMB)),
    departureAt: kept((sizeMB) => departuresAt(departures, sizeMB)),
    get cpu() {
      cpu ??= Float64Array.from(this.shapes, logCpuTime);
      return cpu;
    },
  };
}

function departuresAt(departures: Float64Array, sizeMB: number): Float64Array {
  const position = knotPosition(sizeMB);
  const column = new Float64Array(departures.length / KNOTS);
  for (let d = 0; d < column.length; d++) column[d] = between(departures, position, KNOTS * d);
  return column;
}

/** Columns kept at once: the usual candidate sizes and some hundred odd ones (24 KB each). */
const KEPT_COLUMNS = 600;

function kept(make: (sizeMB: number) => Float64Array): (sizeMB: number) => Float64Array {
  const columns = new Map<number, Float64Array>();
  return (sizeMB) => {
    const known = columns.get(sizeMB);
    if (known) return known;
    const made = make(sizeMB);
    if (columns.size < KEPT_COLUMNS) columns.set(sizeMB, made);
    return made;
  };
}
