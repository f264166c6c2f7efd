import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../schemas/tune.v1.json' with { type: 'json' };

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));
const PROJECT = fileURLToPath(new URL('../fixtures/tune', import.meta.url));

function run(args: readonly string[], cwd: string) {
  const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' };
  const { stdout, stderr, status } = spawnSync(process.execPath, [MEMFIT, ...args], { cwd, encoding: 'utf8', env });
  return { stdout, stderr, status };
}

const { checks } = JSON.parse(run(['doctor', '--local', '-o', 'json', '--no-config'], tmpdir()).stdout);
const limits = checks.find(({ name }: { name: string }) => name === 'limits');

describe.skipIf(limits.status !== 'ok')('the built command on this machine, needs limits that hold', () => {
  let cwd = '';
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'memfit-e2e-tune-'));
    cpSync(PROJECT, cwd, { recursive: true });
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it('tunes a function of a template, saves the run and plays it again', () => {
    const measured = run(['tune', 'WaitingFunction', '--max-invocations', '12', '-o', 'json'], cwd);
    expect(measured.stderr).toContain('only deployment knows TABLE');
    expect(measured.status).toBe(0);
    const report = JSON.parse(measured.stdout);
    expect(z.fromJSONSchema(schema as never).safeParse(report).error).toBeUndefined();
    expect(readdirSync(join(cwd, '.memfit/runs'))).toEqual([report.runId]);
    const again = run(['tune', '--engine', 'replay'], cwd);
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('WaitingFunction: ');
    expect(again.stdout).toContain(`driver ${report.functions[0].ruler.driver}`);
  });
});
