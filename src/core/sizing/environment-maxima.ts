/** The memory maxima of a function's environments: whose count, since when, and which are only lower bounds. */
import type { Finding } from '../../model/finding.ts';
import type { EnvironmentTable, FunctionUsage, SizeUsage } from '../../model/usage.ts';
import type { MaximumCount } from './tail-model.ts';

/** The maxima that speak for the present. */
export interface EnvironmentMaxima {
  readonly counts: readonly MaximumCount[];
  readonly environments: number;
  readonly seenMaxMB: number;
  /** Environments whose maximum reached their size or that ran out of memory. */
  readonly censored: number;
  readonly outOfMemory: number;
  readonly sinceMs: number | null;
  /** New environments per day at the present rate; null: no time, or a window too short to tell. */
  readonly perDay: number | null;
  /** Ascending maxima of all counted environments, clipped ones included. */
  readonly sorted: readonly number[];
}

/** A window shorter than this says nothing about a monthly rate, ms. */
const SHORTEST_WINDOW_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Environments of all sizes that began at or after the last change of memory use; null: no stream names at any size. */
export function environmentMaxima(usage: FunctionUsage, findings: readonly Finding[]): EnvironmentMaxima | null {
  const tables = usage.sizes.filter(hasEnvironments);
  if (tables.length === 0) return null;
  const since = changedAt(findings);
  const recent = collect(tables, since);
  // A change point that leaves nothing is no evidence: then all count, and `sinceMs` says so.
  const used = recent.sorted.length > 0 ? recent : collect(tables, null);
  const sinceMs = recent.sorted.length > 0 ? since : null;
  return { ...used, environments: used.sorted.length, sinceMs, perDay: rate(used.sorted.length, usage, sinceMs) };
}

type WithEnvironments = SizeUsage & { readonly environments: EnvironmentTable };

function hasEnvironments(size: SizeUsage): size is WithEnvironments {
  return size.environments !== null && size.environments.count > 0;
}

function collect(sizes: readonly WithEnvironments[], sinceMs: number | null) {
  const plain = new Map<number, number>();
  const clipped = new Map<number, number>();
  const sorted: number[] = [];
  let [censored, outOfMemory] = [0, 0];
  for (const { sizeMB, environments: table } of sizes) {
    for (let i = 0; i < table.count; i++) {
      const usedMB = table.maxUsedMB[i]!;
      if (usedMB === 0 || (sinceMs !== null && table.firstSec[i]! * 1_000 < sinceMs)) continue;
      const killed = table.outOfMemory[i] === 1;
      const atLeast = killed || usedMB >= sizeMB;
      // An environment killed for memory needed its whole size, whatever its last report says.
      const need = killed ? Math.max(usedMB, sizeMB) : usedMB;
      const counts = atLeast ? clipped : plain;
      counts.set(need, (counts.get(need) ?? 0) + 1);
      sorted.push(need);
      censored += atLeast ? 1 : 0;
      outOfMemory += killed ? 1 : 0;
    }
  }
  sorted.sort((a, b) => a - b);
  const counts = [...listed(plain, false), ...listed(clipped, true)];
  return { counts, sorted, censored, outOfMemory, seenMaxMB: sorted.at(-1) ?? 0 };
}

function listed(counts: ReadonlyMap<number, number>, atLeast: boolean): MaximumCount[] {
  return [...counts].sort(([a], [b]) => a - b).map(([usedMB, environments]) => ({ usedMB, environments, atLeast }));
}

/** The last change of memory use that the findings know (evidence `at`, ISO 8601); a change of duration alone leaves memory evidence standing. */
function changedAt(findings: readonly Finding[]): number | null {
  const times = findings
    .filter(({ code }) => code === 'memory-shift')
    .flatMap(({ evidence }) => evidence.filter(({ name }) => name === 'at'))
    .map(({ value }) => (typeof value === 'string' ? Date.parse(value) : Number.NaN))
    .filter((value) => Number.isFinite(value));
  return times.length === 0 ? null : Math.max(...times);
}

function rate(environments: number, { span }: FunctionUsage, sinceMs: number | null): number | null {
  if (span === null) return null;
  const windowMs = span.toMs - Math.max(span.fromMs, sinceMs ?? span.fromMs);
  return windowMs < SHORTEST_WINDOW_MS ? null : (environments / windowMs) * DAY_MS;
}
