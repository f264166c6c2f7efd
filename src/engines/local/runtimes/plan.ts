/** The table of runtimes: how each family is checked and started, and what is said where one cannot run here. */
import { statSync } from 'node:fs';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import { planNode } from './node.ts';
import { planProvided } from './provided.ts';
import { planPython } from './python.ts';
import type { Means, RuntimePlan } from './runtime-plan.ts';

const FAMILIES: readonly (readonly [RegExp, (spec: FunctionSpec, means: Means) => RuntimePlan])[] = [
  [/^nodejs\d+\.x$/, planNode],
  [/^python3\.\d+$/, planPython],
  [/^provided(\.al2|\.al2023)?$/, planProvided],
];

/** The family of a runtime that can run here. */
export function familyOf(runtime: string): RuntimePlan['family'] {
  return runtime.startsWith('nodejs') ? 'node' : runtime.startsWith('python') ? 'python' : 'provided';
}

const DECLINED: readonly (readonly [RegExp, string])[] = [
  [/^java/, 'tune it on AWS (--engine lambda), or run its logs through memfit analyze'],
  [/^dotnet/, 'tune it on AWS (--engine lambda), or publish it with native AOT as provided.al2023'],
  [/^ruby/, 'tune it on AWS (--engine lambda), or run its logs through memfit analyze'],
  [
    /^(image|container)$/i,
    'tune the image on AWS (--engine lambda), or point memfit at the code inside it with a zip runtime',
  ],
  [/^go1\.x$/, 'build it as bootstrap and use provided.al2023 (go1.x ended in 2024)'],
];

/** How the function runs here. Throws UserError `runtime-not-local`, `code-folder-missing`, or what the family finds wrong. */
export function planRuntime(spec: FunctionSpec, means: Means): RuntimePlan {
  return checkRunnable(spec)(spec, means);
}

/** Runtime and folders, before anything is made ready. Gives how the family plans. Throws UserError `runtime-not-local`, `code-folder-missing`. */
export function checkRunnable(spec: FunctionSpec): (spec: FunctionSpec, means: Means) => RuntimePlan {
  const family = FAMILIES.find(([name]) => name.test(spec.runtime));
  if (!family) {
    throw new UserError('runtime-not-local', {
      what: `${spec.name}: the runtime ${spec.runtime} cannot run on the local engine`,
      why: 'it runs nodejs*.x, python3.* and provided.*',
      next: DECLINED.find(([name]) => name.test(spec.runtime))?.[1] ?? 'check the name of the runtime',
    });
  }
  for (const folder of [spec.codeFolder, ...spec.layers]) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue;
    throw new UserError('code-folder-missing', {
      what: `${spec.name}: there is no folder ${folder}`,
      next: 'build the function first (sam build), or correct CodeUri or the layer',
    });
  }
  return family[1];
}
