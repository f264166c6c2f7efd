/** TypeScript (and whatever else a template has esbuild bundle) as `sam build` bundles it, with the esbuild of the project. */
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { BuildRecipe, FunctionSpec } from '../../../model/function-spec.ts';
import { isKept, kept } from './cache.ts';
import { nameOf, nameOfFile } from './content.ts';
import { argumentsOf } from './esbuild-arguments.ts';
import type { Making } from './making.ts';
import { runTool } from './tool.ts';

const LIMIT_MS = 120_000;
/** Its bundle knows which files it was made of: they decide whether it still holds. */
const INPUTS = 'inputs.json';

/** The folder with the bundle; made once for each content of all its inputs. `places`: where esbuild is looked for. Throws UserError `handler-not-built` that says what to run. */
export async function bundled(
  spec: FunctionSpec,
  recipe: BuildRecipe,
  making: Making,
  places: readonly string[] = [join(spec.codeFolder, 'x.js'), import.meta.url],
): Promise<string> {
  const tool = esbuildFrom(places);
  if (tool === null) throw notBuilt(spec, 'esbuild is not installed here', installCommand(spec));
  const { args, entries } = argumentsOf(spec, recipe);
  if (entries.length === 0) throw notBuilt(spec, 'BuildProperties names no EntryPoints', 'name them in the template');
  const wish = nameOf(spec.codeFolder, tool.version, ...args, ...entries);
  const known = knownInputs(making.cache(), wish);
  const key = known === null ? null : keyOf(wish, known);
  if (key !== null && isKept(making.cache(), 'bundles', key)) return join(making.cache(), 'bundles', key, 'code');
  return make(spec, { tool, args, entries, wish }, making);
}

interface Order {
  readonly tool: Esbuild;
  readonly args: readonly string[];
  readonly entries: readonly string[];
  readonly wish: string;
}

async function make(spec: FunctionSpec, { tool, args, entries, wish }: Order, making: Making): Promise<string> {
  const place = join(making.temporary, 'making', wish);
  const code = join(place, 'code');
  mkdirSync(code, { recursive: true });
  const meta = join(place, 'meta.json');
  const done = await runTool(making, {
    argv: [
      ...tool.argv,
      ...entries,
      ...args,
      '--bundle',
      '--platform=node',
      `--outdir=${code}`,
      `--metafile=${meta}`,
      '--log-level=warning',
    ],
    cwd: spec.codeFolder,
    limitMs: LIMIT_MS,
  });
  if (!done.ok)
    throw notBuilt(
      spec,
      errorsOf(done.stderr) ?? done.said,
      'correct the source, or install what it imports (npm install)',
    );
  const inputs = inputsOf(meta, spec.codeFolder);
  const key = keyOf(wish, inputs) ?? wish;
  const folder = await kept(making.cache(), 'bundles', key, async (target) => {
    // Beside the cache there may be another file system: a move would fail, a copy does not.
    cpSync(code, join(target, 'code'), { recursive: true });
    linkModules(spec.codeFolder, join(target, 'code'), args);
  });
  mkdirSync(join(making.cache(), 'bundle-inputs', wish), { recursive: true });
  writeFileSync(join(making.cache(), 'bundle-inputs', wish, INPUTS), JSON.stringify(inputs));
  return join(folder, 'code');
}

/** What esbuild itself says: its errors with their places. Its wrapper script, where the binary has not taken its place, puts a trace of Node's after them. */
export function errorsOf(stderr: string): string | null {
  const from = stderr.indexOf('[ERROR]');
  if (from < 0) return null;
  const [own = ''] = stderr.slice(from).split(/^(?:node:[\w/]+:\d+|\w*Error: Command failed|\d+ errors?$)/m);
  return own.trim().slice(0, 2_000);
}

/** What the bundle leaves outside is found where the project has it; on Lambda it is the runtime's or a layer's. */
function linkModules(codeFolder: string, target: string, args: readonly string[]): void {
  if (!args.some((arg) => arg.startsWith('--external:') || arg.startsWith('--packages='))) return;
  const modules = nearestModules(codeFolder);
  if (modules !== null) symlinkSync(modules, join(target, 'node_modules'));
}

function nearestModules(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules'))) return join(at, 'node_modules');
    if (at === dirname(at)) return null;
  }
}

/** Paths of all inputs, absolute. */
function inputsOf(metafile: string, cwd: string): string[] {
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as { inputs: Record<string, unknown> };
  const paths = Object.keys(inputs).map((name) => (isAbsolute(name) ? name : resolve(cwd, name)));
  return paths.filter((path) => existsSync(path)).sort();
}

function knownInputs(cache: string, wish: string): readonly string[] | null {
  try {
    return JSON.parse(readFileSync(join(cache, 'bundle-inputs', wish, INPUTS), 'utf8')) as string[];
  } catch {
    return null;
  }
}

/** Null: an input is gone. */
function keyOf(wish: string, inputs: readonly string[]): string | null {
  const names = inputs.map(nameOfFile);
  return names.includes(null) ? null : nameOf(wish, ...(names as string[]));
}

interface Esbuild {
  readonly argv: readonly string[];
  readonly version: string;
}

/** The project's esbuild (found from the code folder upwards), else the one that memfit itself would find. */
function esbuildFrom(places: readonly string[]): Esbuild | null {
  for (const from of places) {
    try {
      const manifest = createRequire(from).resolve('esbuild/package.json');
      const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
        version: string;
        bin: { esbuild: string };
      };
      const program = join(dirname(manifest), bin.esbuild);
      // Its install script may have put the binary in the place of the script.
      return { argv: isScript(program) ? [process.execPath, program] : [program], version };
    } catch {
      // Not there: the next place.
    }
  }
  return null;
}

function isScript(file: string): boolean {
  const head = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head, 0, 4, 0);
  } finally {
    closeSync(handle);
  }
  return head.toString('latin1', 0, 2) === '#!';
}

function installCommand({ codeFolder, build }: FunctionSpec): string {
  const from = relative(process.cwd(), codeFolder) || '.';
  const place = from.startsWith('..') ? codeFolder : from;
  const sam = build?.method === 'esbuild' ? 'run sam build, or ' : '';
  return `${sam}install it: npm install --save-dev esbuild (in ${place} or above it)`;
}

function notBuilt({ name, codeFolder, handler }: FunctionSpec, why: string, next: string): UserError {
  return new UserError('handler-not-built', {
    what: `${name}: ${handler} in ${codeFolder} has to be bundled first`,
    why,
    next,
  });
}
