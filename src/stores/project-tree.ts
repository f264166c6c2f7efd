/** The project on disk: one walk, bounded, that leaves out packages, build results and links to folders. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { ProjectTree, ReadFile } from '../contracts/project-tree.ts';
import { OutsideError } from '../model/errors.ts';

/** Folders that hold packages, build results or tools' own files: their templates are copies or not the user's. */
const IGNORED: ReadonlySet<string> = new Set([
  ...['node_modules', 'bower_components', 'jspm_packages', '.yarn', '.pnpm-store', 'site-packages'],
  ...['.aws-sam', 'cdk.out', '.serverless', '.terraform', '.sst', '.pulumi', '.webpack', '.esbuild', '.build'],
  ...['.git', '.hg', '.svn', '.memfit', '.idea', '.vscode', '.cache', '.turbo', '.nx', '.next', '.nuxt'],
  ...['.venv', 'venv', '__pycache__', '.tox', '.mypy_cache', '.pytest_cache', '.gradle', '.mvn', 'coverage'],
]);
/** The most files that one walk lists. */
const MAX_FILES = 500_000;

/** A tree over the folder `root`, which must exist. */
export async function projectTree(root: string): Promise<ProjectTree> {
  const real = await realpath(root).catch((cause: unknown) => {
    throw new OutsideError('unreadable-folder', { where: root, what: 'the project folder cannot be read' }, cause);
  });
  return {
    paths: () => walk(real),
    read: (path, maxBytes) => readBounded(real, path, maxBytes),
    async isWritable(path) {
      const mode = (await stat(join(real, path)).catch(() => null))?.mode ?? 0;
      return (mode & 0o222) !== 0;
    },
  };
}

async function walk(root: string): Promise<{ paths: readonly string[]; truncated: boolean }> {
  const paths: string[] = [];
  const links: string[] = [];
  const folders = [''];
  while (folders.length > 0 && paths.length < MAX_FILES) {
    const level = folders.splice(0, 64);
    const found = await Promise.all(level.map((folder) => entriesOf(root, folder)));
    for (const one of found) {
      paths.push(...one.files);
      links.push(...one.links);
      folders.push(...one.folders);
    }
  }
  const others = await othersThan(root, links, new Set(paths));
  return { paths: [...paths, ...others].sort(), truncated: folders.length > 0 };
}

/** Links to files that are listed themselves would show each function twice. */
async function othersThan(root: string, links: readonly string[], listed: ReadonlySet<string>): Promise<string[]> {
  const targets = await Promise.all(links.map((link) => realpath(join(root, link)).catch(() => null)));
  return links.filter((_, i) => {
    const target = targets[i];
    return target == null || !listed.has(relative(root, target).split(sep).join('/'));
  });
}

/** A folder that cannot be read counts as empty: the walk is a search, not an audit. */
async function entriesOf(
  root: string,
  folder: string,
): Promise<{ files: string[]; links: string[]; folders: string[] }> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const path = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  return {
    files: entries.filter((one) => one.isFile()).map(({ name }) => path(name)),
    links: entries.filter((one) => one.isSymbolicLink()).map(({ name }) => path(name)),
    folders: entries.filter((one) => one.isDirectory() && !IGNORED.has(one.name)).map(({ name }) => path(name)),
  };
}

async function readBounded(root: string, path: string, maxBytes: number): Promise<ReadFile> {
  const target = await realpath(join(root, path)).catch(() => null);
  if (target === null) return { kind: 'missing' };
  const way = relative(root, target);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return { kind: 'outside' };
  try {
    const about = await stat(target);
    if (!about.isFile()) return { kind: 'missing' };
    if (about.size > maxBytes) return { kind: 'too-large', bytes: about.size };
    return { kind: 'text', text: await readFile(target, 'utf8') };
  } catch {
    return { kind: 'unreadable' };
  }
}
