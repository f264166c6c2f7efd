import { defineConfig } from 'tsdown';
import { lateRequire } from './scripts/late-require.ts';
import { leanCommander } from './scripts/lean-commander.ts';
import { thirdPartyNotices } from './scripts/third-party-notices.ts';

/** The faces people import; they alone get declaration files. */
const library = { index: 'src/index.ts', core: 'src/core/index.ts' };

/** What is run as a file of its own. */
const programs = { memfit: 'src/cli/main.ts' };

/**
 * What is loaded together lies together: every chunk of its own costs a start one or two ms. A group holds what its modules import, too, as
 * far as no group above it does. Core modules keep to chunks of their own, because `./core` may not meet Node in them.
 */
const GROUPS = [
  group('core-start', /src[\\/](model[\\/]|core[\\/](config[\\/]options|report[\\/](style|escape))\.ts$)/),
  group('start', /src[\\/]cli[\\/]run\.ts$/),
  group('core-scan', /src[\\/]core[\\/]logs[\\/]scan[\\/]|src[\\/]core[\\/]logs[\\/]parse-line\.ts$/),
  group(
    'core-analyze',
    /src[\\/]core[\\/](config[\\/](resolve|config-file)|report[\\/]render|logs|pricing|sizing|stats|usage)\b/,
  ),
  group('thread', /src[\\/]sources[\\/]log-file[\\/]scan-thread\.ts$/),
  group('scan', /src[\\/]sources[\\/]log-file[\\/]scan-unit\.ts$/),
  group('analyze', /src[\\/](cli[\\/]commands[\\/]analyze|sources[\\/]log-file[\\/]source|compose)\.ts$/),
].map((own, at, all) => ({ ...own, priority: all.length - at }));

function group(name: string, test: RegExp) {
  return { name, test };
}

/** What the demo runs: the example's TypeScript functions, each a folder as it would be deployed. */
const DEMO_FUNCTIONS = ['poetry', 'thumbnail'];

/** Shared by all builds: what any of them holds is named. */
const notices = thirdPartyNotices('THIRD_PARTY_NOTICES');

/**
 * One bundle with nothing left to install: every package is inlined. Chunks lie flat in dist/, so
 * `new URL('./scan-worker.js', import.meta.url)` finds the worker from any of them.
 */
export default defineConfig([
  {
    entry: { ...programs, ...library },
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    tsconfig: 'tsconfig.node.json',
    outDir: 'dist',
    clean: true,
    dts: false,
    plugins: [leanCommander(), lateRequire(), notices],
    fixedExtension: false,
    deps: { alwaysBundle: [/./], onlyBundle: false },
    outputOptions: { codeSplitting: { groups: GROUPS } },
  },
  {
    // Bundled for themselves: what the second threads share with the command lies in large chunks, and loading those costs more than their own start.
    entry: {
      'scan-worker': 'src/sources/log-file/scan-worker.ts',
      'unpack-worker': 'src/sources/log-file/unpack-worker.ts',
    },
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    tsconfig: 'tsconfig.node.json',
    outDir: 'dist',
    clean: false,
    dts: false,
    fixedExtension: false,
    deps: { alwaysBundle: [/./], onlyBundle: false },
  },
  {
    entry: library,
    format: 'esm',
    platform: 'node',
    tsconfig: 'tsconfig.node.json',
    outDir: 'dist',
    clean: false,
    dts: { emitDtsOnly: true },
    fixedExtension: false,
    deps: { alwaysBundle: [/./], onlyBundle: false },
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
