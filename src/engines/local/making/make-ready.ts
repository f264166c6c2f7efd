/**
 * Makes a function runnable on this machine: `makeReady(spec, making)` bundles TypeScript, runs a Makefile, installs Python packages, and finds or fetches
 * the runtime it names; each after asking where it fetches or runs something, each kept in the cache by content, so that the second time costs nothing.
 */
import type { FunctionSpec } from '../../../model/function-spec.ts';
import type { Interpreters, Means } from '../runtimes/runtime-plan.ts';
import { bundled } from './esbuild.ts';
import { recipeFor } from './esbuild-arguments.ts';
import { builtByMakefile } from './makefile.ts';
import type { Making } from './making.ts';
import { nodeBinary } from './node-binary.ts';
import { findPython, readablePython } from './python-interpreter.ts';
import { pythonPackages } from './python-packages.ts';

/** The function as it can be run (its code folder may be another one now), and what runs it. `remarks` belong into every result. */
export interface Ready {
  readonly spec: FunctionSpec;
  readonly means: Means;
  readonly remarks: readonly string[];
}

/**
 * Throws UserError that says what to run instead: `handler-not-built`, `not-built`, `packages-not-installed`, `interpreter-missing`. Another version of the runtime than named
 * is no error: the engine marks its samples.
 */
export async function makeReady(spec: FunctionSpec, interpreters: Interpreters, making: Making): Promise<Ready> {
  const built = await builtCode(spec, making);
  if (/^nodejs\d+\.x$/.test(spec.runtime)) return readyNode(built, interpreters, making);
  if (/^python3\.\d+$/.test(spec.runtime)) return readyPython(built, interpreters, making);
  return { spec: built, means: { interpreters, packages: [] }, remarks: [] };
}

async function builtCode(spec: FunctionSpec, making: Making): Promise<FunctionSpec> {
  const { build, ...rest } = spec;
  const recipe = build?.method === 'esbuild' ? build : spec.runtime.startsWith('nodejs') ? recipeFor(spec) : null;
  if (build?.method === 'makefile') return { ...rest, codeFolder: await builtByMakefile(spec, making) };
  if (recipe !== null) return { ...rest, codeFolder: await bundled(spec, recipe, making) };
  return rest;
}

async function readyNode(spec: FunctionSpec, interpreters: Interpreters, making: Making): Promise<Ready> {
  if (interpreters[spec.runtime] !== undefined) return { spec, means: { interpreters, packages: [] }, remarks: [] };
  const found = await nodeBinary(spec.runtime, making);
  if (found.path === null) return { spec, means: { interpreters, packages: [] }, remarks: [found.why] };
  return { spec, means: { interpreters: { ...interpreters, [spec.runtime]: found.path }, packages: [] }, remarks: [] };
}

async function readyPython(spec: FunctionSpec, interpreters: Interpreters, making: Making): Promise<Ready> {
  const python = await readablePython(findPython(spec.runtime, interpreters[spec.runtime]), making);
  const packages = await pythonPackages(spec, python, making);
  const sites = packages === null ? [] : [packages.sitePackages];
  return { spec, means: { interpreters, python, packages: sites }, remarks: [] };
}
