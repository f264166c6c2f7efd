/** Finds and reads memfit.config.yaml. Parser and schema are loaded only when there is a file. */
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ConfigFile } from '../core/config/config-file.ts';
import { OutsideError, UserError } from '../model/errors.ts';

/** Names that are looked for, in this order, in each folder. */
export const CONFIG_NAMES = ['memfit.config.yaml', 'memfit.config.yml', 'memfit.config.json'] as const;

/** The configuration in force: the file named by `--config`, else the nearest one from `cwd` up to the root of the repository; null when there is none. */
export async function loadConfig(cwd: string, named: string | null): Promise<ConfigFile | null> {
  const path = named === null ? await findConfig(cwd) : resolve(cwd, named);
  if (path === null) return null;
  const text = await readConfig(path, named);
  const shown = shownPath(cwd, path);
  const [{ parseYaml }, { checkConfig }] = await Promise.all([
    import('./yaml-document.ts'),
    import('../core/config/check-file.ts'),
  ]);
  return checkConfig(await parseYaml(text, shown));
}

/** The nearest configuration file from `cwd` up, never above the folder that holds .git; without a repository only `cwd` itself is looked at. */
export async function findConfig(cwd: string): Promise<string | null> {
  const root = repositoryRoot(cwd);
  for (const folder of foldersUp(resolve(cwd), root ?? resolve(cwd))) {
    for (const name of CONFIG_NAMES) {
      const path = join(folder, name);
      if (!existsSync(path)) continue;
      await refuseOutside(path, root ?? folder);
      return path;
    }
  }
  return null;
}

/** The folder at or above `cwd` that holds .git (a folder, or a file in worktrees and submodules); null: not in a repository. */
function repositoryRoot(cwd: string): string | null {
  for (const folder of foldersUp(resolve(cwd), null)) {
    // Asked at once: for each place that is not there a promise would cost an error with its stack.
    if (existsSync(join(folder, '.git'))) return folder;
  }
  return null;
}

/** From `from` up to and with `last` (null: the root of the disk). */
function foldersUp(from: string, last: string | null): string[] {
  const folders = [from];
  for (let folder = from; folder !== last && dirname(folder) !== folder; ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

async function readConfig(path: string, named: string | null): Promise<string> {
  try {
    const bytes = await readFile(path);
    const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch (cause) {
    if (named !== null && (cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UserError('no-such-file', { where: '--config', what: `${named} is not there` }, cause);
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OutsideError('unreadable-file', { where: path, what: 'the configuration cannot be read', why }, cause);
  }
}

/** A file found by looking must lie in the repository itself, not behind a link that leads out of it. */
async function refuseOutside(path: string, root: string): Promise<void> {
  const way = relative(await realpath(root), await realpath(path));
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return;
  throw new UserError('outside-workspace', {
    where: path,
    what: 'the configuration is a link that leads out of the repository',
    next: 'name the file with --config if you mean it, or use --no-config',
  });
}

/** Relative to the working directory where that is shorter to read. */
function shownPath(cwd: string, path: string): string {
  const way = relative(cwd, path);
  return way === '' || isAbsolute(way) ? path : way.split(sep).join('/');
}
