import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importsOf, parse } from '../../scripts/fences/imports.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What users wait for at `npx memfit`; the npm client shows sizes in units of 1,000. */
const MAX_PACKED_BYTES = 1_500_000;

/** What `npm pack --json` says of the tarball. */
interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let home: string;
let packed: Packed;
let installed: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'memfit-pack-'));
  const output = npm('pack', '--json', '--ignore-scripts', '--pack-destination', home);
  packed = onlyPackage(JSON.parse(output));
  execFileSync('tar', ['-xzf', packed.filename], { cwd: home });
  installed = join(home, 'package');
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the packed package', () => {
  test('is smaller than 1.5 MB', () => {
    expect(packed.size).toBeLessThan(MAX_PACKED_BYTES);
  });

  test('holds what package.json points to, the licences, and no source or test', () => {
    const paths = packed.files.map((file) => file.path);
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'THIRD_PARTY_NOTICES', ...pointedTo()]));
    expect(paths.filter((path) => /^(src|test|scripts|bench|node_modules)\//.test(path))).toEqual([]);
  });

  test('runs with no node_modules beside it', () => {
    const output = execFileSync(process.execPath, [join(installed, 'dist/memfit.js'), '--help'], { encoding: 'utf8' });
    expect(output).toMatch(/^Usage: memfit/);
  });

  test('its library faces can be imported', async () => {
    for (const face of ['index', 'core']) {
      const exported = await import(pathToFileURL(join(installed, `dist/${face}.mjs`)).href);
      expect(Object.keys(exported), face).not.toEqual([]);
    }
  });

  test('asks Node for nothing in ./core', () => {
    const imports = reachable(join(installed, 'dist/core.mjs')).filter((specifier) => !specifier.startsWith('.'));
    expect(imports).toEqual([]);
  });

  test('asks for nothing but Node in every file that runs', () => {
    for (const { path } of packed.files.filter((file) => /^dist\/.*\.m?js$/.test(file.path))) {
      const outside = specifiers(join(installed, path)).filter((one) => !one.startsWith('.') && !isBuiltin(one));
      expect(outside, path).toEqual([]);
    }
  });

  test('its declaration files need no other package', () => {
    for (const { path } of packed.files.filter((file) => file.path.endsWith('.d.mts'))) {
      expect(
        specifiers(join(installed, path)).filter((one) => !one.startsWith('.')),
        path,
      ).toEqual([]);
    }
  });

  test('names in THIRD_PARTY_NOTICES the packages it contains', () => {
    expect(readFileSync(join(installed, 'THIRD_PARTY_NOTICES'), 'utf8')).toMatch(/^commander \d+\.\d+\.\d+ \(MIT\)$/m);
    // In a function of the demo.
    expect(readFileSync(join(installed, 'THIRD_PARTY_NOTICES'), 'utf8')).toMatch(/^@aws-sdk\/client-bedrock-runtime /m);
  });
});

/** Runs npm, by its own file where npm started this run, so that no shell stands between. */
function npm(...args: string[]): string {
  const file = process.env.npm_execpath;
  const [command, first] = file === undefined ? ['npm', []] : [process.execPath, [file]];
  return execFileSync(command, [...first, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** `npm pack --json` gives an array, in newer versions an object keyed by name. */
function onlyPackage(said: unknown): Packed {
  const [first] = Object.values(said as Record<string, Packed>);
  if (!first) throw new Error('npm pack said nothing');
  return first;
}

/** Every file that package.json names in bin and exports. */
function pointedTo(): string[] {
  const { bin, exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const leaves = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : Object.values(value as object).flatMap(leaves);
  return [...leaves(bin), ...leaves(exports)]
    .map((path) => path.replace(/^\.\//, ''))
    .filter((path) => !path.includes('*'));
}

/** Every specifier imported by the file and the chunks that it reaches. */
function reachable(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const own = specifiers(file);
  const chunks = own.filter((one) => one.startsWith('.')).map((one) => join(dirname(file), one));
  return [...own, ...chunks.filter((chunk) => existsSync(chunk)).flatMap((chunk) => reachable(chunk, seen))];
}

/** What a file imports, or requires: the programs are CommonJS. */
function specifiers(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const required = file.endsWith('.js') ? [...text.matchAll(/(?<![\w.])require\("([^"]+)"\)/g)] : [];
  return [
    ...importsOf(parse(file, text)).map((use) => use.specifier),
    ...required.map(([, specifier = '']) => specifier),
  ];
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}
