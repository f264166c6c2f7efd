/** The user's folder on disk: nothing outside of it is read or written, and no file is ever half-written. */
import { constants, type Stats } from 'node:fs';
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Workspace } from '../contracts/workspace.ts';
import { OutsideError, UserError } from '../model/errors.ts';
import { diskRefusal } from './disk-refusal.ts';

/** A Workspace over the folder `root`, which must exist. Paths are relative to it (or absolute inside it). Throws an OutsideError where the disk refuses. */
export async function fileWorkspace(root: string): Promise<Workspace> {
  const real = await atDisk(root, () => realpath(root));
  const inside = (path: string): Promise<string> => insideOf(real, path);
  return {
    root: real,
    async readText(path) {
      const target = await inside(path);
      return atDisk(path, () => unlessMissing(readFile(target, 'utf8'), null));
    },
    async exists(path) {
      const target = await inside(path);
      return atDisk(path, () =>
        unlessMissing(
          stat(target).then(() => true),
          false,
        ),
      );
    },
    async list(path) {
      const target = await inside(path);
      return (await atDisk(path, () => unlessMissing<string[]>(readdir(target), []))).sort();
    },
    async writeText(path, text, mode) {
      const target = await inside(path);
      await toDisk(target, path, () => write(target, text, mode, path));
    },
    async appendLines(path, lines) {
      const target = await inside(path);
      await toDisk(target, path, () => append(target, lines));
    },
  };
}

/** Writes beside the target, then moves it there in one step; `create` links instead, which fails when somebody was first. */
async function write(target: string, text: string, mode: 'create' | 'replace', shown: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const kept = await unlessMissing(stat(target), null);
  if (kept && mode === 'create') throw fileExists(shown);
  const temporary = await writeBeside(target, text, kept);
  try {
    if (mode === 'replace') await rename(temporary, target);
    else await link(temporary, target);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw fileExists(shown);
    throw cause;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** One write at the end of the file, wherever that is by then: the system keeps writes of several processes apart. */
async function append(target: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await mkdir(dirname(target), { recursive: true });
  const file = await open(target, 'a+');
  try {
    const { size } = await file.stat();
    const last = size === 0 ? null : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString();
    const start = last === null || last === '\n' ? '' : '\n';
    const bytes = Buffer.from(start + lines.map((line) => `${line}\n`).join(''));
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length) throw new Error('the disk took only a part of it');
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Mode and owner of the file that is replaced. */
type Kept = Pick<Stats, 'mode' | 'uid' | 'gid'>;

/** A new file next to `target` with the text on disk; its name is free of races because an existing one is never opened. Nothing of it is left where the disk refuses. */
async function writeBeside(target: string, text: string, kept: Kept | null): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const path = join(dirname(target), `.${basename(target)}.${process.pid}-${attempt}.tmp`);
    const file = await openNew(path, attempt);
    if (file === null) continue;
    try {
      await fill(file, text, kept);
      return path;
    } catch (cause) {
      await rm(path, { force: true }).catch(() => {});
      throw cause;
    }
  }
}

/** Null: the name is taken. */
async function openNew(path: string, attempt: number): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= 100) throw cause;
    return null;
  }
}

/** The mode is set by itself, since the process's mask takes bits away from the one that a file is opened with. */
async function fill(file: FileHandle, text: string, kept: Kept | null): Promise<void> {
  try {
    // Only root may give a file to somebody else; others own what they can replace, or leave it as it is.
    if (kept) await file.chown(kept.uid, kept.gid).catch(() => {});
    if (kept) await file.chmod(kept.mode & 0o7777);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The real path of something in the root; links are followed as far as they exist, so that none leads out. */
async function insideOf(root: string, path: string): Promise<string> {
  if (path.includes('\0')) throw leaves(path);
  const wanted = resolve(root, path);
  if (!isBelow(root, wanted)) throw leaves(path);
  let existing = wanted;
  const missing: string[] = [];
  while (!(await isThere(existing)) && existing !== root) {
    missing.unshift(basename(existing));
    existing = dirname(existing);
  }
  const real = await realpath(existing).catch(() => null);
  if (real === null || !isBelow(root, real)) throw leaves(path);
  return join(real, ...missing);
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether something stands there, also a link that points nowhere. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function unlessMissing<T>(work: Promise<T>, missing: T): Promise<T> {
  return work.catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return missing;
    throw cause;
  });
}

/** Turns what the disk refuses into an OutsideError with its cause; our own errors pass. */
async function atDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OutsideError('disk', { where: path, what: 'the file system refused', why }, cause);
  }
}

/** The same for what is written: it says what stands in the way, and what to do. */
async function toDisk(target: string, path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new OutsideError(
      'disk',
      { where: path, what: 'cannot be written', ...(await diskRefusal(cause, target)) },
      cause,
    );
  }
}

function leaves(path: string): UserError {
  return new UserError('outside-workspace', {
    where: path.replaceAll('\0', '\\0'),
    what: 'this path leads out of the folder that memfit works in',
    next: 'run memfit in the folder that holds the file',
  });
}

function fileExists(path: string): UserError {
  return new UserError('file-exists', {
    where: path,
    what: 'the file is there already',
    next: 'give --yes to replace it',
  });
}
