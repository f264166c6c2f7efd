/** Where the bootstraps lie that come with memfit, and how interpreters are found. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bug } from '../../../model/errors.ts';

/** The file below `runtimes/` of the package, from the sources as from the bundle. */
export function bootstrapFile(...path: readonly string[]): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const file = join(at, 'runtimes', ...path);
    if (existsSync(join(at, 'package.json')) && existsSync(file)) return file;
    if (at === dirname(at)) throw new Bug(`the package has no runtimes/${path.join('/')}`);
  }
}

/** What a program prints on stdout, trimmed, or null when it fails or takes more than ten seconds. `environment` is added to the caller's. */
export function outputOf(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): string | null {
  const env = { ...process.env, ...environment };
  const run = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'], env });
  return run.status === 0 ? run.stdout.trim() : null;
}
