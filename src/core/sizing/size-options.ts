/** The sizes that may be chosen, and what each would do to duration and cost in every draw of the belief. */
import type { Belief, CostLine } from '../tuning/belief.ts';
import { STEP_MB } from './floor.ts';

/** One size with its possible consequences, one number a draw: mean warm duration and cost relative to the size in force. */
export interface SizeOption {
  readonly sizeMB: number;
  readonly ratio: Float64Array;
  readonly cost: Float64Array;
  /** How cost follows from ratio, in every draw. */
  readonly line: CostLine;
}

/** The limits of a choice in MB, both included. */
export interface Bounds {
  readonly lowMB: number;
  readonly highMB: number;
}

/** Sizes in steps of 64 MB, wider apart where a step changes little: up to 2 GB every 64, to 3 GB every 128, to 5 GB every 256, above every 512 MB. */
const RUNGS = [
  { toMB: 2_048, stepMB: STEP_MB },
  { toMB: 3_072, stepMB: 2 * STEP_MB },
  { toMB: 5_120, stepMB: 256 },
  { toMB: 10_240, stepMB: 512 },
] as const;

/** Sizes people know. */
export const KNOWN_MB: readonly number[] = [
  128, 256, 384, 512, 768, 1_024, 1_536, 1_769, 2_048, 3_008, 3_072, 4_096, 6_144, 8_192, 10_240,
];

/** The sizes people know within the bounds, and the odd ones given, ascending, each once: enough where no size is chosen. */
export function knownSizes({ lowMB, highMB }: Bounds, odd: readonly number[]): number[] {
  return ascending([...KNOWN_MB, ...odd, lowMB, highMB], { lowMB, highMB });
}

/** Sizes within the bounds: the usual steps, and the odd ones given (the size in force, the floor itself, one vCPU), ascending, each once. */
export function candidateSizes({ lowMB, highMB }: Bounds, odd: readonly number[]): number[] {
  const sizes: number[] = [];
  let reached = 0;
  for (const { toMB, stepMB } of RUNGS) {
    for (let sizeMB = reached + stepMB; sizeMB <= toMB; sizeMB += stepMB) sizes.push(sizeMB);
    reached = toMB;
  }
  return ascending([...sizes, ...odd, lowMB, highMB], { lowMB, highMB });
}

function ascending(sizes: readonly number[], { lowMB, highMB }: Bounds): number[] {
  return [...new Set(sizes)].filter((size) => size >= lowMB && size <= highMB).sort((a, b) => a - b);
}

/** True for a size that people accept without a reason: a multiple of 64 MB. */
export function isUsualSize(sizeMB: number): boolean {
  return sizeMB % STEP_MB === 0;
}

/** What a call bills on top of its duration, on average: billed time is rounded up to a whole ms. */
const ROUNDING_MS = 0.5;

/** Durations and costs of every size relative to `currentMB`. `initShare` of today's billed time is init, which memory does not shorten; `meanMs` today's mean duration. */
export function sizeOptions(
  belief: Belief,
  sizes: readonly number[],
  currentMB: number,
  initShare: number,
  meanMs: number,
): SizeOption[] {
  const lines = sizes.map((sizeMB) => costLine(sizeMB / currentMB, initShare, meanMs));
  const consequences = belief.consequences(sizes, currentMB, lines);
  return sizes.map((sizeMB, at) => ({ sizeMB, ...consequences[at]!, line: lines[at]! }));
}

/** Billed time has a part that memory does not change (init, rounding) and one that is the duration. */
function costLine(price: number, initShare: number, meanMs: number): CostLine {
  const billedMs = meanMs + ROUNDING_MS;
  const answering = 1 - initShare;
  return {
    fixed: price * (initShare + (answering * ROUNDING_MS) / billedMs),
    slope: (price * answering * meanMs) / billedMs,
  };
}
