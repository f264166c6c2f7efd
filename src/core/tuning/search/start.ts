/** Where a search begins: the size in force, else a middle one; higher after every failure for want of memory or time. */
import { type Measurement, measurement } from './measurement.ts';
import type { SearchOptions, SearchSample } from './options.ts';

/** Half way between the sizes where waiting functions and computing functions are cheapest, in ln size. */
const MIDDLE_MB = 512;
/** How far up the next start is after a size that was too small. */
const STEP_UP = 1.5;

/** The first measurement: two calls of every payload, so that the noise is seen at once. `sizesMB`: what may be measured, ascending, not empty. */
export function startFrom(
  options: SearchOptions,
  samples: readonly SearchSample[],
  sizesMB: readonly number[],
): Measurement {
  const tooSmall = samples
    .filter(({ status }) => status === 'out-of-memory' || status === 'timeout')
    .reduce((most, { sizeMB }) => Math.max(most, sizeMB), 0);
  const wanted = Math.max(options.currentMB ?? MIDDLE_MB, tooSmall * STEP_UP);
  const within = options.currentMB !== null && wanted === options.currentMB && inside(options, sizesMB);
  const sizeMB = within ? wanted : (sizesMB.find((size) => size >= wanted) ?? (sizesMB.at(-1) as number));
  return measurement(options, sizeMB, 2, false, 'first-size');
}

/** The size in force may lie between the steps of the ladder. */
function inside({ currentMB, sizesMB: given }: SearchOptions, sizesMB: readonly number[]): boolean {
  const [low = 0, high = 0] = [sizesMB[0], sizesMB.at(-1)];
  return given === null && currentMB !== null && currentMB >= low && currentMB <= high;
}
