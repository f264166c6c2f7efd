/** `npm run bench:local`: how faithful the local engine is, in the figures that docs/local-engine.md quotes. `--n 5 --only cpu,long,threads,mixed,noop,memory,init,lambda,stairs,leftout,kills --kills 50 --raw raw_cfs_sweep.csv.gz --json`. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { PreparedFunction } from '../src/contracts/engine.ts';
import { randomFrom } from '../src/core/stats/prng.ts';
import { createLocalEngine } from '../src/engines/local/engine.ts';
import { LAMBDA_HELLO_MB } from '../src/engines/local/runtimes/lambda-baselines.generated.ts';
import type { FunctionSpec } from '../src/model/function-spec.ts';
import { isDisturbed, type Sample } from '../src/model/sample.ts';
import { vcpuShare } from '../src/model/units.ts';
import { HANDLER } from './local/handlers.ts';
import { killTest } from './local/kills.ts';
import { expected } from './local/quota-simulator.ts';

const { values: flags } = parseArgs({
  options: {
    n: { type: 'string', default: '5' },
    only: { type: 'string', default: 'cpu,long,threads,mixed,noop,memory,init,lambda,stairs,leftout' },
    kills: { type: 'string', default: '50' },
    raw: { type: 'string' },
    driver: { type: 'string' },
    /** nodejs22.x=/path/of/node, several times. */
    interpreter: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});
const N = Number(flags.n);
const SIZES = [128, 256, 512, 1_024, 1_769, 3_008];
/** About 100 ms of one core of 2025. */
const LOOPS_PER_MS = 300_000;
/** Published figures of real Lambda: share of a vCPU, and runs of the reference kernel in five seconds (docs/local-engine.md, 1a and 1b). */
const LAMBDA_SHARE: Readonly<Record<number, number>> = {
  128: 0.0618,
  256: 0.1323,
  512: 0.266,
  1024: 0.5491,
  1769: 0.968,
};
const LAMBDA_RUNS: Readonly<Record<number, number>> = { 128: 86, 256: 184, 512: 370, 1024: 764, 1769: 1_347 };

type Row = Record<string, string | number>;
const results: Record<string, Row[]> = {};
const folder = mkdtempSync(join(tmpdir(), 'bench-local-'));
chmodSync(folder, 0o755);
writeFileSync(join(folder, 'index.js'), HANDLER);
const driver = flags.driver === undefined ? {} : { driver: flags.driver as 'duty-cycle' };
const interpreters = Object.fromEntries(flags.interpreter.map((pair) => pair.split('=', 2)));
const sections: Record<string, () => Promise<Row[]>> = {
  cpu: () => ideal('cpu', 1),
  long: () => ideal('cpu', 1, 4),
  threads: () => ideal('threads', 2),
  mixed,
  noop,
  memory,
  init,
  lambda,
  stairs,
  leftout: leftOut,
  kills: async () => [{ ...(await killTest(Number(flags.kills), randomFrom(1))) }],
};

for (const name of flags.only.split(',')) {
  const rows = await sections[name]?.();
  if (!rows) throw new Error(`no section ${name}; there are ${Object.keys(sections).join(', ')}`);
  results[name] = rows;
  if (!flags.json) {
    console.log(`\n${name} (load ${loadavg()[0]?.toFixed(1)})`);
    console.log(table(rows));
  }
}
if (flags.json) console.log(JSON.stringify(results, null, 2));
rmSync(folder, { recursive: true, force: true });

/**
 * CPU-bound handlers against their own CPU time: at the bare share, and in a simulator of the kernel's quota, because a call begins with a whole quota and need not wait for the end of its last
 * period (10 ms of a short call, on Lambda too; next to nothing of a `long` one). Threads at work at once share a quota evenly.
 */
function ideal(mode: 'cpu' | 'threads', threads: number, times = 1): Promise<Row[]> {
  return withFunction('none', async (prepared) => {
    const rows: Row[] = [];
    for (const [sizeMB, samples] of await interleaved(
      prepared,
      SIZES,
      { mode, loops: times * 100 * LOOPS_PER_MS },
      N,
    )) {
      const share = Math.min(threads, vcpuShare(sizeMB));
      const errors = samples.map((s) => s.durationMs / ((s.cpuMs ?? 0) / share) - 1);
      const simulated = samples.map((s) => {
        const part = { cpuMs: (s.cpuMs ?? 0) / threads, waitMs: 0 };
        return s.durationMs / expected([part], share / threads) - 1;
      });
      rows.push({
        sizeMB,
        ...spread(samples),
        cpuMs: fixed(median(samples.map((s) => s.cpuMs ?? 0))),
        'from share %': fixed(100 * median(errors)),
        'from simulator %': fixed(100 * median(simulated)),
      });
    }
    return rows;
  });
}

/** A handler that computes and waits against the quota simulator fed with its own CPU time. */
function mixed(): Promise<Row[]> {
  return withFunction('none', async (prepared) => {
    const rows: Row[] = [];
    for (const [sizeMB, samples] of await interleaved(
      prepared,
      SIZES,
      { mode: 'mixed', loops: 10 * LOOPS_PER_MS },
      N,
    )) {
      const errors = samples.map((s) => {
        const parts = Array.from({ length: 5 }, () => ({ cpuMs: (s.cpuMs ?? 0) / 5, waitMs: 20.1 }));
        return s.durationMs / expected(parts, vcpuShare(sizeMB)) - 1;
      });
      rows.push({ sizeMB, ...spread(samples), 'error %': fixed(100 * median(errors)) });
    }
    return rows;
  });
}

/** What the engine itself adds to Duration. */
function noop(): Promise<Row[]> {
  return withFunction('none', async (prepared) => {
    const rows: Row[] = [];
    for (const [sizeMB, samples] of await interleaved(prepared, SIZES, { mode: 'noop' }, 4 * N))
      rows.push({ sizeMB, ...spread(samples) });
    return rows;
  });
}

/** Spread of a memory-hungry handler. */
function memory(): Promise<Row[]> {
  return withFunction('none', async (prepared) => {
    const rows: Row[] = [];
    for (const sizeMB of SIZES) {
      const samples = await calls(prepared, sizeMB, { mode: 'memory' }, 2 * N);
      const d = samples.map((s) => s.durationMs);
      const mean = d.reduce((a, b) => a + b, 0) / d.length;
      const sd = Math.sqrt(d.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, d.length - 1));
      rows.push({
        sizeMB,
        ...spread(samples),
        'cv %': fixed((100 * sd) / mean),
        usedMB: Math.max(...samples.map((s) => s.usedMB ?? 0)),
        status: [...new Set(samples.map((s) => s.status))].join(),
      });
    }
    return rows;
  });
}

/** Init Duration by size: flat on Lambda. */
function init(): Promise<Row[]> {
  return withFunction('none', async (prepared) => {
    const seen = new Map<number, number[]>(SIZES.map((size) => [size, []]));
    for (let round = 0; round < 2 * N; round += 1) {
      for (const sizeMB of SIZES) {
        const made = await prepared.measure({ ...payload({ mode: 'noop' }), sizeMB, want: 'cold' });
        for (const { sample } of made) if (sample.initMs !== undefined) seen.get(sizeMB)?.push(sample.initMs);
      }
    }
    const all = median([...seen.values()].flat());
    return SIZES.map((sizeMB) => {
      const own = median(seen.get(sizeMB) ?? []);
      return { sizeMB, initMs: fixed(own), 'from median %': fixed(100 * (own / all - 1)) };
    });
  });
}

/** Published figures of real Lambda at calibration level 1: median of n runs of five seconds each. */
function lambda(): Promise<Row[]> {
  return withFunction('kernel', async (prepared) => {
    const runs = new Map<number, number[]>();
    for (let round = 0; round < N; round += 1) {
      for (const sizeMB of Object.keys(LAMBDA_RUNS).map(Number)) {
        const [sample] = await calls(prepared, sizeMB, { mode: 'kernel', ms: 5_000 }, 1);
        const response = Number(sample?.answer ?? 0);
        runs.set(sizeMB, [...(runs.get(sizeMB) ?? []), response]);
      }
    }
    return [...runs].map(([sizeMB, counts]) => {
      const lambdaRuns = LAMBDA_RUNS[sizeMB] ?? 1;
      const share = (median(counts) * 3.594) / 5_000;
      const published = LAMBDA_SHARE[sizeMB] ?? 1;
      return {
        sizeMB,
        runs: median(counts),
        lambdaRuns,
        'runs error %': fixed(100 * (median(counts) / lambdaRuns - 1)),
        share: share.toFixed(4),
        lambdaShare: published,
        'share error %': fixed(100 * (share / published - 1)),
      };
    });
  });
}

/** The staircase: a burst of 17 ms against the published sweep, if given, at sizes on and between the steps. */
async function stairs(): Promise<Row[]> {
  const published = flags.raw === undefined ? null : sweepMedians(flags.raw);
  return withFunction('none', async (prepared) => {
    const rows: Row[] = [];
    const loops = await loopsFor(prepared, 17);
    const sizes = [128, 160, 192, 256, 320, 384, 448, 512, 640, 768, 1_024, 1_408, 1_792];
    for (const [sizeMB, samples] of await interleaved(prepared, sizes, { mode: 'cpu', loops }, N)) {
      const cpuMs = median(samples.map((s) => s.cpuMs ?? 0));
      rows.push({
        sizeMB,
        ...spread(samples),
        cpuMs: fixed(cpuMs),
        simulated: fixed(expected([{ cpuMs, waitMs: 0 }], vcpuShare(sizeMB))),
        ...(published === null ? {} : { lambda: fixed(published(sizeMB)) }),
      });
    }
    return rows;
  });
}

function sweepMedians(file: string): (sizeMB: number) => number {
  const bySize = new Map<number, number[]>();
  for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1)) {
    const [size = 0, , duration = 0] = line.split(',').map(Number);
    bySize.set(size, [...(bySize.get(size) ?? []), duration]);
  }
  return (sizeMB) => {
    const nearest = [...bySize.keys()].sort((a, b) => Math.abs(a - sizeMB) - Math.abs(b - sizeMB))[0] ?? 0;
    return median(bySize.get(nearest) ?? []);
  };
}

/** Max Memory Used of a hello world predicted for each runtime version from the other versions of its family. */
async function leftOut(): Promise<Row[]> {
  const engine = await createLocalEngine({ calibration: 'none', memoryBaseMB: 0, interpreters, ...driver });
  const seen: { family: string; runtime: string; local: number; lambda: number }[] = [];
  writeFileSync(join(folder, 'hello.js'), "exports.handler = async () => 'hello';");
  writeFileSync(join(folder, 'hello.py'), "def handler(event, context):\n    return 'hello'\n");
  for (const [key, lambdaMB] of Object.entries(LAMBDA_HELLO_MB)) {
    const [runtime = '', arch] = key.split(' ');
    if (arch !== 'x86_64') continue;
    const prepared = await engine.prepare(spec({ runtime, handler: 'hello.handler' })).catch(() => null);
    if (prepared === null || !ownVersion(prepared, runtime)) continue;
    const [sample] = await calls(prepared, 512, {}, 1);
    seen.push({ family: runtime.replace(/[\d.x]+$/, ''), runtime, local: sample?.usedMB ?? 0, lambda: lambdaMB });
  }
  await engine.close();
  return seen.map(({ family, runtime, local, lambda: onLambda }) => {
    const others = seen.filter((other) => other.family === family && other.runtime !== runtime);
    const base =
      others.length === 0 ? Number.NaN : others.reduce((sum, o) => sum + o.lambda - o.local, 0) / others.length;
    return {
      runtime,
      localMB: local,
      lambdaMB: onLambda,
      predictedMB: fixed(local + base),
      'error MB': fixed(local + base - onLambda),
    };
  });
}

function ownVersion(prepared: PreparedFunction, runtime: string): boolean {
  const version = /(?:node v|python )(\d+(?:\.\d+)?)/.exec(prepared.runsOn)?.[1] ?? '';
  return runtime === `nodejs${version.split('.')[0]}.x` || runtime === `python${version}`;
}

async function withFunction(
  calibration: 'none' | 'kernel',
  work: (prepared: PreparedFunction) => Promise<Row[]>,
): Promise<Row[]> {
  const engine = await createLocalEngine({ calibration, ...driver });
  try {
    if (!flags.json)
      console.log(
        `${engine.about.driver}, level ${engine.about.calibration.level}: ${engine.about.calibration.source}`,
      );
    return await work(await engine.prepare(spec({})));
  } finally {
    await engine.close();
  }
}

/** Loops that take this much CPU time here and now. */
async function loopsFor(prepared: PreparedFunction, cpuMs: number): Promise<number> {
  const loops = 50 * LOOPS_PER_MS;
  const samples = await calls(prepared, 1_769, { mode: 'cpu', loops }, 5);
  return Math.round((loops * cpuMs) / median(samples.map((s) => s.cpuMs ?? 1)));
}

/** n calls at each size, taken in turns, so that what drifts drifts for all; of them the undisturbed ones, unless all were disturbed (as a measurement of memfit's takes them). */
async function interleaved(
  prepared: PreparedFunction,
  sizes: readonly number[],
  event: object,
  n: number,
): Promise<Map<number, BenchSample[]>> {
  const all = new Map<number, BenchSample[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < n; round += 1)
    for (const [sizeMB, samples] of all) samples.push(...(await calls(prepared, sizeMB, event, 1, round === 0)));
  return new Map([...all].map(([size, samples]) => [size, undisturbed(samples)]));
}

function undisturbed(samples: BenchSample[]): BenchSample[] {
  const clean = samples.filter((sample) => !isDisturbed(sample));
  return clean.length > 0 ? clean : samples;
}

type BenchSample = Sample & { readonly answer: string };

/** n calls at one size, after one that warms up. */
async function calls(
  prepared: PreparedFunction,
  sizeMB: number,
  event: object,
  n: number,
  warmUp = true,
): Promise<BenchSample[]> {
  if (warmUp) await prepared.measure({ ...payload({ ...event, ms: 1 }), sizeMB, want: 'warm' });
  const samples: BenchSample[] = [];
  while (samples.length < n) {
    const last = (await prepared.measure({ ...payload(event), sizeMB, want: 'warm' })).at(-1);
    if (last && last.sample.status !== 'success' && !JSON.stringify(event).includes('memory'))
      throw new Error(`${sizeMB} MB: ${last.sample.status}\n${last.logTail}`);
    if (last) samples.push({ ...last.sample, answer: Buffer.from(last.response ?? []).toString() });
  }
  return samples;
}

function payload(event: object): { payload: Uint8Array; payloadName: string } {
  return { payload: Buffer.from(JSON.stringify(event)), payloadName: 'bench' };
}

function spec(changes: Partial<FunctionSpec>): FunctionSpec {
  return {
    name: 'bench',
    runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
    handler: 'index.handler',
    codeFolder: folder,
    layers: [],
    environment: {},
    timeoutMs: 60_000,
    architecture: 'x86_64',
    logFormat: 'text',
    logGroup: null,
    region: null,
    ...changes,
  };
}

function spread(samples: readonly Sample[]): Row {
  const d = samples.map((s) => s.durationMs);
  return {
    'median ms': fixed(median(d)),
    min: fixed(Math.min(...d)),
    max: fixed(Math.max(...d)),
    n: d.length,
    disturbed: samples.filter(isDisturbed).length,
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

function fixed(value: number): string {
  return value.toFixed(2);
}

/** Columns as wide as their widest cell. */
function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}
