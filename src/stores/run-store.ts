/** Runs on disk: `.memfit/runs/<utc>-<verb>-<6 hex>/{run.json, samples.ndjson}`. */
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { OpenRun, RunStore, SavedRun } from '../contracts/run-store.ts';
import { OutsideError, UserError } from '../model/errors.ts';
import type { SavedSample, TunedFunction, TuneRun } from '../model/tuning.ts';

/** What git should not see: everything but the history of reviews. */
const IGNORED = '*\n!.gitignore\n!history.jsonl\n';

/** The runs below `root`/.memfit. Nothing is made before the first run. */
export function runStore(root: string): RunStore {
  const home = join(root, '.memfit');
  const runs = join(home, 'runs');
  return {
    async create(about) {
      const stamp = about.startedAt.replace(/[-:]|\.\d+/g, '');
      const id = `${stamp}-${about.verb}-${randomBytes(3).toString('hex')}`;
      const folder = join(runs, id);
      return atDisk(folder, async () => {
        await mkdir(folder, { recursive: true });
        await writeFile(join(home, '.gitignore'), IGNORED, { flag: 'wx' }).catch(unlessThere);
        return openRun(folder, { schemaVersion: 1, id, ...about, functions: [] });
      });
    },
    async read(which) {
      const folder = which === null ? await latest(runs) : folderOf(which, runs, root);
      return readRun(folder);
    },
  };
}

async function openRun(folder: string, first: TuneRun): Promise<OpenRun> {
  let run = first;
  const save = async (next: TuneRun): Promise<void> => {
    run = next;
    const beside = join(folder, 'run.json.tmp');
    await writeFile(beside, `${JSON.stringify(run, null, 2)}\n`);
    await rename(beside, join(folder, 'run.json'));
  };
  await save(run);
  await writeFile(join(folder, 'samples.ndjson'), '');
  return {
    id: run.id,
    begin: (tuned: TunedFunction) => atDisk(folder, () => save({ ...run, functions: [...run.functions, tuned] })),
    sample: (sample: SavedSample) =>
      atDisk(folder, () => appendFile(join(folder, 'samples.ndjson'), `${JSON.stringify(sample)}\n`)),
  };
}

async function readRun(folder: string): Promise<SavedRun> {
  const [runText, samplesText] = await Promise.all(
    ['run.json', 'samples.ndjson'].map((name) => readFile(join(folder, name), 'utf8')),
  ).catch((cause) => {
    throw new UserError('no-such-run', noSuchRun(folder), cause);
  });
  try {
    const run = JSON.parse(runText ?? '') as TuneRun;
    if (run.schemaVersion !== 1 || run.verb !== 'tune' || !Array.isArray(run.functions)) throw new Error('no tune run');
    // A run that was killed may end in half a line: what was complete before it counts.
    const lines = (samplesText ?? '').split('\n').slice(0, -1).filter(Boolean);
    return { run, samples: lines.map((line) => JSON.parse(line) as SavedSample) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('broken-run', { where: folder, what: 'this is no run that can be replayed', why }, cause);
  }
}

async function latest(runs: string): Promise<string> {
  const names = (await readdir(runs).catch(() => [])).filter((name) => /-tune-[0-9a-f]{6}$/.test(name)).sort();
  const last = names.at(-1);
  if (last === undefined) throw new UserError('no-such-run', noSuchRun(runs));
  return join(runs, last);
}

function folderOf(which: string, runs: string, root: string): string {
  return isAbsolute(which) || /[\\/]/.test(which) ? resolve(root, which) : join(runs, which);
}

function noSuchRun(where: string) {
  return { where, what: 'there is no saved run here', next: 'name one with --run, or measure first: memfit tune' };
}

async function atDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OutsideError('disk', { where: path, what: 'the run cannot be saved', why }, cause);
  }
}

function unlessThere(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause;
}
