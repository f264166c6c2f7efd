/** Finds the moment at which durations or memory changed level for good: a deployment, a new payload, a slower neighbour. */
import type { Evidence, FindingCode } from '../../../model/finding.ts';
import type { SizeUsage, TimeBin } from '../../../model/usage.ts';
import { type LevelShift, levelShift } from '../../stats/level-shift.ts';
import { type Candidate, countEvidence, tested, timeEvidence } from './candidate.ts';

/** Slices with fewer calls than this say too little. */
const FEWEST_CALLS = 5;
/** Shifts smaller than these change no decision. */
const LEAST_RATIO = 1.1;
const LEAST_MEMORY_MB = 16;

/** Both tests of one size; each needs at least 12 slices of time with 5 calls. */
export function shiftFindings(size: SizeUsage): Candidate[] {
  const widthMs = size.bins[0]?.widthMs;
  if (widthMs === undefined) return [];
  return [...durationShift(size, widthMs), ...memoryShift(size, widthMs)];
}

function durationShift(size: SizeUsage, widthMs: number): Candidate[] {
  const used = size.bins.filter(({ warmCount }) => warmCount >= FEWEST_CALLS);
  const points = used.map((bin) => ({
    fromMs: bin.fromMs,
    value: bin.warmLogSum / bin.warmCount,
    weight: bin.warmCount,
  }));
  const shift = levelShift(points, widthMs);
  if (shift === null) return [];
  const matters = Math.abs(shift.shift.best) >= Math.log(LEAST_RATIO);
  return [candidate('duration-shift', size.sizeMB, shift, matters, levels(used, shift, meanLog, 'ms'))];
}

function memoryShift(size: SizeUsage, widthMs: number): Candidate[] {
  const used = size.bins.filter((bin) => bin.invocations >= FEWEST_CALLS && bin.maxUsedMB > 0);
  const points = used.map((bin) => ({ fromMs: bin.fromMs, value: Math.log(bin.maxUsedMB), weight: bin.invocations }));
  const shift = levelShift(points, widthMs);
  if (shift === null) return [];
  const ends = levels(used, shift, (bin) => Math.log(bin.maxUsedMB), 'MB');
  const gap = Math.abs((ends[1]?.value as number) - (ends[0]?.value as number));
  const matters = Math.abs(shift.shift.best) >= Math.log(LEAST_RATIO) && gap >= LEAST_MEMORY_MB;
  return [candidate('memory-shift', size.sizeMB, shift, matters, ends)];
}

function candidate(
  code: FindingCode & ('duration-shift' | 'memory-shift'),
  sizeMB: number,
  { atMs, shift, p, before, after, rhythm, mayBeRhythm }: LevelShift,
  matters: boolean,
  ends: readonly Evidence[],
): Candidate {
  const percent = (x: number) => 100 * Math.expm1(x);
  const evidence = [
    timeEvidence('at', atMs),
    { name: 'change', value: percent(shift.best), unit: '%' },
    { name: 'changeLow', value: percent(shift.low), unit: '%' },
    { name: 'changeHigh', value: percent(shift.high), unit: '%' },
    ...ends,
    countEvidence('slicesBefore', before),
    countEvidence('slicesAfter', after),
    { name: 'rhythm', value: rhythm },
  ];
  const worse = shift.best > 0 && !mayBeRhythm;
  return tested({ code, severity: worse ? 'warning' : 'info', sizeMB, evidence }, p, matters);
}

/** Geometric mean levels before and after, as seen (rhythm left in). */
function levels(
  bins: readonly TimeBin[],
  { atMs }: LevelShift,
  logOf: (bin: TimeBin) => number,
  unit: string,
): Evidence[] {
  const mean = (part: readonly TimeBin[]) => Math.exp(part.reduce((sum, bin) => sum + logOf(bin), 0) / part.length);
  return [
    { name: 'levelBefore', value: mean(bins.filter(({ fromMs }) => fromMs < atMs)), unit },
    { name: 'levelAfter', value: mean(bins.filter(({ fromMs }) => fromMs >= atMs)), unit },
  ];
}

function meanLog(bin: TimeBin): number {
  return bin.warmLogSum / bin.warmCount;
}
