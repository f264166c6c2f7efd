/** Runs on disk: `.memfit/runs/<utc>-<verb>-<6 hex>/{run.json, samples.ndjson, logs/local.ndjson}`. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, appendFile, mkdir, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { OpenRun, RunStore, SavedRun } from '../contracts/run-store.ts';
import { OutsideError, UserError } from '../model/errors.ts';
import type { SavedSample, TunedFunction, TuneRun } from '../model/tuning.ts';
import { diskRefusal } from './disk-refusal.ts';
import { OWN_REQUESTS_FILE } from './own-requests.ts';

/** Lines of platform and handlers, as `memfit analyze` reads them. */
const LOGS = join('logs', 'local.ndjson');

/** What git should not see: everything but the history of reviews. */
export const IGNORED = '*\n!.gitignore\n!history.jsonl\n';

/** The runs below `root`/.memfit. Nothing is made before the first run. */
export function runStore(root: string): RunStore {
  const home = join(root, '.memfit');
  const runs = join(home, 'runs');
  const folderOf = async (which: string | null): Promise<string> => {
    if (which === null) return latest(runs);
    return isAbsolute(which) || /[\\/]/.test(which) ? resolve(root, which) : join(runs, which);
  };
  return {
    async plan(about) {
      const stamp = about.startedAt.replace(/[-:]|\.\d+/g, '');
      const id = `${stamp}-${about.verb}-${randomBytes(3).toString('hex')}`;
      const folder = join(runs, id);
      await atDisk(runs, () => mkdir(runs, { recursive: true }).then(() => access(runs, constants.W_OK)));
      return {
        id,
        logFile: join(folder, LOGS),
        open: () => openRun(folder, home, { schemaVersion: 1, id, ...about, functions: [] }),
      };
    },
    async read(which) {
      return readRun(await folderOf(which));
    },
    async resume(which) {
      const folder = await folderOf(which);
      const saved = await readRun(folder);
      await atDisk(folder, () => access(join(folder, 'samples.ndjson'), constants.W_OK));
      return { id: saved.run.id, saved, logFile: join(folder, LOGS), open: () => openRun(folder, home, saved.run) };
    },
  };
}

/** Opens a new run, or one that is there already behind its last whole line. */
async function openRun(folder: string, home: string, first: TuneRun): Promise<OpenRun> {
  let run = first;
  const samples = join(folder, 'samples.ndjson');
  const save = async (next: TuneRun): Promise<void> => {
    run = next;
    const beside = join(folder, 'run.json.tmp');
    await writeFile(beside, `${JSON.stringify(run, null, 2)}\n`);
    await rename(beside, join(folder, 'run.json'));
  };
  await atDisk(folder, async () => {
    await mkdir(dirname(join(folder, LOGS)), { recursive: true });
    await writeFile(join(home, '.gitignore'), IGNORED, { flag: 'wx' }).catch(unlessThere);
    await save(run);
    await Promise.all([samples, join(folder, LOGS)].map(endAtLine));
  });
  return {
    id: run.id,
    begin: (tuned: TunedFunction) =>
      atDisk(folder, () =>
        save({ ...run, functions: [...run.functions.filter(({ name }) => name !== tuned.name), tuned] }),
      ),
    sample: (sample: SavedSample) =>
      atDisk(folder, async () => {
        await appendFile(samples, `${JSON.stringify(sample)}\n`);
        await appendFile(join(home, basename(OWN_REQUESTS_FILE)), `${sample.requestId}\n`);
      }),
  };
}

/** What was cut off in the middle of its last line loses that line; a missing file begins empty. */
async function endAtLine(file: string): Promise<void> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return writeFile(file, '');
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) await truncate(file, end);
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
    return { run: completed(run), samples: lines.map((line) => JSON.parse(line) as SavedSample) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('broken-run', { where: folder, what: 'this is no run that can be replayed', why }, cause);
  }
}

/** Runs of versions that knew less, as if they had said so. */
function completed(run: TuneRun): TuneRun {
  const asked = run.asked ?? run.functions.map(({ name }) => name);
  const functions = run.functions.map((one) => ({
    ...one,
    fingerprint: one.fingerprint ?? null,
    question: { ...one.question, worst: one.question.worst ?? [], maxCost: one.question.maxCost ?? null },
  }));
  return { ...run, asked, functions };
}

async function latest(runs: string): Promise<string> {
  const names = (await readdir(runs).catch(() => [])).filter((name) => /-tune-[0-9a-f]{6}$/.test(name)).sort();
  const last = names.at(-1);
  if (last === undefined) throw new UserError('no-such-run', noSuchRun(runs));
  return join(runs, last);
}

function noSuchRun(where: string) {
  return {
    where,
    what: 'there is no saved run here',
    next: 'name one by its id or folder, or measure first: memfit tune',
  };
}

async function atDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const refusal = await diskRefusal(cause, path);
    throw new OutsideError('disk', { where: path, what: 'the run cannot be saved', ...refusal }, cause);
  }
}

function unlessThere(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause;
}
