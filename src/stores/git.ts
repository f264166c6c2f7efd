/** Asks git which files have changes. Hooks and watchers that a repository may configure are switched off: nothing of the project runs. */
import { execFile } from 'node:child_process';
import type { VersionControl } from '../contracts/version-control.ts';

/** Longest wait for an answer, ms. */
const TIMEOUT_MS = 10_000;
const SAFE = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false'];

/** Git in the folder `root`. */
export function git(root: string): VersionControl {
  return {
    async dirty(paths) {
      if (paths.length === 0) return [];
      const inside = await run(root, ['rev-parse', '--show-prefix']);
      if (inside === null) return null;
      const out = await run(root, [
        'status',
        '--porcelain=v1',
        '-z',
        '--untracked-files=all',
        '--no-renames',
        '--',
        ...paths,
      ]);
      if (out === null) return null;
      const prefix = inside.trim();
      const changed = out
        .split('\0')
        .filter(Boolean)
        .map((line) => line.slice(3));
      return changed.map((path) => (path.startsWith(prefix) ? path.slice(prefix.length) : path)).sort();
    },
  };
}

function run(cwd: string, args: readonly string[]): Promise<string | null> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  return new Promise((resolve) => {
    execFile(
      'git',
      [...SAFE, ...args],
      { cwd, env, timeout: TIMEOUT_MS, maxBuffer: 16 * 1_048_576 },
      (error, stdout) => {
        resolve(error ? null : stdout);
      },
    );
  });
}
