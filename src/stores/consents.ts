/** What a person agreed to that a repository names to be run: one JSON file in the user's own state folder, never in the repository. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { ConsentStore } from '../contracts/stand-ins.ts';
import type { StandInSet } from '../model/stand-in.ts';

/** A file that a command names counts with its content up to this size, bytes. */
const FILE_LIMIT = 4 * 1_048_576;

interface Written {
  readonly schemaVersion: 1;
  readonly commands: Readonly<Record<string, { readonly folder: string; readonly commands: readonly string[] }>>;
}

/** The consents kept in `folder`; nothing is made before the first one. */
export function consentStore(folder: string): ConsentStore {
  const file = join(folder, 'consents.json');
  return {
    has: async (hash) => Object.hasOwn((await read(file)).commands, hash),
    async add(hash, what) {
      const { commands } = await read(file);
      const next: Written = { schemaVersion: 1, commands: { ...commands, [hash]: what } };
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
      const beside = `${file}.${process.pid}`;
      await writeFile(beside, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
        .then(() => rename(beside, file))
        .catch(() => undefined);
    },
    hashOf,
  };
}

/** Where memfit keeps what belongs to a person and to no project (XDG Base Directory Specification; its counterparts elsewhere). */
export function stateFolder(env: Readonly<Record<string, string | undefined>>, platform: string): string {
  const home = env.HOME || homedir();
  if (env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME)) return join(env.XDG_STATE_HOME, 'memfit');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'memfit');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'memfit');
  return join(home, '.local', 'state', 'memfit');
}

/** What cannot be read was not agreed to. */
async function read(file: string): Promise<Written> {
  try {
    const written = JSON.parse(await readFile(file, 'utf8')) as Written;
    if (written.schemaVersion === 1 && typeof written.commands === 'object' && written.commands !== null)
      return written;
  } catch {
    // Not there yet, or damaged: it is asked again.
  }
  return { schemaVersion: 1, commands: {} };
}

/** Another folder, another command, another variable, another program text: another hash. */
async function hashOf({ folder, standIns }: StandInSet): Promise<string> {
  const hash = createHash('sha256');
  const parts: unknown[] = [resolve(folder)];
  for (const { place: _place, ...standIn } of standIns) {
    parts.push(standIn, await Promise.all(standIn.command.map((part) => contentOf(folder, part))));
  }
  return hash.update(JSON.stringify(parts)).digest('hex');
}

/** The hash of a file of the project that a command names; null: it names none. */
async function contentOf(folder: string, part: string): Promise<string | null> {
  const path = resolve(folder, part);
  const way = relative(folder, path);
  if (way === '' || way.startsWith('..') || isAbsolute(way) || part.includes('\0')) return null;
  try {
    const { size } = await stat(path);
    if (size > FILE_LIMIT) return `${size} bytes`;
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return null;
  }
}
