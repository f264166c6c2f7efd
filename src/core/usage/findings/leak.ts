/** Finds memory that keeps growing within environments, although Max Memory Used never falls by construction. */
import type { Evidence } from '../../../model/finding.ts';
import type { EnvironmentTable, SizeUsage } from '../../../model/usage.ts';
import { sortedQuantile } from '../../stats/quantile.ts';
import { recordCountTest, recordGrowth } from '../../stats/record-count.ts';
import { type Candidate, countEvidence, tested } from './candidate.ts';

/** So many first calls may raise the maximum each without being held against the function: caches, lazy loading, heap warm-up. */
const WARM_UP_CALLS = 10;
/** An environment says something about growth from this many calls on. */
const FEWEST_CALLS = 30;
const FEWEST_ENVIRONMENTS = 3;
const FEWEST_CALLS_TOGETHER = 200;
/** Median growth below this many MB is not worth a word. */
const LEAST_GROWTH_MB = 3;
/** Records must grow with an environment's calls: 1 for a leak, about 0.2 for steady load, 0 for growth that has ended. */
const LEAST_ELASTICITY = 0.4;
/** The reader counts different values up to this. */
const COUNT_CEILING = 255;

/** The leak test of one size; nothing below 3 environments of 30 calls without a reset. */
export function leakFindings(size: SizeUsage): Candidate[] {
  const table = size.environments;
  if (table === null) return [];
  const rows = eligibleRows(table);
  const calls = rows.reduce((sum, e) => sum + (table.invocations[e] as number), 0);
  if (rows.length < FEWEST_ENVIRONMENTS || calls < FEWEST_CALLS_TOGETHER) return [];
  const seen = rows.map((e) => ({ calls: table.invocations[e] as number, distinct: distinctOf(table, e) }));
  const test = recordCountTest(seen, WARM_UP_CALLS);
  if (test === null) return [];
  const growth = growthOf(table, rows);
  const lengthening = recordGrowth(seen, WARM_UP_CALLS, COUNT_CEILING);
  const elasticity = lengthening?.elasticity ?? null;
  // Two ways to see a leak: too many records in all, or more of them the longer an environment lives.
  const p = lengthening === null ? test.p : Math.min(1, 2 * Math.min(test.p, lengthening.p));
  const matters = growth.medianMB >= LEAST_GROWTH_MB && (elasticity === null || elasticity >= LEAST_ELASTICITY);
  const evidence: Evidence[] = [
    countEvidence('records', test.records),
    countEvidence('expectedRecords', test.expected),
    countEvidence('environments', test.environments),
    countEvidence('invocations', calls),
    { name: 'growth', value: growth.medianMB, unit: 'MB' },
    { name: 'perInvocation', value: growth.perCallMB, unit: 'MB/invocation' },
    { name: 'perHour', value: growth.perHourMB, unit: 'MB/h' },
    countEvidence('invocationsToLimit', callsToLimit(size.sizeMB, growth)),
    { name: 'elasticity', value: elasticity, unit: 'ratio' },
  ];
  // Without environments of different lengths a long warm-up that has ended looks the same.
  const severity = elasticity === null ? 'info' : 'warning';
  return [tested({ code: 'leak', severity, sizeMB: size.sizeMB, evidence }, p, matters)];
}

function eligibleRows(table: EnvironmentTable): number[] {
  const rows: number[] = [];
  for (let e = 0; e < table.count; e++) {
    const whole = table.resets[e] === 0 && (table.maxUsedMB[e] as number) > 0;
    if (whole && (table.invocations[e] as number) >= FEWEST_CALLS) rows.push(e);
  }
  return rows;
}

/** Different values of whole MB can never outnumber the MB between the ends, whatever an estimate says. */
function distinctOf(table: EnvironmentTable, e: number): number {
  const range = (table.maxUsedMB[e] as number) - (table.minUsedMB[e] as number) + 1;
  return Math.max(1, Math.min(table.distinctUsed[e] as number, range));
}

interface Growth {
  readonly medianMB: number;
  readonly medianMaxMB: number;
  readonly perCallMB: number;
  /** Null: no time. */
  readonly perHourMB: number | null;
}

function growthOf(table: EnvironmentTable, rows: readonly number[]): Growth {
  const rise = (e: number) => (table.maxUsedMB[e] as number) - (table.minUsedMB[e] as number);
  const hours = (e: number) => ((table.lastSec[e] as number) - (table.firstSec[e] as number)) / 3600;
  const timed = rows.filter((e) => (table.firstSec[e] as number) > 0 && hours(e) > 0);
  return {
    medianMB: median(rows.map(rise)),
    medianMaxMB: median(rows.map((e) => table.maxUsedMB[e] as number)),
    perCallMB: median(rows.map((e) => rise(e) / ((table.invocations[e] as number) - 1))),
    perHourMB: timed.length === 0 ? null : median(timed.map((e) => rise(e) / hours(e))),
  };
}

function callsToLimit(sizeMB: number, { perCallMB, medianMaxMB }: Growth): number | null {
  return perCallMB > 0 ? Math.max(0, Math.round((sizeMB - medianMaxMB) / perCallMB)) : null;
}

function median(values: readonly number[]): number {
  return sortedQuantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
