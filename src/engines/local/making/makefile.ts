/** `BuildMethod: makefile` as `sam build` carries it out: `make build-<LogicalId>` with ARTIFACTS_DIR, in a copy of the source. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import { outputOf } from '../runtimes/files.ts';
import { isKept, kept } from './cache.ts';
import { agreed } from './consent.ts';
import { nameOf, nameOfFolder, sourceFiles } from './content.ts';
import { type Making, say } from './making.ts';
import { findPython } from './python-interpreter.ts';
import { runTool } from './tool.ts';

/** Makefiles download and compile. */
const LIMIT_MS = 900_000;

/** The folder with what the Makefile makes of the function; made once for each content. Throws UserError `not-built` when nobody agreed or it fails. */
export async function builtByMakefile(spec: FunctionSpec, making: Making): Promise<string> {
  const { name, codeFolder } = spec;
  if (!existsSync(join(codeFolder, 'Makefile'))) {
    throw notBuilt(spec, `BuildMethod is makefile, and there is no Makefile in ${codeFolder}`);
  }
  const content = nameOf(name, nameOfFolder(codeFolder));
  const key = nameOf(content, spec.runtime, process.arch);
  if (!isKept(making.cache(), 'makefile', key)) {
    const text = `${name}: run "make build-${name}" in ${codeFolder}, as sam build does? It runs the commands of the project's Makefile`;
    if (!(await agreed(making, { code: 'makefile', text, content, consent: 'commands' })))
      throw notBuilt(spec, 'nobody agreed to running its Makefile');
  }
  return join(await kept(making.cache(), 'makefile', key, (folder) => make(spec, folder, making)), 'artifacts');
}

async function make(spec: FunctionSpec, folder: string, making: Making): Promise<void> {
  const { name, codeFolder } = spec;
  say(making, `${name}: building with its Makefile; this happens once and may take minutes`);
  const artifacts = join(folder, 'artifacts');
  mkdirSync(artifacts);
  const source = join(making.temporary, 'making', name);
  for (const from of sourceFiles(codeFolder)) {
    const to = join(source, relative(codeFolder, from));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  }
  const done = await runTool(making, {
    argv: ['make', '--no-print-directory', `build-${name}`],
    cwd: source,
    environment: { ARTIFACTS_DIR: artifacts, PATH: pathWith(spec.runtime, join(source, '.bin')) },
    limitMs: LIMIT_MS,
  });
  if (!done.ok) throw notBuilt(spec, done.said);
  openToReaders(artifacts);
}

/** Makefiles name `python3.12`; where that is installed but not on PATH, a folder with a link to it is put before it. */
function pathWith(runtime: string, folder: string): string {
  const path = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  // A shim on PATH (pyenv) may know the name and still not run.
  if (!runtime.startsWith('python') || outputOf(runtime, ['-c', '1']) !== null) return path;
  const python = findPython(runtime, undefined);
  if (!python.version.startsWith(`${runtime.slice('python'.length)}.`)) return path;
  mkdirSync(folder, { recursive: true });
  symlinkSync(python.path, join(folder, runtime));
  return `${folder}:${path}`;
}

/** Lambda's packaging makes files readable for everyone. */
function openToReaders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
  }
}

function notBuilt({ name }: FunctionSpec, why: string): UserError {
  return new UserError('not-built', {
    what: `${name}: its code is not built`,
    why,
    next: `agree at a terminal; or build it yourself: sam build ${name}`,
  });
}
