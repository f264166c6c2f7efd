/** What the kernel's quota does to evidence of few calls: luck at the edges of stairs, and short functions that cannot be smooth. */
import { cpuShareOf, type ShapeColumns } from './curve-shapes.ts';
import { factorise } from './gaussian.ts';

/** What is needed of an observation: ln duration, what the bank's shapes have there, and the luck of each (`luckOf`) with the calls that it is shared by. */
export interface Stalled {
  readonly sizeMB: number | null;
  readonly value: number;
  readonly shape: Float64Array;
  readonly luck: Float64Array | null;
  readonly fewCalls?: number | undefined;
}

/** What luck adds to the variance of each observation under a curve, written to `into`; false where it adds nothing. */
export function luckOfCurve(rows: readonly Stalled[], curve: number, into: Float64Array): boolean {
  let any = false;
  for (let r = 0; r < rows.length; r++) {
    const { luck, fewCalls } = rows[r]!;
    into[r] = luck === null ? 0 : luck[curve]! / fewCalls!;
    any ||= into[r]! > 0;
  }
  return any;
}

/** Factor and determinant of the evidence's covariance for a curve under which the observations are less certain. */
export function lessCertain(matrix: Float64Array, luck: Float64Array): { factor: Float64Array; logDet: number } {
  const n = luck.length;
  const factor = matrix.slice();
  for (let r = 0; r < n; r++) factor[n * r + r] = factor[n * r + r]! + luck[r]!;
  return { factor, logDet: factorise(factor, n) };
}

/** ln of the chance that a short function computes in so many pieces that no stairs show: one in ten (reasoned, not fitted). */
export const UNSTALLED = Math.log(0.1);
/** A function of this much CPU at one vCPU and at most this much waiting, ms, is what bursts describe. */
const SHORT = { leastCpu: 2, mostCpu: 60, mostWait: 100 } as const;

/** True for a smooth shape at a level where the kernel's quota would make stairs of it. */
export function isUnstalled(shapes: ShapeColumns, curve: number, rows: readonly Stalled[]): boolean {
  if (shapes.isBurst[curve] === 1) return false;
  const levelMs = levelOf(rows, curve);
  const cpuMs = cpuShareOf(shapes, curve) * levelMs;
  return cpuMs >= SHORT.leastCpu && cpuMs <= SHORT.mostCpu && levelMs - cpuMs <= SHORT.mostWait;
}

/** The duration at one vCPU, ms, that the observations give a smooth shape. */
function levelOf(rows: readonly Stalled[], curve: number): number {
  let [sum, count] = [0, 0];
  for (const { sizeMB, value, shape } of rows) {
    if (sizeMB === null) continue;
    sum += value - shape[curve]!;
    count++;
  }
  return Math.exp(sum / Math.max(1, count));
}
