/** What AWS's own checkers say of the template; they are Python programs, made by scripts/template-linters.mjs or found on PATH. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EXAMPLE } from './example.ts';

const TEMPLATE = join(EXAMPLE, 'template.yaml');
const ENVIRONMENT = { ...process.env, AWS_DEFAULT_REGION: 'ap-northeast-2', SAM_CLI_TELEMETRY: '0' };

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: ENVIRONMENT, timeout: 110_000 });
  return { status, said: `${stdout}${stderr}` };
}

const MADE = fileURLToPath(new URL('../../../.cache/template-linters/', import.meta.url));

/** The program that was made, else the one of PATH; null: neither runs. */
function program(name: string): string | null {
  const made = join(MADE, 'venv', 'bin', name);
  const places = existsSync(join(MADE, 'python.made')) ? [made, name] : [name];
  return places.find((place) => run(place, '--version').status === 0) ?? null;
}

const sam = program('sam');
const cfnLint = program('cfn-lint');

describe("the example's template", () => {
  it.skipIf(sam === null)(
    'is accepted by sam validate --lint (skipped without sam: node scripts/template-linters.mjs)',
    () => {
      expect(run(sam ?? '', 'validate', '--lint', '--template', TEMPLATE)).toMatchObject({ status: 0 });
    },
    120_000,
  );

  it.skipIf(cfnLint === null)(
    'is accepted by cfn-lint (skipped without it: node scripts/template-linters.mjs)',
    () => {
      expect(run(cfnLint ?? '', TEMPLATE)).toEqual({ status: 0, said: '' });
    },
    120_000,
  );
});
