/** Axes of a drawn curve: both logarithmic, so that twice as much is the same step everywhere. */

/** One axis: where a value lies (0 to 1), and the values worth a label, ascending. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Sizes people know, labelled before others. */
const KNOWN_MB = [128, 256, 512, 1_024, 1_769, 3_008, 5_120, 10_240];
/** A curve flatter than this is drawn as flat, not blown up to look steep. */
const LEAST_RATIO = 1.15;
/** Room beyond the first and the last value, as a share of the axis. */
const MARGIN = 0.05;

/** An axis of sizes in MB; labels at least `apart` (share of the axis) from one another. */
export function sizeAxis(sizesMB: readonly number[], apart: number): Axis {
  const at = logarithmic(Math.min(...sizesMB), Math.max(...sizesMB), 1.2);
  const inside = (size: number): boolean => at(size) >= 0 && at(size) <= 1;
  const ticks: number[] = [];
  for (const size of [...KNOWN_MB.filter(inside), ...sizesMB]) {
    if (ticks.every((other) => Math.abs(at(other) - at(size)) >= apart)) ticks.push(size);
  }
  return { at, ticks: ticks.sort((a, b) => a - b) };
}

/** An axis of values above 0: durations, amounts, multiples. Labels at 1, 2, 5 × powers of ten, or evenly spaced where the range is small. */
export function valueAxis(values: readonly number[]): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const at = logarithmic(low, high, LEAST_RATIO);
  const inside = (value: number): boolean => at(value) >= 0 && at(value) <= 1;
  const round = roundValues(low, high).filter(inside);
  if (round.length > 6) {
    const tens = round.filter((value) => Number.isInteger(Math.log10(value)));
    return { at, ticks: tens.length > 1 ? tens : round.filter((_, i) => i % 2 === 0) };
  }
  return { at, ticks: round.length >= 3 ? round : evenValues(low, high) };
}

function logarithmic(low: number, high: number, leastRatio: number): (value: number) => number {
  const ratio = Math.max(high / low, leastRatio);
  const middle = (Math.log(low) + Math.log(high)) / 2;
  const span = Math.log(ratio) * (1 + 2 * MARGIN);
  return (value) => (Math.log(value) - middle) / span + 0.5;
}

function roundValues(low: number, high: number): number[] {
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of [1, 2, 5]) values.push(Number(`${digit}e${power}`));
  }
  return values;
}

/** The widest round step that gives three labels. */
function evenValues(low: number, high: number): number[] {
  const range = Math.max(high - low, low * (LEAST_RATIO - 1));
  const power = 10 ** Math.floor(Math.log10(range));
  for (const digit of [5, 2.5, 2, 1, 0.5, 0.25, 0.2]) {
    const step = digit * power;
    const first = Math.ceil(low / step);
    const n = Math.floor(high / step) - first + 1;
    if (n >= 3) return Array.from({ length: n }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  }
  return [low, high];
}
