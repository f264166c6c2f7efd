/** How a duration can answer to memory: two families of shapes, each a formula with a handful of numbers. */
import { MIN_SIZE_MB, ONE_VCPU_MB } from '../../model/units.ts';

/**
 * Waiting and computing, relative to the duration at one vCPU (1 there, but for the low-memory excess). `cpuShare` is the part of the duration
 * at one vCPU that needs the CPU; below one vCPU it grows with (1,769/m)^`exponent` (above 1: garbage collection, throttling), above it falls as
 * 1/vCPUs up to `threads`. `overlap` 1: waiting and computing follow one another; larger: they overlap. `excess`: what the smallest sizes cost on top.
 */
interface SmoothShape {
  readonly kind: 'smooth';
  readonly cpuShare: number;
  readonly exponent: number;
  readonly overlap: number;
  readonly threads: number;
  readonly excess: number;
}

/**
 * A short burst of CPU under the kernel's quota: every 20 ms a function may run 20 ms x m/1,769, then it stalls until the next period, so that
 * the duration is a staircase in memory (Lin et al., EuroSys 2026). In ms, absolute: `waitMs` of waiting, `cpuMs` of CPU, `phaseMs` saved in the first period.
 */
interface BurstShape {
  readonly kind: 'burst';
  readonly waitMs: number;
  readonly cpuMs: number;
  readonly phaseMs: number;
}

/** One possible answer of a duration to memory. */
export type CurveShape = SmoothShape | BurstShape;

/** Period of Lambda's CPU quota, ms (measured by Lin et al. from throttle traces). */
const QUOTA_PERIOD_MS = 20;
/** How fast the low-memory excess fades, in units of ln(m/128). */
const EXCESS_FADES = 0.5;
/** The burst's CPU time varies a little from call to call, which rounds the stairs. */
const BURST_SPREAD = [0.94, 1, 1.06] as const;

/** ln of the duration at a size: relative for a smooth shape, in ms for a burst. */
export function logDuration(shape: CurveShape, sizeMB: number): number {
  if (shape.kind === 'burst') return burst(shape.waitMs, shape.cpuMs, shape.phaseMs, quotaAt(sizeMB));
  const { cpuShare, exponent, overlap, threads, excess } = shape;
  return smooth(cpuShare, exponent, overlap, threads, excess, sizeMB / ONE_VCPU_MB, fadeAt(sizeMB));
}

/** ln of the CPU time of one call, on the same scale as `logDuration`. */
export function logCpuTime(shape: CurveShape): number {
  return Math.log(shape.kind === 'smooth' ? Math.max(shape.cpuShare, 1e-4) : shape.cpuMs);
}

/** Many shapes as flat numbers, for evaluating thousands of them without an object each. */
export interface ShapeColumns {
  readonly isBurst: Uint8Array;
  /** Numbers of a shape next to each other, `WIDTH` a shape, in the order of its interface. */
  readonly numbers: Float64Array;
}

/** Numbers that a shape has at most. */
export const WIDTH = 5;

/** Packs shapes. */
export function shapeColumns(shapes: readonly CurveShape[]): ShapeColumns {
  const isBurst = new Uint8Array(shapes.length);
  const numbers = new Float64Array(WIDTH * shapes.length);
  for (let i = 0; i < shapes.length; i++) {
    const shape = shapes[i]!;
    const at = WIDTH * i;
    isBurst[i] = shape.kind === 'burst' ? 1 : 0;
    numbers[at] = shape.kind === 'burst' ? shape.waitMs : shape.cpuShare;
    numbers[at + 1] = shape.kind === 'burst' ? shape.cpuMs : shape.exponent;
    numbers[at + 2] = shape.kind === 'burst' ? shape.phaseMs : shape.overlap;
    if (shape.kind === 'burst') continue;
    numbers[at + 3] = shape.threads;
    numbers[at + 4] = shape.excess;
  }
  return { isBurst, numbers };
}

/** The shape at a place of the columns. */
export function shapeAt({ isBurst, numbers }: ShapeColumns, i: number): CurveShape {
  const [a, b, c, d, e] = numbers.subarray(WIDTH * i, WIDTH * (i + 1)) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  return isBurst[i] === 1
    ? { kind: 'burst', waitMs: a, cpuMs: b, phaseMs: c }
    : { kind: 'smooth', cpuShare: a, exponent: b, overlap: c, threads: d, excess: e };
}

/** Share of the CPU in the duration at one vCPU, of a smooth shape at a place of the columns. */
export function cpuShareOf({ numbers }: ShapeColumns, i: number): number {
  return numbers[WIDTH * i]!;
}

/** Writes `logDuration` of the shapes in `which` (null: all) at a size into `column`, where it is still 0. */
export function fillLogDurations(
  { isBurst, numbers }: ShapeColumns,
  sizeMB: number,
  which: Uint32Array | null,
  column: Float64Array,
): void {
  const vcpus = sizeMB / ONE_VCPU_MB;
  const fade = fadeAt(sizeMB);
  const quotaMs = quotaAt(sizeMB);
  const count = which === null ? column.length : which.length;
  for (let k = 0; k < count; k++) {
    const i = which === null ? k : which[k]!;
    if (column[i] !== 0) continue;
    const at = WIDTH * i;
    column[i] =
      isBurst[i] === 1
        ? burst(numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, quotaMs)
        : smooth(numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!, numbers[at + 4]!, vcpus, fade);
  }
}

/** What of the low-memory excess is left at a size. */
export function fadeAt(sizeMB: number): number {
  return (sizeMB / MIN_SIZE_MB) ** (-1 / EXCESS_FADES);
}

/** CPU that a size may use in one period, ms. */
export function quotaAt(sizeMB: number): number {
  return (QUOTA_PERIOD_MS * sizeMB) / ONE_VCPU_MB;
}

function smooth(
  cpuShare: number,
  exponent: number,
  overlap: number,
  threads: number,
  excess: number,
  vcpus: number,
  fade: number,
): number {
  const slowdown = vcpus < 1 ? vcpus ** -exponent : 1 / Math.max(1, Math.min(vcpus, threads));
  const wait = 1 - cpuShare;
  const cpu = cpuShare * slowdown;
  const total = overlap === 1 ? wait + cpu : (wait ** overlap + cpu ** overlap) ** (1 / overlap);
  return Math.log(total) + excess * fade;
}

function burst(waitMs: number, cpuMs: number, phaseMs: number, quotaMs: number): number {
  let sum = 0;
  for (let k = 0; k < BURST_SPREAD.length; k++) sum += runMs(cpuMs * BURST_SPREAD[k]!, phaseMs, quotaMs);
  return Math.log(waitMs + sum / BURST_SPREAD.length);
}

function runMs(cpu: number, phaseMs: number, quotaMs: number): number {
  const stalls = quotaMs >= QUOTA_PERIOD_MS ? 0 : Math.max(0, Math.ceil(cpu / quotaMs) - 1);
  return stalls === 0 ? cpu : Math.max(cpu, cpu + QUOTA_PERIOD_MS * stalls - phaseMs);
}

/**
 * Variance of ln duration of single calls at a size that a burst's own spread makes, one number a shape: at a stair's edge one call stalls once more and the next does not,
 * so that a few calls there are good or bad by luck. Small away from edges, 0 for smooth shapes.
 */
export function luckOf({ isBurst, numbers }: ShapeColumns, sizeMB: number): Float64Array {
  const quotaMs = quotaAt(sizeMB);
  const result = new Float64Array(isBurst.length);
  for (let i = 0; i < result.length; i++) {
    if (isBurst[i] === 1)
      result[i] = luck(numbers[WIDTH * i]!, numbers[WIDTH * i + 1]!, numbers[WIDTH * i + 2]!, quotaMs);
  }
  return result;
}

function luck(waitMs: number, cpuMs: number, phaseMs: number, quotaMs: number): number {
  let [sum, squares] = [0, 0];
  for (let k = 0; k < BURST_SPREAD.length; k++) {
    const log = Math.log(waitMs + runMs(cpuMs * BURST_SPREAD[k]!, phaseMs, quotaMs));
    sum += log;
    squares += log * log;
  }
  return Math.max(0, (squares - (sum * sum) / BURST_SPREAD.length) / (BURST_SPREAD.length - 1));
}
