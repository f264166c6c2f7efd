/** What can be seen of a measurement while it goes on. */
import { observe } from '../core/tuning/search/observations.ts';
import type { Sample } from '../model/sample.ts';
import type { TunedFunction } from '../model/tuning.ts';

/** One function so far: `done` of at most `total` calls. `calling`: the size that is being called now; null: none. */
export interface TuneSight {
  readonly name: string;
  readonly calling: number | null;
  readonly last: Sample | null;
  readonly done: number;
  readonly total: number;
  /** Every size that was called, ascending. */
  readonly rows: readonly SightRow[];
}

/** One size. `meanMs` null: not every payload has gone well there yet. `error`: the mean's standard error as a share of it. */
export interface SightRow {
  readonly sizeMB: number;
  readonly calls: number;
  readonly failed: number;
  readonly meanMs: number | null;
  readonly error: number | null;
  readonly usedMB: number | null;
}

/** The sight of a function from its samples. */
export function sightOf(
  { name, question }: TunedFunction,
  samples: readonly Sample[],
  calling: number | null,
): TuneSight {
  const seen = new Map(observe(question, samples).sizes.map((size) => [size.sizeMB, size]));
  const sizes = [...new Set(samples.map(({ sizeMB }) => sizeMB))].sort((a, b) => a - b);
  const last = samples.at(-1) ?? null;
  const rows = sizes.map((sizeMB): SightRow => {
    const own = samples.filter((sample) => sample.sizeMB === sizeMB);
    const used = own.flatMap(({ usedMB }) => (usedMB === undefined ? [] : [usedMB]));
    return {
      sizeMB,
      calls: own.length,
      failed: own.filter(({ status }) => status !== 'success').length,
      meanMs: seen.get(sizeMB)?.meanMs ?? null,
      error: seen.get(sizeMB)?.logError ?? null,
      usedMB: used.length === 0 ? null : Math.max(...used),
    };
  });
  return { name, calling, last, done: samples.length, total: question.maxInvocations, rows };
}
