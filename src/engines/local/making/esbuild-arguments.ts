/** From SAM's BuildProperties to esbuild's arguments, with SAM's own defaults (SAM Developer Guide, "Building Node.js Lambda functions with esbuild"). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildRecipe, FunctionSpec } from '../../../model/function-spec.ts';

/** What memfit sets itself, or what only steers SAM. */
const NOT_HANDED_ON = new Set([
  'entry-points',
  'bundle',
  'platform',
  'outdir',
  'outfile',
  'metafile',
  'analyze',
  'watch',
  'serve',
  'use-npm-ci',
]);
/** Properties whose several values stand in one argument, joined by commas. */
const JOINED = new Set(['main-fields', 'resolve-extensions', 'conditions', 'target', 'drop-labels']);
/** Files that a handler without an ending may be written in. */
const SOURCES = ['.ts', '.mts', '.cts', '.tsx', '.jsx', '.js', '.mjs'] as const;
const TYPESCRIPT = /\.([mc]?ts|tsx)$/;

/** Arguments and entry points, relative to the code folder. */
export function argumentsOf(
  spec: Pick<FunctionSpec, 'codeFolder'>,
  { properties }: BuildRecipe,
): { readonly args: readonly string[]; readonly entries: readonly string[] } {
  const named = new Map(Object.entries(properties).map(([name, value]) => [kebab(name), value]));
  const args = [...named].flatMap(([name, value]) => argument(name, value));
  const entries = listOf(named.get('entry-points')).map((entry) => withEnding(spec.codeFolder, entry));
  return { args: [...args, ...samDefaults(named)], entries };
}

/** The recipe for a handler in TypeScript of which the template says nothing; null: it is no TypeScript. */
export function recipeFor({ codeFolder, handler, runtime }: FunctionSpec): BuildRecipe | null {
  const base = handler.slice(0, handler.indexOf('.', handler.lastIndexOf('/') + 1));
  const isBuilt = ['.js', '.mjs', '.cjs'].some((end) => existsSync(join(codeFolder, base + end)));
  const entry = SOURCES.map((end) => base + end).find((name) => existsSync(join(codeFolder, name)));
  if (isBuilt || base === '' || entry === undefined || !TYPESCRIPT.test(entry)) return null;
  const target = `node${/\d+/.exec(runtime)?.[0] ?? '20'}`;
  const common = { EntryPoints: [entry], Target: target, Minify: 'false', Outbase: '.' };
  if (!isModule(codeFolder, entry)) return { method: 'esbuild', properties: { ...common, OutExtension: ['.js=.cjs'] } };
  return {
    method: 'esbuild',
    properties: { ...common, Format: 'esm', OutExtension: ['.js=.mjs'], Banner: [`js=${REQUIRE}`] },
  };
}

/** Bundled CommonJS parts of an ES module call require(). */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

function isModule(folder: string, entry: string): boolean {
  if (entry.endsWith('.mts')) return true;
  if (entry.endsWith('.cts')) return false;
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module';
  } catch {
    return false;
  }
}

function argument(name: string, value: string | readonly string[]): string[] {
  if (NOT_HANDED_ON.has(name)) return [];
  if (typeof value !== 'string') {
    return JOINED.has(name) ? [`--${name}=${value.join(',')}`] : value.map((one) => `--${name}:${one}`);
  }
  if (value === 'true') return [`--${name}`];
  // `sources-content` and `tree-shaking` are esbuild's only switches that can be told no.
  if (value === 'false') return name === 'sources-content' || name === 'tree-shaking' ? [`--${name}=false`] : [];
  return [`--${name}=${value}`];
}

function samDefaults(named: ReadonlyMap<string, unknown>): string[] {
  return [
    ...(named.has('target') ? [] : ['--target=es2020']),
    ...(named.has('format') ? [] : ['--format=cjs']),
    ...(named.has('minify') ? [] : ['--minify']),
  ];
}

function withEnding(folder: string, entry: string): string {
  if (existsSync(join(folder, entry)) && /\.\w+$/.test(entry)) return entry;
  return SOURCES.map((end) => entry + end).find((name) => existsSync(join(folder, name))) ?? entry;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** `OutExtension` → `out-extension`. */
function kebab(name: string): string {
  return name.replace(/[a-z](?=[A-Z])/g, '$&-').toLowerCase();
}
