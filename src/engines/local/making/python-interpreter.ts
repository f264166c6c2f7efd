/** Which Python runs a function: the version it names where one is installed, else the nearest; a copy of it where the lowered user could not read it. */
import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import { readableByOthers } from '../processes/lowered-user.ts';
import { outputOf } from '../runtimes/files.ts';
import type { PythonBinary } from '../runtimes/runtime-plan.ts';
import { kept } from './cache.ts';
import { nameOf } from './content.ts';
import { type Making, say } from './making.ts';

/** The best interpreter for `python3.12` and the like; `given` is looked at first. Throws UserError `interpreter-missing`. */
export function findPython(runtime: string, given: string | undefined): PythonBinary {
  const wanted = runtime.slice('python'.length);
  const right: PythonBinary[] = [];
  const other: PythonBinary[] = [];
  const seen = new Set<string>();
  for (const name of candidates(wanted, given)) {
    const found = ask(name);
    if (found === null || seen.has(found.path)) continue;
    seen.add(found.path);
    const isRight = found.version.startsWith(`${wanted}.`);
    // What was named, and what is right and readable by all, needs no further search.
    if (name === given || (isRight && readableByOthers(found.path))) return found;
    (isRight ? right : other).push(found);
  }
  const best = right[0] ?? other.sort((a, b) => distance(a, wanted) - distance(b, wanted))[0];
  if (best) return best;
  throw new UserError('interpreter-missing', {
    what: 'no python3 can be run',
    next: `install Python ${wanted} (pyenv, uv or the system's packages)`,
  });
}

/**
 * The same interpreter where a lowered user can read it: as root, an installation below a closed folder (/root/.pyenv) is copied into the cache, without
 * tests and headers (30 to 90 MB, seconds). Where the copy does not run, the original.
 */
export async function readablePython(found: PythonBinary, making: Making): Promise<PythonBinary> {
  if (process.getuid?.() !== 0 || readableByOthers(found.path)) return found;
  const prefix = outputOf(found.path, ['-c', 'import sys;print(sys.base_prefix)']);
  if (prefix === null || !found.path.startsWith(`${prefix}/`)) return found;
  const key = `${found.version}-${nameOf(prefix, String(statSync(found.path).mtimeMs))}`;
  try {
    const copy = await kept(making.cache(), 'python', key, async (folder) => {
      say(making, `copying Python ${found.version} to where handlers can read it (${prefix} is closed to other users)`);
      copyInstallation(prefix, folder);
      if (works(binaryIn(folder, found), folder) === null) throw new Error('the copy does not run');
    });
    return { ...binaryIn(copy, found), version: found.version };
  } catch {
    return found;
  }
}

function binaryIn(folder: string, { path, version }: PythonBinary): PythonBinary {
  return { path: join(folder, 'bin', basename(path)), version, libraries: [join(folder, 'lib')] };
}

/** A copied interpreter must find its own libraries, not those of the original. */
function works(binary: PythonBinary, folder: string): string | null {
  const code = 'import sys,json,ssl,ctypes,zlib;assert sys.base_prefix==sys.argv[1];print(1)';
  return outputOf(binary.path, ['-E', '-c', code, folder], { LD_LIBRARY_PATH: binary.libraries.join(':') });
}

const NOT_COPIED =
  /\/(test|tests|idlelib|tkinter|turtledemo|lib2to3|__pycache__|site-packages|pkgconfig|config-3[^/]*|man)$|\.a$/;

function copyInstallation(prefix: string, folder: string): void {
  const options = {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from: string) => !NOT_COPIED.test(from) || from.includes('/ensurepip/'),
  };
  for (const name of ['bin', 'lib']) cpSync(join(prefix, name), join(folder, name), options);
}

function distance({ version }: PythonBinary, wanted: string): number {
  return Math.abs(Number(version.split('.')[1]) - Number(wanted.split('.')[1]));
}

/** Names and places where an interpreter of that version may be, likely ones first. */
function candidates(wanted: string, given: string | undefined): string[] {
  const uv = join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'uv', 'python');
  const places = [
    ...newest(uv, `cpython-${wanted}.`).map((name) => join(uv, name, 'bin', `python${wanted}`)),
    ...versionsOf(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), wanted),
    join('/opt/python', wanted, 'bin', `python${wanted}`),
  ];
  const system = ['/usr/bin', '/usr/local/bin'].map((folder) => join(folder, `python${wanted}`));
  return [
    ...(given === undefined ? [] : [given]),
    ...system.filter((path) => existsSync(path)),
    `python${wanted}`,
    ...places.filter((path) => existsSync(path)),
    ...['python3', '/usr/bin/python3', 'python'],
  ];
}

function versionsOf(pyenv: string, wanted: string): string[] {
  const folder = join(pyenv, 'versions');
  return newest(folder, `${wanted}.`).map((name) => join(folder, name, 'bin', `python${wanted}`));
}

function newest(folder: string, prefix: string): string[] {
  if (!existsSync(folder)) return [];
  const patch = (name: string): number => Number(/^\d+/.exec(name.slice(prefix.length))?.[0] ?? 0);
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix));
  return names.sort((a, b) => patch(b) - patch(a));
}

/** Shims (pyenv) are asked where the real binary is. */
function ask(name: string): PythonBinary | null {
  const code = 'import sys,platform,os;print(os.path.realpath(sys.executable));print(platform.python_version())';
  const [path, version] = outputOf(name, ['-c', code])?.split('\n') ?? [];
  if (path === undefined || version === undefined || !version.startsWith('3.')) return null;
  const lib = join(dirname(dirname(path)), 'lib');
  const ownLibrary = path.startsWith('/usr/') || !existsSync(lib) ? [] : readdirSync(lib);
  return { path, version, libraries: ownLibrary.some((file) => /^libpython3.*\.so/.test(file)) ? [lib] : [] };
}
