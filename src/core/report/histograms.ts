/** The two pictures of one function: what its environments reached against the size, and how long its calls take. */
import type { Floor } from '../../model/recommendation.ts';
import type { Distribution, SizeUsage } from '../../model/usage.ts';
import { quantile } from '../stats/quantile.ts';
import { barsFor, columnChart, columnOf, intoColumns, type Mark, widened } from './chart.ts';
import { count, duration } from './figures.ts';
import type { Glyphs } from './style.ts';

/** Shares of the size that get a mark and are counted. */
export const USE_MARKS = [60, 80, 90, 100] as const;

/** How many environments reached at least a share (percent) of the size; null: environments are unknown. */
export function environmentsAbove({ environments, sizeMB }: SizeUsage, percentOfSize: number): number | null {
  if (environments === null) return null;
  let n = 0;
  for (let i = 0; i < environments.count; i++) {
    if ((environments.maxUsedMB[i] ?? 0) * 100 > percentOfSize * sizeMB - (percentOfSize === 100 ? 1 : 0)) n++;
  }
  return n;
}

/** Highest use of each environment from 0 to the size (or beyond, if there was more), with marks at shares of the size and the floor. Empty: no environment is known. */
export function memoryChart(size: SizeUsage, floor: Floor | null, width: number, glyphs: Glyphs): string[] {
  const { environments, sizeMB } = size;
  if (environments === null || environments.count === 0) return [];
  const reached = Array.from(environments.maxUsedMB.subarray(0, environments.count), (value) => [value, 1] as const);
  const top = Math.max(sizeMB, ...reached.map(([value]) => value), floor?.sizeMB ?? 0);
  const { bars, barWidth } = barsFor(environments.count, width);
  const at = (value: number): number => columnOf(value, 0, top, bars * barWidth);
  const marks = USE_MARKS.map((percent) => ({ at: at((sizeMB * percent) / 100), label: markLabel(percent, sizeMB) }));
  if (floor) marks.push({ at: at(floor.sizeMB), label: `floor ${count(floor.sizeMB)}` });
  return columnChart(widened(intoColumns(reached, 0, top, bars), barWidth), marks, glyphs);
}

/** Durations on a logarithmic axis, with p50, p90, p95, p99 and max marked. Empty: none seen. */
export function durationChart(durations: Distribution | null, width: number, glyphs: Glyphs): string[] {
  if (durations === null || durations.n === 0) return [];
  const [from, to] = [Math.max(durations.min, 0.01), Math.max(durations.max, 0.01)];
  const { bars, barWidth } = barsFor(durations.n, width);
  const at = (value: number): number => columnOf(Math.max(value, 0.01), from, to, bars * barWidth, Math.log);
  const marks = joined(quantileMarks(durations).map(([label, value]) => ({ at: at(value), label })));
  const counts = intoColumns(weightedValues(durations), from, to, bars, Math.log);
  return columnChart(widened(counts, barWidth), marks, glyphs);
}

/** The percentiles worth naming, with their values in ms: `p50 812 ms` … `max 9.1 s`. */
export function quantileTexts(durations: Distribution): string[] {
  return quantileMarks(durations).map(([label, value]) => `${label} ${duration(value)}`);
}

/** Marks in the same column share one label: `p99 max`. */
function joined(marks: readonly Mark[]): Mark[] {
  const byColumn = new Map<number, string[]>();
  for (const { at, label } of marks) byColumn.set(at, [...(byColumn.get(at) ?? []), label]);
  return [...byColumn].map(([at, labels]) => ({ at, label: labels.join(' ') }));
}

function quantileMarks(durations: Distribution): [label: string, value: number][] {
  const marks: [string, number][] = [50, 90, 95, 99].map((p) => [`p${p}`, quantile(durations, p / 100)]);
  return [...marks, ['max', durations.max]];
}

/** Every value, or the geometric middle of every bucket, with how often it was seen. */
function weightedValues(durations: Distribution): (readonly [number, number])[] {
  if (durations.values) return durations.values.map((value) => [Math.max(value, 0.01), 1]);
  return durations.buckets.map(([i, n]) => [durations.base ** (i + 0.5), n]);
}

function markLabel(percent: number, sizeMB: number): string {
  return percent === 100 ? `${count(sizeMB)} MB` : `${percent} %`;
}
