/** A few thousand curves drawn from a prior once, shared by all functions: evidence only weighs and bends them. */
import { randomFrom } from '../stats/prng.ts';
import { type CurvePrior, drawShape } from './curve-prior.ts';
import { type CurveShape, logCpuTime, logDuration } from './curve-shapes.ts';
import { between, drawDeparture, drawRoughness, knotPosition, ROUGHNESS } from './discrepancy.ts';
import { FITTED_PRIOR } from './prior.ts';

/** Curves in columns: one number a curve. */
export interface CurveBank {
  readonly count: number;
  readonly shapes: readonly CurveShape[];
  /** Group of each curve: curves of one group share the level's spread and the roughness. */
  readonly group: Uint8Array;
  /** ln duration of the shape at a size, without its departure; and a departure of roughness 1 there (departures belong to no shape). Computed once a size. */
  shapeAt(sizeMB: number): Float64Array;
  departureAt(sizeMB: number): Float64Array;
  /** ln CPU time, on the shape's scale. */
  readonly cpu: Float64Array;
}

/** Enough that three precise sizes still leave hundreds of curves with weight (npm run bench:sizing shows coverage). */
const CURVES = 3_000;
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

/** The bank of the fitted prior; made at first use, the same on every machine. */
export function standardBank(): CurveBank {
  standard ??= curveBank(FITTED_PRIOR, 20_261_124);
  return standard;
}

/** Draws a bank from a prior; the same seed gives the same bank. */
export function curveBank(prior: CurvePrior, seed: number, count = CURVES): CurveBank {
  const random = randomFrom(seed);
  const shapes: CurveShape[] = [];
  const departures: Float64Array[] = [];
  const rough = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    shapes.push(drawShape(prior, random));
    departures.push(drawDeparture(random));
    rough[i] = drawRoughness(random);
  }
  return {
    count,
    shapes,
    group: Uint8Array.from(shapes, ({ kind }, i) => (kind === 'burst' ? ROUGHNESS.length : 0) + (rough[i] as number)),
    cpu: Float64Array.from(shapes, logCpuTime),
    shapeAt: columns((sizeMB) => Float64Array.from(shapes, (shape) => logDuration(shape, sizeMB))),
    departureAt: columns((sizeMB) => {
      const position = knotPosition(sizeMB);
      return Float64Array.from(departures, (values) => between(values, position));
    }),
  };
}

/** Columns kept at once: the usual candidate sizes and some hundred odd ones (24 KB each). */
const KEPT_COLUMNS = 600;

function columns(make: (sizeMB: number) => Float64Array): (sizeMB: number) => Float64Array {
  const kept = new Map<number, Float64Array>();
  return (sizeMB) => {
    const known = kept.get(sizeMB);
    if (known) return known;
    const made = make(sizeMB);
    if (kept.size < KEPT_COLUMNS) kept.set(sizeMB, made);
    return made;
  };
}
