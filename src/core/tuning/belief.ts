/** What is believed of a function's durations relative to the size in force: the draws of curve-model.ts, made by native-draws.ts where there is WebAssembly. */
import { ONE_VCPU_MB } from '../../model/units.ts';
import { type NativeDraws, openNativeDraws } from '../stats/native-draws.ts';
import { type CurveBank, GROUPS } from './curve-bank.ts';
import {
  type Conditioned,
  type CurveEvidence,
  conditioned,
  curvePosterior,
  DRAWS,
  type Observation,
  observationsOf,
} from './curve-model.ts';
import { fadeAt, quotaAt } from './curve-shapes.ts';
import { departureCovariance, KNOTS, type KnotPosition, knotPosition } from './discrepancy.ts';

/** Cost as a straight line in duration: cost relative to staying = fixed + slope x duration relative to staying. */
export interface CostLine {
  readonly fixed: number;
  readonly slope: number;
}

/** A belief about durations as equally likely draws. What it gives is good until the next belief of the same bank. */
export interface Belief {
  readonly draws: number;
  /** The memory that the draws lie in; null: they are plain arrays. */
  readonly native: NativeDraws | null;
  /** For each size duration and cost relative to those at `referenceMB`, a number a draw; the sizes' draws lie one behind the other. */
  consequences(
    sizesMB: readonly number[],
    referenceMB: number,
    lines: readonly CostLine[],
  ): { readonly ratio: Float64Array; readonly cost: Float64Array }[];
}

/** The belief after the evidence, at least one size of it; the same `seed` gives the same draws. `plain`: without WebAssembly. */
export function beliefOf(bank: CurveBank, evidence: CurveEvidence, seed: number, plain = false): Belief {
  const native = plain ? null : nativeBank(bank);
  return native === null ? plainBelief(bank, evidence, seed) : native.belief(evidence, seed);
}

function plainBelief(bank: CurveBank, evidence: CurveEvidence, seed: number): Belief {
  const posterior = curvePosterior(bank, evidence, seed);
  const { draws } = posterior;
  return {
    draws,
    native: null,
    consequences(sizesMB, referenceMB, lines) {
      const reference = posterior.logMs(referenceMB);
      // All sizes in one block each: thousands of small arrays would keep the garbage collector busy.
      const ratios = new Float64Array(sizesMB.length * draws);
      const costs = new Float64Array(sizesMB.length * draws);
      return sizesMB.map((sizeMB, at) => {
        const ratio = ratios.subarray(at * draws, (at + 1) * draws);
        const cost = costs.subarray(at * draws, (at + 1) * draws);
        const { fixed, slope } = lines[at]!;
        posterior.logMs(sizeMB, ratio);
        for (let draw = 0; draw < draws; draw++) {
          ratio[draw] = Math.exp(ratio[draw]! - reference[draw]!);
          cost[draw] = fixed + slope * ratio[draw]!;
        }
        return { ratio, cost };
      });
    },
  };
}

const NATIVE = new WeakMap<CurveBank, NativeBank | { readonly none: true }>();

function nativeBank(bank: CurveBank): NativeBank | null {
  let known = NATIVE.get(bank);
  if (known === undefined) {
    const native = openNativeDraws(NativeBank.bytes(bank));
    known = native === null ? { none: true } : new NativeBank(bank, native);
    NATIVE.set(bank, known);
  }
  return known instanceof NativeBank ? known : null;
}

/** Columns kept at once: the usual candidate sizes and some hundred odd ones (29 KB each). */
const KEPT_COLUMNS = 400;
/** So many of them may be asked for by one function: candidates, sizes seen, odd ones. */
const MOST_AT_ONCE = 160;
/** Room for one function: draws, at most 160 sizes of two columns each, limits, evidence. */
const ROOM_BYTES = 2 * 1024 * 1024;
/** Numbers of a row of evidence and of a group as draws.as has them. */
const ROW_BYTES = 24;
const GROUP_BYTES = 40;

/** ln durations of a bank's curves at a size: where they stand, and whether all are there (else only those that somebody drew). */
interface Column {
  readonly at: number;
  readonly position: KnotPosition;
  whole: boolean;
}

/** A bank's curves in native memory, with a column of durations for every size that was asked for. */
class NativeBank {
  readonly #bank: CurveBank;
  readonly #native: NativeDraws;
  readonly #numbers: number;
  readonly #isBurst: number;
  readonly #groupOf: number;
  readonly #departures: number;
  readonly #departureCount: number;
  readonly #columnBytes: number;
  readonly #columnsAt: number;
  readonly #room: number;
  readonly #columns = new Map<number, Column>();
  /** ln CPU times of the curves; not there before they are asked for. */
  readonly #cpuAt: number;
  #hasCpu = false;

  static bytes({ count, drawn }: CurveBank): number {
    const departures = drawn.departures.length / KNOTS;
    const columns = KEPT_COLUMNS * (count + departures) * 8;
    return (
      columns + ROOM_BYTES + (drawn.shapes.numbers.length + drawn.departures.length + count) * 8 + 4 * count + 65_536
    );
  }

  constructor(bank: CurveBank, native: NativeDraws) {
    const { shapes, group, departures } = bank.drawn;
    this.#bank = bank;
    this.#native = native;
    this.#numbers = native.take(shapes.numbers.length * 8);
    native.floats.set(shapes.numbers, this.#numbers / 8);
    this.#isBurst = native.take(bank.count);
    native.bytes.set(shapes.isBurst, this.#isBurst);
    this.#groupOf = native.take(bank.count);
    native.bytes.set(group, this.#groupOf);
    this.#departures = native.take(departures.length * 8);
    native.floats.set(departures, this.#departures / 8);
    this.#departureCount = departures.length / KNOTS;
    this.#columnBytes = (bank.count + this.#departureCount) * 8;
    this.#cpuAt = native.take(bank.count * 8);
    this.#columnsAt = native.take(KEPT_COLUMNS * this.#columnBytes);
    this.#room = native.mark();
  }

  belief(evidence: CurveEvidence, seed: number): Belief {
    const native = this.#native;
    native.release(this.#room);
    if (this.#columns.size > KEPT_COLUMNS - MOST_AT_ONCE) this.#forget();
    const drawn = this.#draw(evidence, seed);
    return {
      draws: DRAWS,
      native,
      consequences: (sizesMB, referenceMB, lines) => this.#consequences(drawn, sizesMB, referenceMB, lines),
    };
  }

  #draw(evidence: CurveEvidence, seed: number): Drawn {
    const { run } = this.#native;
    const { count } = this.#bank;
    const rows = observationsOf(evidence);
    const groups = GROUPS.map((group) => conditioned(rows, group));
    const rowsAt = this.#rows(rows);
    const groupsAt = this.#groups(groups, rows.length);
    const [weights, miss] = [this.#native.take(count * 8), this.#native.take(rows.length * 8)];
    const chosen = this.#native.take(DRAWS * 4);
    const roughs = this.#native.take(DRAWS * 8);
    const pulls = this.#native.take(rows.length * DRAWS * 8);
    run.seed(seed | 0);
    run.weigh(count, rows.length, rowsAt, groupsAt, this.#groupOf, weights, miss);
    run.resample(count, weights, DRAWS, chosen);
    const departures = this.#departureCount;
    run.pull(DRAWS, rows.length, rowsAt, groupsAt, this.#groupOf, chosen, departures, roughs, pulls, miss);
    return { rows, chosen, roughs, pulls };
  }

  #rows(rows: readonly Observation[]): number {
    const { floats, words } = this.#native;
    const rowsAt = this.#native.take(rows.length * ROW_BYTES);
    rows.forEach(({ sizeMB, value, error }, r) => {
      const at = rowsAt + r * ROW_BYTES;
      const column = sizeMB === null ? this.#cpuColumn() : this.#column(sizeMB, 0).at;
      floats[at / 8] = value;
      floats[at / 8 + 1] = error;
      words[at / 4 + 4] = column;
      words[at / 4 + 5] = sizeMB === null ? 0 : this.#departureOf(column);
    });
    return rowsAt;
  }

  #groups(groups: readonly Conditioned[], rows: number): number {
    const { floats, words } = this.#native;
    const groupsAt = this.#native.take(groups.length * GROUP_BYTES);
    const factors = this.#native.take(groups.length * rows * rows * 8);
    const least = Math.min(...groups.map(({ logDet }) => logDet));
    groups.forEach(({ group, factor, logDet }, g) => {
      const at = (groupsAt + g * GROUP_BYTES) / 8;
      const factorAt = factors + g * rows * rows * 8;
      floats[at] = group.levelMean;
      floats[at + 1] = group.levelSpread;
      floats[at + 2] = group.roughness;
      floats[at + 3] = Math.exp(-0.5 * (logDet - least));
      words[2 * at + 8] = factorAt;
      floats.set(factor, factorAt / 8);
    });
    return groupsAt;
  }

  #consequences(
    drawn: Drawn,
    sizesMB: readonly number[],
    referenceMB: number,
    lines: readonly CostLine[],
  ): { ratio: Float64Array; cost: Float64Array }[] {
    const native = this.#native;
    const reach = native.take(drawn.rows.length * 8);
    const reference = native.take(DRAWS * 8);
    this.#bend(drawn, referenceMB, reach, reference);
    const ratios = native.column(sizesMB.length * DRAWS);
    const costs = native.column(sizesMB.length * DRAWS);
    return sizesMB.map((sizeMB, s) => {
      const ratio = ratios.subarray(s * DRAWS, (s + 1) * DRAWS);
      const cost = costs.subarray(s * DRAWS, (s + 1) * DRAWS);
      const { fixed, slope } = lines[s]!;
      this.#bend(drawn, sizeMB, reach, ratio.byteOffset);
      native.run.consequences(DRAWS, ratio.byteOffset, reference, cost.byteOffset, fixed, slope);
      return { ratio, cost };
    });
  }

  #bend({ rows, chosen, roughs, pulls }: Drawn, sizeMB: number, reach: number, out: number): void {
    const { at: column, position } = this.#column(sizeMB, chosen);
    const { floats } = this.#native;
    rows.forEach((row, r) => {
      floats[reach / 8 + r] = row.position === null ? 0 : departureCovariance(position, row.position);
    });
    const departure = this.#departureOf(column);
    const departures = this.#departureCount;
    this.#native.run.bend(DRAWS, rows.length, column, departure, departures, chosen, roughs, reach, pulls, out);
  }

  /** A size's column. `chosen` (0: all) are the curves that must be there; who asks a second time gets all. */
  #column(sizeMB: number, chosen: number): Column {
    const known = this.#columns.get(sizeMB);
    if (known?.whole) return known;
    const column = known ?? this.#newColumn(sizeMB);
    column.whole = chosen === 0 || known !== undefined;
    const count = column.whole ? this.#bank.count : DRAWS;
    const { run } = this.#native;
    const which = column.whole ? 0 : chosen;
    const vcpus = sizeMB / ONE_VCPU_MB;
    run.fillColumn(column.at, this.#numbers, this.#isBurst, which, count, vcpus, fadeAt(sizeMB), quotaAt(sizeMB));
    return column;
  }

  #newColumn(sizeMB: number): Column {
    const at = this.#columnsAt + this.#columns.size * this.#columnBytes;
    const position = knotPosition(sizeMB);
    const { left, share } = position;
    this.#native.run.depart(this.#departureCount, this.#departures, KNOTS, left, share, this.#departureOf(at));
    const column = { at, position, whole: false };
    this.#columns.set(sizeMB, column);
    return column;
  }

  #departureOf(column: number): number {
    return column + this.#bank.count * 8;
  }

  #cpuColumn(): number {
    if (!this.#hasCpu) this.#native.floats.set(this.#bank.cpu, this.#cpuAt / 8);
    this.#hasCpu = true;
    return this.#cpuAt;
  }

  #forget(): void {
    this.#native.bytes.fill(0, this.#columnsAt, this.#columnsAt + this.#columns.size * this.#columnBytes);
    this.#columns.clear();
  }
}

/** Draws of one function: the evidence, and addresses of curve, roughness and pulls of each draw. */
interface Drawn {
  readonly rows: readonly Observation[];
  readonly chosen: number;
  readonly roughs: number;
  readonly pulls: number;
}
