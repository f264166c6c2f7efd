/** The sizes a search considers: steps of a few percent, because the best size for `balanced` lies between the usual ones. */
import { ONE_VCPU_MB } from '../../../model/units.ts';
import type { SearchOptions } from './options.ts';

/** Up to `toMB` every `stepMB`: 3 to 12 % apart, dense enough for the quota's stairs (their edges are 1,769 x CPU ms / 20 k). */
const FINE = [
  { toMB: 256, stepMB: 8 },
  { toMB: 512, stepMB: 16 },
  { toMB: 1_024, stepMB: 32 },
  { toMB: 2_048, stepMB: 64 },
  { toMB: 3_072, stepMB: 128 },
  { toMB: 6_144, stepMB: 256 },
  { toMB: 10_240, stepMB: 512 },
] as const;
/** Sizes asked about first when a new size is to be measured: far enough apart that each tells something else. */
const COARSE_RATIO = 1.11;

/** All sizes that may be chosen within [lowMB, highMB], ascending; the bounds, one vCPU and those measured already among them, or the sizes given by hand. */
export function fineLadder(
  { sizesMB }: Pick<SearchOptions, 'sizesMB'>,
  lowMB: number,
  highMB: number,
  measured: readonly number[],
): number[] {
  const within = (size: number) => size >= lowMB && size <= highMB;
  if (sizesMB !== null) return [...new Set(sizesMB)].filter(within).sort((a, b) => a - b);
  const sizes = new Set<number>([lowMB, highMB, ONE_VCPU_MB, ...measured]);
  let reached = 128 - 8;
  for (const { toMB, stepMB } of FINE) {
    for (let size = reached + stepMB; size <= toMB; size += stepMB) sizes.add(size);
    reached = toMB;
  }
  return [...sizes].filter(within).sort((a, b) => a - b);
}

/** A thinner ladder out of a fine one: both ends, and sizes at least 11 % apart; `kept` are always in it. */
export function coarseLadder(fine: readonly number[], kept: ReadonlySet<number>): number[] {
  const last = fine.at(-1) ?? 0;
  const chosen: number[] = [];
  let reached = 0;
  for (const size of fine) {
    const apart =
      size >= reached * COARSE_RATIO && !isFinest(size) && (size === last || size * COARSE_RATIO ** 0.5 <= last);
    if (apart || kept.has(size) || size === last) chosen.push(size);
    if (apart) reached = size;
  }
  return chosen;
}

/** Sizes that are there for the pick alone: between steps of 16 MB. */
function isFinest(sizeMB: number): boolean {
  return sizeMB < 256 && sizeMB % 16 === 8;
}

/** A size people take without a reason: a multiple of 64 MB. */
export function isUsual(sizeMB: number): boolean {
  return sizeMB % 64 === 0;
}
