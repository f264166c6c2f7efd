/**
 * Keeps what the engine made of memfit's own programs, so that the next start does not compile them again: about a third of a short run.
 * Compiled code is as good as a program, so it is taken only from a folder that nobody else can write to; without one all goes on as ever.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';

/** What of the process decides. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly argv: readonly string[];
  /** The user's id; null on Windows, where the folder is the user's by its place. */
  readonly uid: number | null;
}

/** The part of Node's loader that compiles a CommonJS file: the class of every `module`. */
export interface Loader {
  wrap(content: string): string;
  prototype: { _compile(this: LoadedModule, content: string, filename: string, ...rest: unknown[]): unknown };
}

interface LoadedModule {
  exports: unknown;
  require(id: string): unknown;
}

/** Entries not made again for so long are removed when another is made. */
const KEPT_MS = 30 * 86_400_000;

/**
 * From here on the CommonJS files of `folder` are compiled once and kept. (Node 22.1 and newer can do it themselves, but keep what was compiled
 * by loading alone: a short run takes a tenth longer.) Nothing happens with `NODE_DISABLE_COMPILE_CACHE`, or where no folder of the user's own can be had. Never throws.
 */
export function keepCompiled(folder: string, loader: Loader, around: Surroundings): void {
  if ((around.env.NODE_DISABLE_COMPILE_CACHE ?? '') !== '') return;
  const kept = ownFolder(around);
  if (kept === null) return;
  compileWith(loader, folder, new KeptCode(kept, loader, around));
}

/** Replaces the loader's step from text to function for the files of `folder`. */
function compileWith(loader: Loader, folder: string, code: KeptCode): void {
  const ordinary = loader.prototype._compile;
  loader.prototype._compile = function (content, filename, ...rest) {
    if (dirname(filename) !== folder || content.startsWith('#!'))
      return ordinary.call(this, content, filename, ...rest);
    const run = code.scriptOf(content, filename).runInThisContext() as (...parts: unknown[]) => unknown;
    return run.call(this.exports, this.exports, (id: string) => this.require(id), this, filename, folder);
  };
  process.once('exit', (status) => {
    if (WHOLE_RUN.has(status)) code.keep();
  });
}

/** Exit codes of runs that got to their end: done, a gate, not enough data. What others compiled is not all that is needed. */
const WHOLE_RUN: ReadonlySet<number> = new Set([0, 3, 4]);

/** Compiled code as it is kept: the file's place, how often it was made anew from a run that did more, and the code; null: there is none that fits. */
interface Kept {
  readonly place: string;
  readonly generation: number;
  readonly code: Buffer | null;
}

/** Compiled files in one folder, by command, file (its name holds a hash of its content), engine, and generation. */
class KeptCode {
  readonly #folder: string;
  readonly #loader: Loader;
  readonly #around: Surroundings;
  readonly #compiled: (Kept & { readonly script: Script })[] = [];

  constructor(folder: string, loader: Loader, around: Surroundings) {
    this.#folder = folder;
    this.#loader = loader;
    this.#around = around;
  }

  /** The file's text as a function of `exports, require, module, __filename, __dirname`. */
  scriptOf(content: string, filename: string): Script {
    const { code, ...kept } = this.#read(join(this.#folder, this.#nameOf(filename)));
    const script = new Script(this.#loader.wrap(content), { filename, ...(code === null ? {} : { cachedData: code }) });
    this.#compiled.push({ ...kept, script, code: script.cachedDataRejected ? null : code });
    return script;
  }

  /** Keeps what was compiled and is not kept yet, each file whole or not at all. */
  keep(): void {
    try {
      const did = process.uptime() >= LONG_RUN_SECONDS;
      const due = this.#compiled.filter((one) => one.code === null || (did && one.generation < LAST_GENERATION));
      if (due.some(({ code }) => code === null)) forgetOld(this.#folder);
      for (const one of due) put(one, one.script.createCachedData());
    } catch {
      // A full disk, say: the next start compiles again.
    }
  }

  #read(place: string): Kept {
    for (let generation = LAST_GENERATION; generation >= 0; generation--) {
      const code = readOwn(`${place}.${generation}`, this.#around.uid);
      if (code !== null) return { place, generation, code };
    }
    return { place, generation: 0, code: null };
  }

  /** Other commands compile other functions of the same file. */
  #nameOf(filename: string): string {
    const command = /^[a-z]{1,20}$/.exec(this.#around.argv[2] ?? '')?.[0] ?? '-';
    return `${command}.${basename(filename, '.js')}.${process.version}-${process.arch}`;
  }
}

/** Runs from this length on are worth a look at what they compiled besides what was kept: it takes some 10 ms. */
const LONG_RUN_SECONDS = 0.3;
/** How often that look is taken: a short first run leaves out what large inputs need. */
const LAST_GENERATION = 2;
/** Less than this much more is not worth writing. */
const MORE = 1.03;

/** Writes new code, and what is to take the place of older code into the next generation. */
function put({ place, generation, code }: Kept, made: Buffer): void {
  const next = `${place}.${code === null ? generation : generation + 1}`;
  if (code !== null && made.length < code.length * MORE) {
    renameSync(`${place}.${generation}`, next);
    return;
  }
  const beside = `${place}.${process.pid}.new`;
  writeFileSync(beside, made, { mode: 0o600, flag: 'wx' });
  renameSync(beside, next);
  if (code !== null) rmSync(`${place}.${generation}`, { force: true });
}

/** A folder that is this user's alone, made where it is missing; null: there is none to be had. */
function ownFolder(around: Surroundings): string | null {
  const { uid } = around;
  try {
    const cache = cacheFolder(around);
    const folder = join(cache, 'compiled');
    if (!existsSync(folder)) {
      mkdirSync(cache, { recursive: true, mode: 0o755 });
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    return isOwn(statSync(cache), uid) && isOwn(statSync(folder), uid) ? folder : null;
  } catch {
    return null;
  }
}

/** Where caches lie (XDG Base Directory Specification; its counterparts elsewhere). */
function cacheFolder({ env, platform }: Surroundings): string {
  const home = env.HOME || homedir();
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, 'memfit');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'memfit', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'memfit');
  return join(home, '.cache', 'memfit');
}

/** What the file holds; null: nothing is there, or it is not this user's. */
function readOwn(path: string, uid: number | null): Buffer | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return null;
  }
  try {
    return isOwn(fstatSync(file), uid) ? readFileSync(file) : null;
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

function isOwn(info: { readonly uid: number; readonly mode: number }, uid: number | null): boolean {
  return uid === null || (info.uid === uid && (info.mode & 0o022) === 0);
}

function forgetOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}
