/** The number work of sizing in WebAssembly (draws.as), and the memory it works on. Without WebAssembly the same is done in TypeScript, several times slower. */
import { bytesOfBase64 } from './base64-bytes.ts';
import { DRAWS_BASE64 } from './draws-bytes.ts';

/** Exports of draws.as; addresses are bytes in `memory`. What each does is said there. */
interface DrawsExports {
  readonly memory: WebAssembly.Memory;
  seed(value: number): void;
  fillColumn(
    column: number,
    numbers: number,
    isBurst: number,
    chosen: number,
    count: number,
    vcpus: number,
    fade: number,
    quotaMs: number,
  ): void;
  weigh(
    count: number,
    rows: number,
    rowsAt: number,
    groupsAt: number,
    groupOf: number,
    weights: number,
    miss: number,
  ): void;
  resample(count: number, weights: number, draws: number, chosen: number): void;
  pull(
    draws: number,
    rows: number,
    rowsAt: number,
    groupsAt: number,
    groupOf: number,
    chosen: number,
    departures: number,
    roughs: number,
    pulls: number,
    miss: number,
  ): void;
  bend(
    draws: number,
    rows: number,
    column: number,
    departure: number,
    departures: number,
    chosen: number,
    roughs: number,
    reach: number,
    pulls: number,
    out: number,
  ): void;
  depart(departures: number, values: number, knots: number, left: number, share: number, out: number): void;
  consequences(draws: number, ratio: number, reference: number, cost: number, fixed: number, slope: number): void;
  least(
    options: number,
    draws: number,
    own: number,
    cost: number,
    ratio: number,
    mostCost: number,
    mostTime: number,
    out: number,
  ): void;
  scale(draws: number, values: number, factor: number, out: number): void;
  chances(
    options: number,
    draws: number,
    cost: number,
    ratio: number,
    keepsCost: number,
    keepsTime: number,
    betterCost: number,
    betterTime: number,
    feasibleCost: number,
    feasibleTime: number,
    out: number,
  ): void;
  choose(
    options: number,
    draws: number,
    cost: number,
    ratio: number,
    mostCost: number,
    mostTime: number,
    costWeight: number,
    timeWeight: number,
    tie: number,
    positions: number,
    costs: number,
    ratios: number,
  ): void;
  interval(values: number, draws: number, side: number, scratch: number, out: number): void;
  orderStatistic(values: number, draws: number, rank: number): number;
  weighTail(
    maxima: number,
    maximaAt: number,
    start: number,
    half: number,
    shapes: number,
    shapesAt: number,
    priorsAt: number,
    orderAt: number,
    scales: number,
    scalesAt: number,
    logs: number,
    out: number,
  ): void;
  /** How many hypotheses `weighTail` left: with a shape, and with shape 0; both even. */
  readonly steep: { readonly value: number };
  readonly flat: { readonly value: number };
  tailAbove(ofShape: number, ofShape0: number, hypotheses: number, excess: number): number;
  /** e^x as everything here uses it. */
  exponential(x: number): number;
}

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536;

let compiled: WebAssembly.Module | null | undefined;

/** Compiled once, at first use; null where there is no WebAssembly. */
function program(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled;
  try {
    compiled = new WebAssembly.Module(bytesOfBase64(DRAWS_BASE64));
  } catch {
    compiled = null;
  }
  return compiled;
}

/** A memory of `bytes` with its own program; null where there is no WebAssembly, or no memory. Pages that are never touched cost nothing. */
export function openNativeDraws(bytes: number): NativeDraws | null {
  const module = program();
  if (module === null) return null;
  try {
    const exports = new WebAssembly.Instance(module, {}).exports as unknown as DrawsExports;
    const { memory } = exports;
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    return new NativeDraws(exports);
  } catch {
    return null;
  }
}

/** Memory handed out from the bottom up: what is taken stays until `release` goes back to a mark. It never grows, so that views stay good. */
export class NativeDraws {
  readonly run: DrawsExports;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly floats: Float64Array;
  readonly #buffer: ArrayBuffer;
  #next = 1_024;

  constructor(exports: DrawsExports) {
    this.run = exports;
    this.#buffer = exports.memory.buffer;
    this.bytes = new Uint8Array(this.#buffer);
    this.words = new Int32Array(this.#buffer);
    this.floats = new Float64Array(this.#buffer);
  }

  /** Takes bytes; the address is a multiple of 16. Throws RangeError when none are left. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = (at + bytes + 15) & ~15;
    if (this.#next > this.#buffer.byteLength) throw new RangeError('the memory for draws is too small');
    return at;
  }

  /** Takes room for so many numbers; what they are is not said. */
  column(count: number): Float64Array {
    return new Float64Array(this.#buffer, this.take(count * 8), count);
  }

  /** Where taking goes on now. */
  mark(): number {
    return this.#next;
  }

  /** Gives back everything taken after the mark. */
  release(mark: number): void {
    this.#next = mark;
  }
}
