/** Lambda's own share of Max Memory Used: what a hello world shows there, less what its processes hold here. */
import type { FunctionSpec } from '../../model/function-spec.ts';
import { LAMBDA_HELLO_MB } from './runtimes/lambda-baselines.generated.ts';
import type { RuntimePlan } from './runtimes/plan.ts';

/**
 * Where no hello world of the runtime is known: mean of the differences found (node 20/22/24: 23, 24, 23; python 3.10 to 3.13: 9 to 14; C++ and
 * shell on provided: 5 to 14; docs/local-engine.md).
 */
const FAMILY_BASE_MB: Readonly<Record<RuntimePlan['family'], number>> = { node: 23, python: 11, provided: 11 };

/** Platform's share in MB; `helloMB` is what a hello world holds on the very binary that runs the function, null: not measured. */
export function memoryBase(spec: FunctionSpec, plan: RuntimePlan, helloMB: number | null): number {
  const onLambda = LAMBDA_HELLO_MB[`${spec.runtime} ${spec.architecture}`];
  if (onLambda === undefined || helloMB === null) return FAMILY_BASE_MB[plan.family];
  return Math.max(0, onLambda - helloMB);
}

/** Source of a hello world, by family; null: every program is its own. */
export const HELLO: Readonly<Record<RuntimePlan['family'], { readonly file: string; readonly text: string } | null>> = {
  node: { file: 'index.js', text: "exports.handler = async () => 'hello';\n" },
  python: { file: 'index.py', text: "def handler(event, context):\n    return 'hello'\n" },
  provided: null,
};
