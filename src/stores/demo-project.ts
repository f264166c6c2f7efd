/** The demo's own copy of the example below `.memfit`, so that neither the example nor a file of the user's is touched. */
import { access, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OutsideError } from '../model/errors.ts';
import { diskRefusal } from './disk-refusal.ts';
import { IGNORED } from './run-store.ts';

/** The copy, ready to be worked in. */
export interface DemoProject {
  /** Absolute. */
  readonly folder: string;
  /** Where the lines of the load belong. */
  readonly logFile: string;
  /** Writes the page of the round, and gives its path. */
  saveReport(page: string): Promise<string>;
}

/** What is no part of the example as it is delivered: made by tools, or only there for its own tests. */
const NOT_COPIED = new Set([
  'node_modules',
  '.venv',
  '.aws-sam',
  '.build',
  '.memfit',
  '__pycache__',
  'tests',
  'recorded',
]);

/** Makes the copy anew in `root`/.memfit/demo; what an earlier round left there goes. Throws OutsideError `disk`. */
export async function demoProject(example: string, root: string): Promise<DemoProject> {
  const home = join(root, '.memfit');
  const folder = join(home, 'demo');
  await atExample(example);
  await atDisk(folder, async () => {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, '.gitignore'), IGNORED, { flag: 'wx' }).catch(unlessThere);
    await rm(folder, { recursive: true, force: true });
    await cp(example, folder, {
      recursive: true,
      filter: (from) => from === example || !NOT_COPIED.has(basename(from)),
    });
    await mkdir(join(folder, 'logs'));
  });
  return {
    folder,
    logFile: join(folder, 'logs', 'load.ndjson'),
    async saveReport(page) {
      const file = join(home, 'report.html');
      await atDisk(file, () => writeFile(file, page));
      return file;
    },
  };
}

/** It comes with the package. */
async function atExample(example: string): Promise<void> {
  const template = join(example, 'template.yaml');
  await access(template).catch((cause: unknown) => {
    const why = 'the installed package is not whole';
    throw new OutsideError(
      'disk',
      { where: template, what: 'the example is missing', why, next: 'install memfit again' },
      cause,
    );
  });
}

async function atDisk(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { why } = await diskRefusal(cause, path);
    const next = 'run the demo in a folder that can be written to';
    throw new OutsideError('disk', { where: path, what: 'the demo cannot be written', why, next }, cause);
  }
}

function unlessThere(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause;
}
