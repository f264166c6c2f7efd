/** Lambda's own share of Max Memory Used: what a hello world shows there, less what its processes hold here. */
import type { FunctionSpec } from '../../model/function-spec.ts';
import { LAMBDA_HELLO_MB } from './runtimes/lambda-baselines.generated.ts';
import type { RuntimePlan } from './runtimes/runtime-plan.ts';

/** Where nothing was measured here: mean of what was found (node 20 to 24: 23 to 24 MB; python 3.9 to 3.13: 20 to 24; C++ and shell on provided: 5 to 14). */
const FAMILY_BASE_MB: Readonly<Record<RuntimePlan['family'], number>> = { node: 23, python: 22, provided: 11 };

/**
 * Platform's share in MB; `helloMB` is what a hello world holds on the very binary that runs the function, null: not measured. A version that the
 * table does not know is taken for the newest of its family that it does (leaving one version out this way errs by 4 MB at most; `bench:local`).
 */
export function memoryBase(spec: FunctionSpec, plan: RuntimePlan, helloMB: number | null): number {
  const onLambda = LAMBDA_HELLO_MB[`${spec.runtime} ${spec.architecture}`] ?? newestOf(spec);
  if (onLambda === null || helloMB === null) return FAMILY_BASE_MB[plan.family];
  return Math.max(0, onLambda - helloMB);
}

function newestOf(spec: FunctionSpec): number | null {
  const family = spec.runtime.replace(/[\d.]+x?$/, '');
  const version = (key: string): number => Number(/(\d+)(?:\.x)? /.exec(key)?.[1] ?? 0);
  const known = Object.keys(LAMBDA_HELLO_MB).filter((key) => key.startsWith(family) && key.endsWith(spec.architecture));
  const newest = known.sort((a, b) => version(a) - version(b)).at(-1);
  return newest === undefined ? null : (LAMBDA_HELLO_MB[newest] ?? null);
}

/** Source of a hello world, by family; null: every program is its own. */
export const HELLO: Readonly<Record<RuntimePlan['family'], { readonly file: string; readonly text: string } | null>> = {
  node: { file: 'index.js', text: "exports.handler = async () => 'hello';\n" },
  python: { file: 'index.py', text: "def handler(event, context):\n    return 'hello'\n" },
  provided: null,
};
