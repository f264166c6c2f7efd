/** Replays search strategies on measured curves: npm run bench:search -- [--curves FILE …] [--raw FILE …] [--seeds N] [--quick] [--json] [--as-measured] [--all] [--dense] [--only TEXT] [--strategy TEXT] [--goal cost|balanced]. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomFrom, seedFromText } from '../src/core/stats/prng.ts';
import { FileFault } from './csv-file.ts';
import { byKey, type MeasuredCurve, type RawCell } from './curve-data.ts';
import { type FirstCallRatios, firstCallRatios } from './first-calls.ts';
import { curveSet } from './search-curves.ts';
import { type Judged, judge } from './search-figures.ts';
import { banksWithout } from './search-priors.ts';
import { printReport, type SearchReport, setsOf } from './search-report.ts';
import { type BenchGoal, STRATEGIES } from './search-strategies.ts';
import { DENSE_SIZES, searchWorld } from './search-worlds.ts';
import { smoothedAll } from './smooth-curve.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const GOALS: readonly BenchGoal[] = ['cost', 'balanced'];
/** Without --all at most so many functions of a source, evenly chosen: a suite of a hundred like ones says little more than a few. */
const MOST_PER_SOURCE = 8;
/** --quick: so many functions of a source, and seeds. */
const QUICK = { functions: 2, seeds: 8 };

function main(): void {
  const started = performance.now();
  const { values } = parseArgs({
    options: {
      curves: { type: 'string', multiple: true },
      raw: { type: 'string', multiple: true },
      seeds: { type: 'string' },
      only: { type: 'string' },
      strategy: { type: 'string' },
      goal: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      dense: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'as-measured': { type: 'boolean', default: false },
    },
  });
  const seeds = Number(values.seeds ?? (values.quick ? QUICK.seeds : 100));
  if (!(Number.isInteger(seeds) && seeds > 0))
    throw new FileFault(`--seeds ${values.seeds}: a whole number from 1 is wanted`);
  const most = values.all ? Number.POSITIVE_INFINITY : values.quick ? QUICK.functions : MOST_PER_SOURCE;
  const curveFiles = values.curves ?? (values.raw ? [] : present([`${DATA}curves.csv`]));
  const rawFiles = values.raw ?? present([`${DATA}raw_invocations.csv.gz`, `${DATA}raw_cfs_sweep.csv.gz`]);
  const { curves: measured, cells } = curveSet(
    curveFiles,
    rawFiles,
    values.raw !== undefined,
    present([`${DATA}curves.csv`]),
  );
  if (measured.length === 0) {
    const files = [...curveFiles, ...(values.raw ?? [])].join(', ') || 'no file is given and ../shared/data has none';
    throw new FileFault(
      `no curve of 5 sizes or more over a range of 4 or more (${files}); --curves FILE takes one in the format of curves.csv`,
    );
  }
  const worlds = smoothedAll(measured).map(({ curve, smoothed }, i) => {
    const own = measured[i] as MeasuredCurve;
    return values['as-measured'] || restsOnMany(own, cells) ? { curve: own, smoothed: false } : { curve, smoothed };
  });
  const wanted = worlds.filter(
    ({ curve }) =>
      (values.only === undefined || `${curve.source} ${curve.name}`.includes(values.only)) &&
      (!values.dense || curve.points.length >= DENSE_SIZES),
  );
  const chosen = thinned(wanted, most);
  const curves = chosen.map(({ curve }) => curve);
  const strategies = STRATEGIES.filter(({ name }) => values.strategy === undefined || name.includes(values.strategy));
  const goals = GOALS.filter((goal) => values.goal === undefined || values.goal.includes(goal));
  if (curves.length === 0 || strategies.length === 0 || goals.length === 0) {
    throw new FileFault('--only, --strategy, --goal or --dense leave nothing to replay');
  }
  const ratioFiles = [...new Set([...curveFiles, ...present([`${DATA}curves.csv`])])];
  const runs = replayAll(curves, cells, ratioFiles.flatMap(firstCallRatios), seeds, strategies, goals);
  const report: SearchReport = {
    curves: curves.length,
    dense: curves.filter(({ points }) => points.length >= DENSE_SIZES).length,
    smoothed: chosen.filter(({ smoothed }) => smoothed).length,
    seeds,
    sets: setsOf(runs),
    seconds: (performance.now() - started) / 1_000,
  };
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else printReport(report);
}

function replayAll(
  curves: readonly MeasuredCurve[],
  cells: readonly RawCell[],
  ratios: readonly FirstCallRatios[],
  seeds: number,
  strategies: typeof STRATEGIES,
  goals: typeof GOALS,
): Judged[] {
  const bankOf = banksWithout(`${DATA}curves.csv`);
  return curves.flatMap((curve) => {
    const bank = bankOf(curve.source);
    return Array.from({ length: seeds }, (_, k) => {
      const world = searchWorld(curve, cells, k >> 1, ratios);
      return goals.flatMap((goal) =>
        strategies.flatMap((strategy) => {
          if (strategy.fixed && k > 1) return [];
          const seed = seedFromText(`${curve.source} ${curve.name} ${strategy.name}`, k + 1);
          const found = strategy.find({ world, goal, random: randomFrom(seed), seed, bank });
          return found === null ? [] : [judge(strategy.name, goal, seed, world, found)];
        }),
      );
    }).flat();
  });
}

/** A curve of many single calls a size is its own truth: its roughness is the function's (quota stairs). */
const MANY_CALLS = 30;

function restsOnMany({ source, name }: MeasuredCurve, cells: readonly RawCell[]): boolean {
  const calls = cells
    .filter((cell) => cell.source === source && cell.name === name)
    .map(({ durations }) => durations.length);
  return (calls.sort((a, b) => a - b)[calls.length >> 1] ?? 0) >= MANY_CALLS;
}

/** Evenly chosen functions of every source, those with many sizes first. */
function thinned<T extends { readonly curve: MeasuredCurve }>(worlds: readonly T[], most: number): T[] {
  return [...byKey(worlds, ({ curve }) => curve.source).values()].flatMap((own) => {
    const dense = own.filter(({ curve }) => curve.points.length >= DENSE_SIZES);
    const rest = own.filter(({ curve }) => curve.points.length < DENSE_SIZES);
    return [...evenly(dense, most), ...evenly(rest, Math.max(0, most - dense.length))];
  });
}

function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, k) => items[Math.floor(((k + 0.5) * items.length) / most)] as T);
}

function present(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(path));
}

try {
  main();
} catch (error) {
  if (!(error instanceof FileFault)) throw error;
  console.error(`bench:search: ${error.message}`);
  process.exitCode = 2;
}
