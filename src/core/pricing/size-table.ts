/** Answers `memfit sizes`: what each size gives and costs. */
import {
  ARCHITECTURES,
  type Architecture,
  MAX_SIZE_MB,
  MIN_SIZE_MB,
  ONE_VCPU_MB,
  vcpuShare,
} from '../../model/units.ts';
import type { SizeRow, SizesReport } from '../../model/what-if.ts';
import { money, toDecimalString } from './money.ts';
import { priceTable, type RegionPrices } from './price-table.ts';
import { times } from './ratio.ts';
import { perUnit } from './tiers.ts';
import { pricesUsed } from './what-if.ts';
import { billedMsOf, gbSecondsOf } from './workload.ts';

/** Which table is asked for. `sizes` empty: the common ones. */
export interface SizesRequest {
  readonly region: string;
  readonly regionAssumed: boolean;
  readonly architecture: Architecture;
  readonly architectureAssumed: boolean;
  readonly durationMs: number;
  readonly sizes: readonly number[];
  readonly accountMaxMB: number;
}

/** Sizes that people commonly choose, and what they are typically chosen for. */
const COMMON: readonly (readonly [sizeMB: number, useCase: string])[] = [
  [128, 'small event handlers, routing, notifications'],
  [256, 'light APIs, proxies, small transformations'],
  [512, 'API handlers, I/O-bound work, calls to other services'],
  [1_024, 'web back ends, JSON and image work, runtimes with a heavy start'],
  [1_536, 'data processing, media, larger dependencies'],
  [ONE_VCPU_MB, 'CPU-bound work in one thread: one full vCPU'],
  [2_048, 'CPU-bound work that also needs memory'],
  [3_008, 'two busy threads; the cap of many new accounts'],
  [3_538, 'two full vCPUs'],
  [5_120, 'parallel work in three threads'],
  [7_076, 'four full vCPUs: encoding, numerical work'],
  [10_240, 'the most there is: 5.8 vCPUs, large models and data'],
];

/** Largest size that shows each number of cores, MB (measured by several people, not published by AWS). */
const CORES: readonly (readonly [upToMB: number, cores: number])[] = [
  [3_008, 2],
  [5_307, 3],
  [7_076, 4],
  [8_845, 5],
  [MAX_SIZE_MB, 6],
];

/** The table in order of size, each size once. Throws a UserError `unknown-region`. */
export function sizesReport(request: SizesRequest): SizesReport {
  const { region, regionAssumed, architecture, architectureAssumed, durationMs, accountMaxMB } = request;
  const prices = priceTable(region);
  const wanted = request.sizes.length > 0 ? request.sizes : COMMON.map(([sizeMB]) => sizeMB);
  return {
    schemaVersion: 1,
    kind: 'sizes',
    prices: pricesUsed(prices, regionAssumed),
    architecture,
    architectureAssumed,
    durationMs,
    accountMaxMB,
    requestsPerMillion: toDecimalString(money(times(perUnit(prices.request), 1_000_000), prices.currency)),
    sizes: [...new Set(wanted)].sort((a, b) => a - b).map((sizeMB) => rowOf(sizeMB, request, prices)),
  };
}

/** Cores that the operating system shows at a size. Threads beyond the vCPU share wait, however many cores there are. */
export function visibleCores(sizeMB: number): number {
  return CORES.find(([upToMB]) => sizeMB <= upToMB)?.[1] ?? 6;
}

function rowOf(
  sizeMB: number,
  { architecture, durationMs, accountMaxMB }: SizesRequest,
  prices: RegionPrices,
): SizeRow {
  const price = perUnit(prices.architectures[architecture].tiers[0].perGbSecond);
  const cost = (ms: bigint, calls: number): string =>
    toDecimalString(money(times(gbSecondsOf(sizeMB, ms), price, calls), prices.currency));
  const chosen = COMMON.filter(([common]) => common <= sizeMB).at(-1);
  return {
    sizeMB,
    vcpu: vcpuShare(sizeMB),
    visibleCores: visibleCores(sizeMB),
    costMultiplier: sizeMB / MIN_SIZE_MB,
    perSecond: cost(1_000n, 1),
    perMillion: cost(billedMsOf(durationMs), 1_000_000),
    useCase: chosen?.[1] ?? '',
    common: chosen?.[0] === sizeMB,
    aboveAccountMax: sizeMB > accountMaxMB,
  };
}

/** The architecture to use when none is said: Lambda's own default. */
export const DEFAULT_ARCHITECTURE: Architecture = ARCHITECTURES[0];
