/** What AWS's own checkers say of the template; they are Python programs that are used when they are on PATH. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE } from './example.ts';

const TEMPLATE = join(EXAMPLE, 'template.yaml');
const ENVIRONMENT = { ...process.env, AWS_DEFAULT_REGION: 'ap-northeast-2', SAM_CLI_TELEMETRY: '0' };

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: ENVIRONMENT, timeout: 110_000 });
  return { status, said: `${stdout}${stderr}` };
}

const hasSam = run('sam', '--version').status === 0;
const hasLint = run('cfn-lint', '--version').status === 0;

describe("the example's template", () => {
  it.skipIf(!hasSam)(
    'is accepted by sam validate --lint (skipped without sam: pip install aws-sam-cli)',
    () => {
      expect(run('sam', 'validate', '--lint', '--template', TEMPLATE)).toMatchObject({ status: 0 });
    },
    120_000,
  );

  it.skipIf(!hasLint)(
    'is accepted by cfn-lint (skipped without it: pip install cfn-lint)',
    () => {
      expect(run('cfn-lint', TEMPLATE)).toEqual({ status: 0, said: '' });
    },
    120_000,
  );
});
