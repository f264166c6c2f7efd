/** Makes the finished usage of an invented function, call by call, so that tests and benches can know the truth that findings and sizes are judged by. */
import { type Random, randomFrom } from '../src/core/stats/prng.ts';
import type { Outcome } from '../src/model/invocation.ts';
import type { Distribution, EnvironmentTable, FunctionUsage, SizeUsage, TimeBin } from '../src/model/usage.ts';

/** What a load may know about the call it answers for. */
export interface Call {
  readonly random: Random;
  /** 0-based environment and call within it. */
  readonly environment: number;
  readonly call: number;
  /** Time of the call, ms since 1970 UTC, and hours since the window began. */
  readonly atMs: number;
  readonly hour: number;
}

/** An invented function at one size. Memory in MB, times in ms. */
export interface SimulatedLoad {
  readonly sizeMB: number;
  readonly environments: number;
  /** Calls of one environment (at least 1). */
  readonly calls: (random: Random, environment: number) => number;
  /** Need of one call in MB; the report prints the running maximum, rounded up. Above `sizeMB` the call dies out of memory. */
  readonly memoryMB: (call: Call) => number;
  /** Default 100 ms. */
  readonly durationMs?: (call: Call) => number;
  /** Default: none; the init is billed. */
  readonly initMs?: (call: Call) => number;
  /** Default 2026-01-05T00:00Z; null: logs without time. */
  readonly startMs?: number | null;
  /** Environments begin evenly at random in this window; default 168. */
  readonly spanHours?: number;
  /** Life of an environment, over which its calls are spread evenly; default 2. */
  readonly lifeHours?: number;
  /** False: no stream names. */
  readonly knownEnvironments?: boolean;
}

const DEFAULT_START = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
/** Slices double from a minute on, as the reader's do. */
const NARROWEST_MS = 60_000;
const MOST_BINS = 64;
const MOST_VALUES = 4096;
const BASE = 1.02;

/** The usage of a function that ran at one or several sizes. The same seed gives the same usage. */
export function simulateUsage(loads: readonly SimulatedLoad[], seed: number, name = 'simulated'): FunctionUsage {
  const sizes = loads.map((load, at) => simulateSize(load, seed + at * 7919)).sort((a, b) => a.sizeMB - b.sizeMB);
  const spans = sizes.flatMap(({ span }) => (span === null ? [] : [span]));
  return {
    ref: { name, origin: 'log-group', logGroup: `/aws/lambda/${name}`, account: null, region: null },
    span:
      spans.length === 0
        ? null
        : { fromMs: Math.min(...spans.map((s) => s.fromMs)), toMs: Math.max(...spans.map((s) => s.toMs)) },
    sizes,
    versions: [],
    runtimeVersion: null,
    initializationTypes: [],
    initFailures: {},
    errorTypes: {},
    setAside: {},
    logsDropped: 0,
    onlyFailuresLogged: false,
  };
}

/** The usage of one size. */
export function simulateSize(load: SimulatedLoad, seed: number): SizeUsage {
  const random = randomFrom(seed);
  const calls = simulateCalls(load, random);
  const timed = load.startMs !== null;
  const warm = calls.filter((call) => call.outcome === 'success' && call.initMs === null);
  const cold = calls.filter((call) => call.outcome === 'success' && call.initMs !== null);
  const inits = calls.flatMap(({ initMs }) => (initMs === null ? [] : [initMs]));
  const used = calls.map(({ usedMB }) => usedMB);
  const times = calls.map(({ atMs }) => atMs);
  return {
    sizeMB: load.sizeMB,
    invocations: calls.length,
    outcomes: { error: 0, timeout: 0, crash: 0, 'init-failure': 0, ...counted(calls) },
    span: timed ? { fromMs: smallest(times), toMs: largest(times) } : null,
    coldStarts: inits.length,
    initBilling: { billed: inits.length, unbilled: 0, unclear: 0 },
    initMs: distributionOf(inits),
    restoreMs: null,
    billedRestoreMs: 0,
    warmMs: distributionOf(warm.map(({ durationMs }) => durationMs)),
    coldMs: distributionOf(cold.map(({ durationMs }) => durationMs)),
    durationMs: distributionOf(calls.map(({ durationMs }) => durationMs)),
    billedMs: { sum: calls.reduce((sum, { billedMs }) => sum + billedMs, 0), n: calls.length },
    usedMB: { max: largest(used), min: smallest(used), n: calls.length },
    clipped: calls.filter(({ usedMB }) => usedMB >= load.sizeMB).length,
    environments: load.knownEnvironments === false ? null : environmentTable(calls, load.environments, timed),
    bins: timed ? timeBins(calls) : [],
    timeoutMs: null,
    oldStyle: { timeoutMessages: 0, hundredMsBilling: 0 },
    jsonReports: 0,
    cpuMs: null,
  };
}

/** A Distribution of positive numbers as the reader makes it: exact up to 4,096 values, else log buckets of ratio 1.02. Null when empty. */
export function distributionOf(values: readonly number[], mostValues = MOST_VALUES): Distribution | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const counts = new Map<number, number>();
  for (const value of sorted) {
    const index = Math.floor(Math.log(value) / Math.log(BASE) + 1e-12);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return {
    n: sorted.length,
    sum: sorted.reduce((sum, value) => sum + value, 0),
    min: sorted[0] as number,
    max: sorted.at(-1) as number,
    base: BASE,
    relativeError: Math.sqrt(BASE) - 1,
    buckets: [...counts],
    values: sorted.length <= mostValues ? [...sorted] : null,
  };
}

interface SimulatedCall {
  readonly environment: number;
  readonly atMs: number;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly initMs: number | null;
  readonly usedMB: number;
  readonly outcome: Outcome;
}

function simulateCalls(load: SimulatedLoad, random: Random): SimulatedCall[] {
  const startMs = load.startMs ?? DEFAULT_START;
  const span = load.spanHours ?? 168;
  const life = load.lifeHours ?? 2;
  const made: SimulatedCall[] = [];
  for (let environment = 0; environment < load.environments; environment++) {
    const count = Math.max(1, Math.round(load.calls(random, environment)));
    const begin = random() * Math.max(0, span - life);
    let usedMB = 0;
    for (let index = 0; index < count; index++) {
      const hour = begin + (life * index) / count;
      const call: Call = { random, environment, call: index, hour, atMs: Math.round(startMs + hour * HOUR_MS) };
      const need = load.memoryMB(call);
      const dies = need > load.sizeMB;
      usedMB = dies ? load.sizeMB : Math.max(usedMB, Math.ceil(need));
      made.push(finished(load, call, usedMB, dies));
      if (dies) usedMB = 0;
    }
  }
  return made;
}

function finished(load: SimulatedLoad, call: Call, usedMB: number, dies: boolean): SimulatedCall {
  const durationMs = Math.max(1, Math.round((load.durationMs?.(call) ?? 100) * 100) / 100);
  const initMs = call.call === 0 && load.initMs !== undefined ? load.initMs(call) : null;
  const { environment, atMs } = call;
  const billedMs = Math.ceil(durationMs + (initMs ?? 0));
  return { environment, atMs, durationMs, billedMs, initMs, usedMB, outcome: dies ? 'out-of-memory' : 'success' };
}

function environmentTable(calls: readonly SimulatedCall[], count: number, timed: boolean): EnvironmentTable {
  const table = emptyTable(count);
  const seen = Array.from({ length: count }, () => new Set<number>());
  for (const call of calls) {
    const e = call.environment;
    const second = timed ? Math.floor(call.atMs / 1000) : 0;
    seen[e]?.add(call.usedMB);
    const first = table.invocations[e] === 0;
    table.minUsedMB[e] = first ? call.usedMB : Math.min(table.minUsedMB[e] as number, call.usedMB);
    table.firstSec[e] = first ? second : (table.firstSec[e] as number);
    table.maxUsedMB[e] = Math.max(table.maxUsedMB[e] as number, call.usedMB);
    table.lastSec[e] = second;
    add(table.invocations, e, 1);
    add(table.billedMs, e, call.billedMs);
    if (call.outcome === 'success' && call.initMs === null) {
      add(table.warmMs, e, call.durationMs);
      add(table.warmCount, e, 1);
    }
    if (call.outcome === 'out-of-memory') {
      add(table.resets, e, 1);
      table.outOfMemory[e] = 1;
    }
  }
  seen.forEach((values, e) => {
    table.distinctUsed[e] = Math.min(255, values.size);
  });
  return table;
}

function add(column: Uint32Array | Uint16Array | Float64Array, row: number, amount: number): void {
  column[row] = (column[row] as number) + amount;
}

function emptyTable(count: number): EnvironmentTable {
  return {
    count,
    invocations: new Uint32Array(count),
    maxUsedMB: new Uint16Array(count),
    minUsedMB: new Uint16Array(count),
    distinctUsed: new Uint8Array(count),
    firstSec: new Uint32Array(count),
    lastSec: new Uint32Array(count),
    billedMs: new Float64Array(count),
    warmMs: new Float64Array(count),
    warmCount: new Uint32Array(count),
    resets: new Uint16Array(count),
    outOfMemory: new Uint8Array(count),
  };
}

function timeBins(calls: readonly SimulatedCall[]): TimeBin[] {
  const times = calls.map(({ atMs }) => atMs);
  const [from, to] = [smallest(times), largest(times)];
  let widthMs = NARROWEST_MS;
  while (Math.floor(to / widthMs) - Math.floor(from / widthMs) >= MOST_BINS) widthMs *= 2;
  const bins = new Map<number, GrowingBin>();
  for (const call of calls) {
    const fromMs = Math.floor(call.atMs / widthMs) * widthMs;
    const bin = bins.get(fromMs) ?? emptyBin(fromMs, widthMs);
    bins.set(fromMs, bin);
    bin.invocations++;
    bin.billedMs += call.billedMs;
    bin.maxUsedMB = Math.max(bin.maxUsedMB, call.usedMB);
    if (call.outcome !== 'success') bin.failures++;
    else if (call.initMs === null) addWarm(bin, call.durationMs);
  }
  return [...bins.values()].sort((a, b) => a.fromMs - b.fromMs);
}

type GrowingBin = { -readonly [Key in keyof TimeBin]: TimeBin[Key] };

function addWarm(bin: GrowingBin, durationMs: number): void {
  bin.warmCount++;
  bin.warmMs += durationMs;
  bin.warmLogSum += Math.log(durationMs);
  bin.warmLogSquares += Math.log(durationMs) ** 2;
}

function emptyBin(fromMs: number, widthMs: number): GrowingBin {
  return {
    fromMs,
    widthMs,
    invocations: 0,
    failures: 0,
    billedMs: 0,
    warmCount: 0,
    warmMs: 0,
    warmLogSum: 0,
    warmLogSquares: 0,
    maxUsedMB: 0,
  };
}

function counted(calls: readonly SimulatedCall[]): Record<'success' | 'out-of-memory', number> {
  const died = calls.filter(({ outcome }) => outcome === 'out-of-memory').length;
  return { success: calls.length - died, 'out-of-memory': died };
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
