/** An analysis as a plain document for machines: the shape of schemas/analysis.v1.json. Other programs depend on every key here. */
import type { Analysis, FleetTotal, FunctionAnalysis } from '../../model/analysis.ts';
import type { CostEffect, Recommendation } from '../../model/recommendation.ts';
import type { Distribution, EnvironmentTable, FunctionUsage, SizeUsage, TimeSpan } from '../../model/usage.ts';
import { quantile, sortedQuantile } from '../stats/quantile.ts';
import { environmentsAbove, USE_MARKS } from './histograms.ts';

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Everything but the functions, which may be many and are written one by one. */
export function documentHead(analysis: Analysis): Json {
  const { schemaVersion, generatedAt, memfitVersion, prices, account, totals } = analysis;
  return plain({
    schemaVersion,
    kind: 'analysis',
    generatedAt,
    memfitVersion,
    prices,
    account,
    totals: totals.map(total),
  });
}

/** One function: its usage as quantiles, its findings, its recommendation. */
export function functionDocument(analysed: FunctionAnalysis): Json {
  const { usage, currentMB, region, architecture, owner, findings, recommendation } = analysed;
  return plain({
    function: usage.ref.name,
    ref: usage.ref,
    currentMB,
    region,
    architecture,
    owner,
    recommendation: recommendationDocument(recommendation),
    findings,
    usage: usageDocument(usage),
  });
}

function total(value: FleetTotal): unknown {
  return { ...value, saving: { ...value.saving, n: value.changes } };
}

function recommendationDocument(advice: Recommendation): unknown {
  const { function: _named, cost, ...rest } = advice;
  return { ...rest, cost: cost === null ? null : costDocument(cost) };
}

/** The saving's interval is made like the percentage's, so both stand on the same n. */
function costDocument(cost: CostEffect): unknown {
  const { n } = cost.savingPercent;
  return { ...cost, after: { ...cost.after, n }, saving: { ...cost.saving, n } };
}

function usageDocument({ ref: _ref, span, sizes, ...rest }: FunctionUsage): unknown {
  return {
    invocations: sizes.reduce((n, size) => n + size.invocations, 0),
    span: spanDocument(span),
    ...rest,
    sizes: sizes.map(sizeDocument),
  };
}

function sizeDocument(size: SizeUsage): unknown {
  const { span, initMs, restoreMs, warmMs, coldMs, durationMs, cpuMs, environments, bins: _bins, ...rest } = size;
  return {
    ...rest,
    span: spanDocument(span),
    warmMs: distributionDocument(warmMs),
    coldMs: distributionDocument(coldMs),
    durationMs: distributionDocument(durationMs),
    initMs: distributionDocument(initMs),
    restoreMs: distributionDocument(restoreMs),
    cpuMs: distributionDocument(cpuMs),
    environments: environments === null ? null : environmentsDocument(environments, size),
  };
}

function environmentsDocument(table: EnvironmentTable, size: SizeUsage): unknown {
  const reached = Float64Array.from(table.maxUsedMB.subarray(0, table.count)).sort();
  const above = USE_MARKS.map((percent) => [String(percent), environmentsAbove(size, percent)] as const);
  return {
    count: table.count,
    maxUsedMB: table.count === 0 ? null : numbersDocument(reached),
    /** How many environments used more than 60, 80, 90 % of the size, and how many reached it. */
    aboveSharePercent: Object.fromEntries(above),
    resets: sum(table.resets, table.count),
    outOfMemory: sum(table.outOfMemory, table.count),
  };
}

function numbersDocument(sorted: Float64Array): unknown {
  const at = (p: number): number => sortedQuantile(sorted, p);
  return {
    n: sorted.length,
    min: sorted[0] ?? null,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: sorted.at(-1) ?? null,
  };
}

function distributionDocument(distribution: Distribution | null): unknown {
  if (distribution === null || distribution.n === 0) return null;
  const { n, sum: all, min, max, relativeError, values } = distribution;
  const at = (p: number): number => quantile(distribution, p);
  return {
    n,
    mean: all / n,
    min,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max,
    /** Greatest relative error of the percentiles; 0 where they are exact. */
    relativeError: values ? 0 : relativeError,
  };
}

function spanDocument(span: TimeSpan | null): unknown {
  return span && { from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString() };
}

function sum(values: ArrayLike<number>, count: number): number {
  let result = 0;
  for (let i = 0; i < count; i++) result += values[i] ?? 0;
  return result;
}

/** Only what JSON can hold: numbers that are none become null (unknown); absent stays absent. */
function plain(value: unknown): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return null;
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [[key, plain(item)] as const],
  );
  return Object.fromEntries(entries);
}
