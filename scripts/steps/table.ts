/** The steps that memfit's own code must pass, by name. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Step } from './run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TALLIES = mkdtempSync(join(tmpdir(), 'memfit-tally-'));
const DOCS_DRIFT = 'scripts/docs-drift.ts';

/** Types, lint, fences: what an editor's save should answer. */
export const FAST: readonly Step[] = [
  node('types: everything', bin('typescript', 'tsc'), '-p', 'tsconfig.node.json'),
  node('types: core and model', bin('typescript', 'tsc'), '-p', 'tsconfig.core.json'),
  node('lint', bin('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', '--colors=off'),
  script('fences', 'scripts/fences.ts'),
];

/** All that needs no build. */
export const CHECK: readonly Step[] = [
  tests('unit'),
  tests('machine'),
  ...FAST,
  node('unused code', bin('knip', 'knip'), '--no-progress', '--no-config-hints'),
  script('WebAssembly is what its sources give', 'scripts/build-scanner.ts', '--check'),
  ...(existsSync(join(ROOT, DOCS_DRIFT)) ? [script('docs drift', DOCS_DRIFT)] : []),
];

/** What `npm run build` makes. */
export const BUILD: readonly Step[] = [node('build', bin('tsdown', 'tsdown'), '--logLevel', 'warn')];

/** What is asked of the built package. */
export const PACKAGE: readonly Step[] = [
  tests('e2e'),
  node('publint', bin('publint', 'publint'), 'run', '--strict', '--pack', 'npm'),
  node('types as users see them', bin('@arethetypeswrong/cli', 'attw'), '--pack', '.', '--profile', 'esm-only'),
];

/** Where a test step writes its tally; undefined for every other step. */
export function tallyFile(step: Step): string | undefined {
  return step.env?.TALLY_FILE;
}

function tests(project: string): Step {
  const reporters = ['--reporter=default', '--reporter=./scripts/steps/tally-reporter.ts'];
  const step = node(`tests: ${project}`, bin('vitest', 'vitest'), 'run', '--project', project, ...reporters);
  return { ...step, env: { TALLY_FILE: join(TALLIES, `${project}.json`), NO_COLOR: '1' } };
}

function script(name: string, file: string, ...args: string[]): Step {
  return node(name, bin('tsx', 'tsx'), file, ...args);
}

function node(name: string, ...args: string[]): Step {
  return { name, command: process.execPath, args };
}

/** The file behind a package's command, so that no shell and no .cmd file stands between. */
function bin(packageName: string, command: string): string {
  const manifest = join(ROOT, 'node_modules', packageName, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | Record<string, string> };
  const file = typeof bin === 'string' ? bin : bin[command];
  if (file === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(dirname(manifest), file);
}
