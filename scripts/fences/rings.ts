/** Which part of src may import which: the table of the rings, and the judge that reads it. */
import type { Import } from './imports.ts';

/** What a ring may import besides itself. */
interface Ring {
  readonly rings: readonly string[];
  /** `any` package and Node built-in, no Node (`browser`), or `none` at all. */
  readonly packages: 'any' | 'browser' | 'none';
}

const BELOW = ['model', 'contracts', 'core'] as const;

const RINGS: Readonly<Record<string, Ring>> = {
  model: { rings: [], packages: 'none' },
  contracts: { rings: ['model'], packages: 'none' },
  core: { rings: ['model'], packages: 'none' },
  threads: { rings: ['model', 'core'], packages: 'any' },
  sources: { rings: [...BELOW, 'threads'], packages: 'any' },
  engines: { rings: BELOW, packages: 'any' },
  stores: { rings: BELOW, packages: 'any' },
  actions: { rings: BELOW, packages: 'none' },
  compose: { rings: [...BELOW, 'threads', 'sources', 'engines', 'stores', 'actions'], packages: 'any' },
  'compose-early': { rings: ['sources', 'threads'], packages: 'none' },
  'dashboard/web': { rings: ['model', 'core'], packages: 'browser' },
  'dashboard/server': { rings: [...BELOW, 'actions', 'compose'], packages: 'any' },
  cli: { rings: [...BELOW, 'actions', 'compose', 'compose-early', 'dashboard/server'], packages: 'any' },
  index: { rings: [...BELOW, 'actions', 'compose'], packages: 'any' },
};

/** The rings made of adapters: each folder in them is one, and knows no other. */
const ADAPTERS: readonly string[] = ['sources', 'engines', 'stores'];

/** The parts of core that other parts of core may use. */
const SHARED_IN_CORE: readonly RegExp[] = [
  /^src\/core\/stats\//,
  /^src\/core\/pricing\//,
  /^src\/core\/sizing\/goal\.ts$/,
  /^src\/core\/tuning\/(belief|curve-(bank|model|prior))\.ts$/,
];
/** The same, for types alone. */
const SHARED_TYPES_IN_CORE: readonly RegExp[] = [/^src\/core\/logs\//];

/** The packages that parts of core may use: pure, no clock, no environment, no Node. */
const CORE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  templates: ['yaml', 'jsonc-parser', '@babel/parser', '@babel/types', 'magic-string', 'web-tree-sitter', 'smol-toml'],
  config: ['zod'],
  report: ['fast-string-width'],
};

/** Packages that only tests, scripts and the build use; in src they would end up in the bundle. */
const TOOLS = /^(vitest|fast-check|simple-statistics|typescript|tsdown|tsx|knip|publint|@arethetypeswrong\/.+)$/;

/** What src may import from outside src: data alone. */
const DATA_OUTSIDE = /^(package\.json|schemas\/[^/]+\.json)$/;

/** The entry of ./core: for its users, like src/index.ts. */
const CORE_FACE = 'src/core/index.ts';

/** Why the import breaks a rule, or undefined if it does not; `file` is a path from the root inside src. */
export function judgeImport(file: string, use: Import): string | undefined {
  const name = ringOf(file);
  const ring = RINGS[name];
  if (!ring) return `src/${name} is in no ring; give it a line in scripts/fences/rings.ts and docs/architecture.md`;
  if (use.specifier === '')
    return 'import() of something other than a literal cannot be checked; import each by its name';
  return use.target === undefined
    ? judgePackage(file, name, ring, use.specifier)
    : judgePath(file, name, ring, use.target, use.typeOnly);
}

function judgePackage(file: string, name: string, ring: Ring, specifier: string): string | undefined {
  const node = specifier.startsWith('node:');
  const packageName = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (TOOLS.test(packageName)) return `${packageName} is a tool for tests and builds; src never imports it`;
  if (ring.packages === 'any' || (ring.packages === 'browser' && !node)) return undefined;
  if (ring.packages === 'browser') return `the page runs in a browser, which has no ${specifier}`;
  const part = name === 'core' ? (folderOf(file) ?? '') : '';
  const allowed = CORE_PACKAGES[part] ?? [];
  if (name === 'core' && allowed.includes(packageName)) return undefined;
  const way = 'take what you need as a value';
  return name === 'model' || name === 'core'
    ? `${name} imports nothing from outside (${specifier}); ${way}`
    : `${name} imports no package and no built-in (${specifier}); ask for it through a contract`;
}

function judgePath(file: string, name: string, ring: Ring, target: string, typeOnly: boolean): string | undefined {
  if (!target.startsWith('src/')) {
    return DATA_OUTSIDE.test(target) ? undefined : `src imports nothing outside src (${target})`;
  }
  const other = ringOf(target);
  if (other === 'cli' && name !== 'cli') return 'nobody imports cli';
  if (other === 'index' || (target === CORE_FACE && name !== 'index' && name !== 'dashboard/web')) {
    return `${target} is for users of the library; import the file that has the thing`;
  }
  if (other === name) return judgeSibling(file, name, target, typeOnly);
  return ring.rings.includes(other) ? undefined : `${name} may import ${list(ring.rings)}, not ${other}`;
}

function judgeSibling(file: string, name: string, target: string, typeOnly: boolean): string | undefined {
  const from = folderOf(file);
  const to = folderOf(target);
  if (from === to || file === CORE_FACE) return undefined;
  if (name === 'core') {
    if (SHARED_IN_CORE.some((shared) => shared.test(target))) return undefined;
    if (typeOnly && SHARED_TYPES_IN_CORE.some((shared) => shared.test(target))) return undefined;
    return `within core only stats, pricing, sizing/goal.ts, tuning's curve model and the types of logs are shared, not ${target.slice('src/core/'.length)}; move the thing to model, or let an action bring both together`;
  }
  if (ADAPTERS.includes(name) && from !== undefined && to !== undefined) {
    return `${name}/${from} and ${name}/${to} are two adapters and know nothing of each other; put what both need into src/${name}/ itself, or core`;
  }
  return undefined;
}

/** `src/core/stats/x.ts` → `core`, `src/dashboard/web/x.ts` → `dashboard/web`, `src/compose.ts` → `compose`. */
function ringOf(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  if (first === 'dashboard') return `dashboard/${second}`;
  return first.replace(/\.[cm]?tsx?$/, '');
}

/** The folder inside the ring: `src/core/stats/x.ts` → `stats`, `src/core/index.ts` → undefined. */
function folderOf(path: string): string | undefined {
  const parts = path.split('/');
  return parts.length > 3 ? parts[2] : undefined;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing but itself' : `only ${names.join(', ')}`;
}
