/** Judges the passive decisions: npm run bench:sizing -- [--curves FILE …] [--raw FILE …] [--seeds N] [--goal GOAL …] [--json] [--as-measured]. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fitSupport } from '../scripts/fit-prior-support.ts';
import { parseGoal } from '../src/core/sizing/goal.ts';
import { type CurveBank, curveBank, standardBank } from '../src/core/tuning/curve-bank.ts';
import { FITTED_PRIOR, FITTED_SOURCES } from '../src/core/tuning/prior.ts';
import type { Goal } from '../src/model/recommendation.ts';
import { byKey, curvesOfCells, type MeasuredCurve, readCurves, readRawCells, withScatter } from './curve-data.ts';
import { floorFigures } from './sizing-floors.ts';
import { type Replay, replay } from './sizing-replay.ts';
import { printReport, type SizingReport } from './sizing-report.ts';
import { testFigures } from './sizing-tests.ts';
import { smoothedAll } from './smooth-curve.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));

/** At most this many replays of one source, so that a suite of hundreds of curves does not take all the time. */
const MOST_PER_SOURCE = 240;

function main(): void {
  const started = performance.now();
  const { values } = parseArgs({
    options: {
      curves: { type: 'string', multiple: true },
      raw: { type: 'string', multiple: true },
      seeds: { type: 'string', default: '8' },
      goal: { type: 'string', multiple: true, default: ['balanced'] },
      json: { type: 'boolean', default: false },
      'as-measured': { type: 'boolean', default: false },
    },
  });
  const curveFiles = values.curves ?? present([`${DATA}curves.csv`]);
  const rawFiles = values.raw ?? present([`${DATA}raw_invocations.csv.gz`, `${DATA}raw_cfs_sweep.csv.gz`]);
  const cells = rawFiles.flatMap(readRawCells);
  const fromFiles = curveFiles.flatMap((path) => readCurves(path));
  // Single invocations make curves of their own where the curve file does not have the function.
  const known = new Set(fromFiles.map(({ source, name }) => `${source} ${name}`));
  const fromCells = curvesOfCells(cells).filter(({ source, name }) => values.raw && !known.has(`${source} ${name}`));
  const measured = [...fromFiles, ...fromCells].filter(
    ({ points }) => (points.at(-1)?.sizeMB ?? 0) >= 2 * (points[0]?.sizeMB ?? 0),
  );
  if (measured.length === 0) throw new Error('no curves: give --curves FILE in the format of curves.csv');
  const worlds = values['as-measured'] ? measured.map((curve) => ({ curve, smoothed: false })) : smoothedAll(measured);
  const curves = worlds.map(({ curve }) => curve);
  const goals = values.goal.map((text) => parseGoal(text, '--goal'));
  const replays = goals.flatMap((goal) => replayAll(curves, cells, Number(values.seeds), goal));
  const report: SizingReport = {
    curves: measured.length,
    smoothed: worlds.filter((world) => world.smoothed).length,
    replays,
    floors: floorFigures(120),
    tests: testFigures(60),
    seconds: (performance.now() - started) / 1_000,
  };
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else printReport(report);
}

function replayAll(
  curves: readonly MeasuredCurve[],
  cells: ReturnType<typeof readRawCells>,
  seeds: number,
  goal: Goal,
): Replay[] {
  const training = trainingCurves();
  return [...byKey(curves, ({ source }) => source)].flatMap(([source, own]) => {
    const bank = bankWithout(source, training);
    const rounds = Math.max(seeds, Math.ceil((12 * seeds) / own.length));
    const jobs = own.flatMap((curve, c) =>
      Array.from({ length: rounds }, (_, round) => ({ curve, seed: c * 1_009 + round * 31 + 7 })),
    );
    const step = Math.max(1, jobs.length / MOST_PER_SOURCE);
    const chosen = Array.from(
      { length: Math.min(jobs.length, MOST_PER_SOURCE) },
      (_, k) => jobs[Math.floor(k * step)] as (typeof jobs)[number],
    );
    return chosen.map(({ curve, seed }) => replay(curve, cells, bank, seed, goal));
  });
}

/** The prior without the tested source: the product's own where it never saw the source, else a fresh fit to the others. */
function bankWithout(source: string, training: readonly MeasuredCurve[]): CurveBank {
  if (!FITTED_SOURCES.includes(source)) return standardBank();
  const others = training.filter((curve) => curve.source !== source);
  if (others.length === 0) return curveBank({ support: [], supportShare: 0 }, 7);
  return curveBank({ support: fitSupport(others, 1), supportShare: FITTED_PRIOR.supportShare }, 7);
}

function trainingCurves(): MeasuredCurve[] {
  return present([`${DATA}curves.csv`])
    .flatMap((path) => readCurves(path, 4))
    .filter(({ points }) => (points.at(-1)?.sizeMB ?? 0) >= 4 * (points[0]?.sizeMB ?? 0))
    .map(withScatter);
}

function present(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(path));
}

try {
  main();
} catch (error) {
  // A file that is missing or of another shape: what is wrong is in the message.
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
