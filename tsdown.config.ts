import { defineConfig, type UserConfig } from 'tsdown';
import { ascii } from './scripts/bundle/ascii.ts';
import { commonJsFolder } from './scripts/bundle/common-js-folder.ts';
import { lateBuiltins } from './scripts/bundle/late-builtins.ts';
import { lateRequire } from './scripts/late-require.ts';
import { leanCommander } from './scripts/lean-commander.ts';
import { thirdPartyNotices } from './scripts/third-party-notices.ts';

/**
 * What is loaded together lies together: every chunk of its own costs a start about a ms. A group holds what its modules import, too, as far as
 * no group above it does.
 */
const GROUPS = [
  group('start', /src[\\/]cli[\\/]run\.ts$/),
  group('thread', /src[\\/]sources[\\/]log-file[\\/]scan-thread\.ts$/),
  group('analyze', /src[\\/](cli[\\/]commands[\\/]analyze|sources[\\/]log-file[\\/]source|compose)\.ts$/),
].map((own, at, all) => ({ ...own, priority: all.length - at }));

function group(name: string, test: RegExp) {
  return { name, test };
}

/** What the demo runs: the example's TypeScript functions, each a folder as it would be deployed. */
const DEMO_FUNCTIONS = ['poetry', 'thumbnail'];

/** Shared by all builds: what any of them holds is named. */
const notices = thirdPartyNotices('THIRD_PARTY_NOTICES');

const shared = {
  platform: 'node',
  tsconfig: 'tsconfig.node.json',
  outDir: 'dist',
  deps: { alwaysBundle: [/./], onlyBundle: false },
  // Licences stand in THIRD_PARTY_NOTICES, docs in the declarations; without comments the package is a fifth smaller.
  outputOptions: { comments: false },
} satisfies UserConfig;

/** What is run as a file of its own: CommonJS, which Node loads faster, and whose compiled code can be kept. */
const program = {
  ...shared,
  format: 'cjs',
  target: 'node20.19',
  dts: false,
  outExtensions: () => ({ js: '.js' }),
  checks: { legacyCjs: false },
} satisfies UserConfig;

/** Names of functions and classes stay, so that stack traces can be read; other names become short, blanks go. */
const SMALL = { mangle: { keepNames: { function: true, class: true } }, compress: false, codegen: true } as const;

/** The faces people import; they alone get declaration files. */
const library = { index: 'src/index.ts', core: 'src/core/index.ts' };

/**
 * One bundle with nothing left to install: every package is inlined. Chunks lie flat in dist/, so
 * `new URL('./scan-worker.js', import.meta.url)` finds the worker from any of them.
 */
export default defineConfig([
  {
    ...program,
    entry: { memfit: 'src/cli/main.ts' },
    clean: true,
    minify: SMALL,
    plugins: [leanCommander(), ascii(), lateBuiltins(), commonJsFolder(), notices],
    outputOptions: { ...shared.outputOptions, codeSplitting: { groups: GROUPS } },
  },
  {
    // Bundled for themselves: what the second threads share with the command lies in large chunks, and loading those costs more than their own start.
    ...program,
    entry: {
      'scan-worker': 'src/sources/log-file/scan-worker.ts',
      'unpack-worker': 'src/sources/log-file/unpack-worker.ts',
      'judge-worker': 'src/threads/judge-worker.ts',
    },
    clean: false,
    minify: SMALL,
    plugins: [lateBuiltins()],
  },
  {
    ...shared,
    entry: library,
    format: 'esm',
    target: 'node20.19',
    clean: false,
    dts: true,
    fixedExtension: true,
    minify: SMALL,
    plugins: [lateRequire()],
  },
  ...DEMO_FUNCTIONS.map(demoFunction),
]);

/** Bundled here, so that the demo needs no esbuild and no AWS SDK where memfit is installed (docs/decisions/0011). */
function demoFunction(name: string) {
  return {
    entry: { handler: `examples/music-poetry-canvas/functions/${name}/handler.ts` },
    format: 'esm' as const,
    platform: 'node' as const,
    target: 'node20.19',
    tsconfig: 'examples/music-poetry-canvas/tsconfig.json',
    outDir: `dist/demo/${name}`,
    clean: false,
    dts: false,
    minify: true,
    plugins: [notices],
    fixedExtension: true,
    deps: { alwaysBundle: [/./], onlyBundle: false as const },
  };
}
