/** The packages a Python function needs: installed once into a virtual environment in the cache, after asking. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import type { PythonBinary } from '../runtimes/runtime-plan.ts';
import { isKept, kept } from './cache.ts';
import { agreed } from './consent.ts';
import { nameOf } from './content.ts';
import { type Making, say } from './making.ts';
import { runTool } from './tool.ts';

/** Downloads of a few hundred MB, and some compiling. */
const STEP_LIMIT_MS = 600_000;

/** An environment with a function's packages. `python` runs with them; `sitePackages` is what belongs on PYTHONPATH of another start. */
export interface PythonPackages {
  readonly python: string;
  readonly sitePackages: string;
}

/**
 * The packages that `requirements.txt` beside the handler (else `[project] dependencies` of pyproject.toml) names, for this interpreter; null: it needs none, or they lie in the
 * code folder already. Made once for each content and version of Python. Throws UserError `packages-not-installed` when nobody agreed or it cannot be done.
 */
export async function pythonPackages(
  spec: Pick<FunctionSpec, 'name' | 'codeFolder'>,
  python: PythonBinary,
  making: Making,
): Promise<PythonPackages | null> {
  const wanted = wantedPackages(spec.codeFolder);
  if (wanted === null || areInside(spec.codeFolder, wanted.names)) return null;
  const key = `${python.version}-${nameOf(...wanted.content, python.path)}`;
  if (!isKept(making.cache(), 'python-packages', key)) await consent(spec, wanted, python, making);
  const folder = await kept(making.cache(), 'python-packages', key, (place) =>
    install(spec, wanted, python, place, making),
  );
  return { python: join(folder, 'bin', 'python'), sitePackages: sitePackagesIn(folder) };
}

interface Wanted {
  /** The file that is handed to pip, and the folder that its relative names start from. */
  readonly file: string;
  readonly cwd: string;
  /** Requirements where the file is not in pip's form; null: `file` is. */
  readonly text: string | null;
  /** Names of packages, as far as they can be told. */
  readonly names: readonly string[];
  /** Everything that decides what is installed. */
  readonly content: readonly string[];
  /** Indexes and links other than the person's own settings. */
  readonly sources: readonly string[];
}

function wantedPackages(folder: string): Wanted | null {
  const file = join(folder, 'requirements.txt');
  if (existsSync(file)) {
    const lines = requirementLines(file);
    const names = lines.flatMap((line) => /^[A-Za-z0-9][\w.-]*/.exec(line)?.[0] ?? []);
    const sources = lines.filter((line) => /^(-i|--(extra-)?index-url|-f|--find-links)\b/.test(line));
    if (names.length === 0 && !lines.some((line) => !line.startsWith('-'))) return null;
    return { file, cwd: folder, text: null, names, content: lines, sources };
  }
  const project = join(folder, 'pyproject.toml');
  const listed = existsSync(project) ? projectDependencies(project) : [];
  if (listed.length === 0) return null;
  const names = listed.flatMap((line) => /^[A-Za-z0-9][\w.-]*/.exec(line)?.[0] ?? []);
  return { file: project, cwd: folder, text: `${listed.join('\n')}\n`, names, content: listed, sources: [] };
}

/** Lines without comments, those of files named by -r and -c included. Throws UserError `packages-not-installed` for what pip would build from the project itself. */
function requirementLines(file: string, depth = 0): string[] {
  if (depth > 8 || !existsSync(file)) return [];
  const joined = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\\\r?\n/g, ' ');
  const lines = joined.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  return lines.filter(Boolean).flatMap((line) => {
    if (/^(-e|--editable)\b|^(\.{0,2}\/|file:)/.test(line)) throw projectPackage(file, line);
    const inner = /^(?:-r|-c|--requirement|--constraint)[\s=]+(\S+)/.exec(line)?.[1];
    return inner === undefined ? [line] : [line, ...requirementLines(resolve(dirname(file), inner), depth + 1)];
  });
}

function projectDependencies(file: string): string[] {
  try {
    const { project } = parseToml(readFileSync(file, 'utf8')) as { project?: { dependencies?: unknown } };
    const listed = project?.dependencies;
    return Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Built folders (sam build, pip --target) carry their packages with them. */
function areInside(folder: string, names: readonly string[]): boolean {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  const inside = new Set(
    readdirSync(folder).flatMap((name) => {
      const own = /^(.+?)-[^-]+\.(dist|egg)-info$/.exec(name)?.[1];
      return own === undefined ? [] : [plain(own)];
    }),
  );
  return names.length > 0 && names.every((name) => inside.has(plain(name)));
}

async function consent(
  { name }: Pick<FunctionSpec, 'name'>,
  wanted: Wanted,
  python: PythonBinary,
  making: Making,
): Promise<void> {
  const { file, names, sources } = wanted;
  const from = sources.length > 0 ? `; the file itself says where from: ${sources.join(' ')}` : '';
  const text = `${name}: install the ${names.length} packages of ${basename(file)} for Python ${python.version} into ${making.cache()}? Installing may run their code${from}`;
  if (await agreed(making, { code: 'python-packages', text, content: nameOf(...wanted.content) })) return;
  throw notInstalled(
    name,
    wanted,
    'nobody agreed to installing them',
    '--yes agrees; or build the function: sam build',
  );
}

async function install(
  { name }: Pick<FunctionSpec, 'name'>,
  wanted: Wanted,
  python: PythonBinary,
  folder: string,
  making: Making,
): Promise<void> {
  say(making, `${name}: installing ${wanted.names.length} packages for Python ${python.version}; this happens once`);
  const environment = { LD_LIBRARY_PATH: python.libraries.join(':'), PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const step = { cwd: wanted.cwd, environment, limitMs: STEP_LIMIT_MS };
  const venv = await runTool(making, { ...step, argv: [python.path, '-m', 'venv', '--symlinks', folder] });
  if (!venv.ok) {
    const next = `install the venv and pip modules of ${python.path}, or build the function: sam build`;
    throw notInstalled(name, wanted, venv.said, next);
  }
  const list = wanted.text === null ? wanted.file : join(folder, 'requirements.txt');
  if (wanted.text !== null) writeFileSync(list, wanted.text);
  const pip = [join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--no-input', '--prefer-binary'];
  const done = await runTool(making, { ...step, argv: [...pip, '--requirement', list] });
  if (!done.ok) throw notInstalled(name, wanted, done.said, 'correct the file, or build the function: sam build');
}

function sitePackagesIn(folder: string): string {
  const lib = join(folder, 'lib');
  const version = readdirSync(lib).find((name) => name.startsWith('python3')) ?? 'python3';
  return join(lib, version, 'site-packages');
}

function notInstalled(
  name: string,
  { file, names }: Pick<Wanted, 'file' | 'names'>,
  why: string,
  next: string,
): UserError {
  return new UserError('packages-not-installed', {
    what: `${name}: the ${names.length} packages of ${file} are not installed`,
    why,
    next,
  });
}

function projectPackage(file: string, line: string): UserError {
  return new UserError('packages-not-installed', {
    where: file,
    what: `"${line}" is built from the project itself`,
    next: 'build the function: sam build',
  });
}
