/** The folder that outlives runs: built functions, packages, runtimes. Every entry is complete or absent. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { OutsideError, UserError } from '../../../model/errors.ts';
import { kernelFiles } from '../limits/host.ts';
import { isDead, startTicks } from '../limits/process-tree.ts';

/** For root it lies where the lowered user can read it; else in the user's own cache. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const base = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : null;
  if (process.getuid?.() === 0) return join(base ?? '/var/cache', 'memfit');
  return join(base ?? join(homedir(), '.cache'), 'memfit');
}

/** Opens the cache: makes it, and removes what broken-off makings left. Throws UserError `cache-not-own` where others could have put programs into it; OutsideError `cache-not-writable`. */
export function openCache(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch (cause) {
    const next = 'set XDG_CACHE_HOME to a folder that can be written';
    throw new OutsideError('cache-not-writable', { what: `cannot make ${folder}`, why: String(cause), next }, cause);
  }
  const { uid, mode } = statSync(folder);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o022) !== 0) {
    throw new UserError('cache-not-own', {
      what: `${folder} belongs to, or can be written by, other users`,
      next: `remove it, or set XDG_CACHE_HOME to a folder of your own`,
    });
  }
  for (const name of readdirSync(folder)) if (isBrokenOff(name)) remove(join(folder, name));
  return folder;
}

/** Entries that were not used for so long make room when another of their kind is made. */
const KEPT_MS = 90 * 86_400_000;

/**
 * The entry `kind/key`, made by `make` in a folder beside it and then moved into place: an interruption leaves no half entry. `make` is not called where it is there.
 */
export async function kept(
  cache: string,
  kind: string,
  key: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const final = join(cache, kind, key);
  if (isThere(final)) {
    touch(final);
    return final;
  }
  const folder = join(cache, `making-${process.pid}-${startTicks(kernelFiles, process.pid) ?? 0}-${key}`);
  remove(folder);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  try {
    await make(folder);
    mkdirSync(dirname(final), { recursive: true, mode: 0o755 });
    forgetOld(dirname(final));
    moveInto(folder, final);
  } finally {
    remove(folder);
  }
  return final;
}

/** True when the entry is there. */
export function isKept(cache: string, kind: string, key: string): boolean {
  return isThere(join(cache, kind, key));
}

/** Another process may have made the same entry meanwhile: then theirs is as good. */
function moveInto(folder: string, final: string): void {
  try {
    renameSync(folder, final);
  } catch (error) {
    if (!isThere(final)) throw error;
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isBrokenOff(name: string): boolean {
  const [, pid, ticks] = /^making-(\d+)-(\d+)-/.exec(name) ?? [];
  if (pid === undefined) return false;
  return isDead(kernelFiles, Number(pid)) || startTicks(kernelFiles, Number(pid)) !== ticks;
}

/** The time of last use stands in the folder's modification time. */
function touch(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // A cache that can only be read serves as well.
  }
}

function forgetOld(kindFolder: string): void {
  for (const name of readdirSync(kindFolder)) {
    const path = join(kindFolder, name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) remove(path);
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}
