import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../schemas/tune.v1.json' with { type: 'json' };

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));
const PROJECT = fileURLToPath(new URL('../fixtures/tune', import.meta.url));
const ENV = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', MEMFIT_NO_INPUT: 'true' };

function run(args: readonly string[], cwd: string) {
  const options = { cwd, encoding: 'utf8', env: ENV } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [MEMFIT, ...args], options);
  return { stdout, stderr, status };
}

const { checks } = JSON.parse(run(['doctor', '--local', '-o', 'json', '--no-config'], tmpdir()).stdout);
const limits = checks.find(({ name }: { name: string }) => name === 'limits');

describe.skipIf(limits.status !== 'ok')('the built command on this machine, needs limits that hold', () => {
  let cwd = '';
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'memfit-e2e-tune-'));
    cpSync(PROJECT, cwd, { recursive: true });
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  const runFolder = (): string => join(cwd, '.memfit/runs', readdirSync(join(cwd, '.memfit/runs'))[0] ?? '');
  const lines = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

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
    const page = run(['tune', '--engine', 'replay', '-o', 'html'], cwd).stdout;
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(page).toContain('lambda-power-tuning.show/#');
  });

  it('writes logs that analyze reads back, set aside unless they are asked for, also without their source', () => {
    const { functions } = JSON.parse(
      run(['tune', 'WaitingFunction', '--max-invocations', '8', '-o', 'json'], cwd).stdout,
    );
    const { invocations } = functions[0];
    const logs = join(runFolder(), 'logs');
    const account = (args: readonly string[]) =>
      JSON.parse(run(['analyze', ...args, '-o', 'json'], cwd).stdout).account;
    expect(account([logs])).toMatchObject({ reports: invocations, used: 0 });
    expect(account([logs, '--include-local'])).toMatchObject({ reports: invocations, used: invocations });
    const bare = join(cwd, 'bare.log');
    const reports = lines(join(logs, 'local.ndjson'))
      .map((line) => JSON.parse(line).message as string)
      .filter((message) => message.startsWith('REPORT'));
    writeFileSync(bare, reports.join(''));
    expect(account([bare, '--function', 'X'])).toMatchObject({ reports: invocations, used: 0 });
    expect(account([bare, '--function', 'X', '--include-local'])).toMatchObject({ used: invocations });
  });

  it('goes on after kill -9 where it was, without calling again what was called', async () => {
    const started = spawn(process.execPath, [MEMFIT, 'tune', 'CpuFunction', '--max-invocations', '14'], {
      cwd,
      env: ENV,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => started.once('exit', (_, signal) => resolve(signal)));
    const samples = () => join(runFolder(), 'samples.ndjson');
    while (!existsSync(join(cwd, '.memfit/runs')) || !existsSync(samples()) || lines(samples()).length < 5) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    started.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const before = lines(samples());
    appendFileSync(samples(), '{"function":"CpuFunction","sizeMB":5');
    const { status, stdout, stderr } = run(['tune', '--resume', '-o', 'json'], cwd);
    expect(stderr).not.toContain('error');
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    const after = lines(samples());
    expect(readdirSync(join(cwd, '.memfit/runs'))).toEqual([report.runId]);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
    expect(report.functions[0].invocations).toBe(after.length);
    expect(new Set(after.map((line) => JSON.parse(line).requestId)).size).toBe(after.length);
    const calls = after.map((line) => JSON.parse(line).call);
    expect([...calls].sort((a, b) => a - b)).toEqual(calls);
  }, 120_000);

  it('does not go on with other code, another goal or other events, and says what differs', () => {
    run(['tune', 'WaitingFunction', '--max-invocations', '3', '-q'], cwd);
    appendFileSync(join(cwd, 'waiting/index.js'), '// changed\n');
    writeFileSync(join(cwd, 'event.json'), '{"a":1}');
    const { status, stderr } = run(['tune', '--resume', '--goal', 'cost', '--payload', 'event.json'], cwd);
    expect(status).toBe(2);
    expect(stderr).toContain(
      'its code or a layer changed; goal was balanced, is cost; payloads changed: empty, event.json',
    );
    expect(stderr).toContain('next: ');
  });

  it('takes what Power Tuning was started with, and says what becomes of every field', () => {
    cpSync(fileURLToPath(new URL('../fixtures/alpt/input.json', import.meta.url)), join(cwd, 'alpt.json'));
    const { stdout, status } = run(
      ['tune', '--from-alpt', 'alpt.json', '-o', 'json', '--max-invocations', '20', '-q'],
      cwd,
    );
    expect(status).toBe(0);
    const { functions, prices } = JSON.parse(stdout);
    const [one] = functions;
    expect(one).toMatchObject({ name: 'CpuFunction', goal: { kind: 'weighted', weight: 0.5 } });
    expect(prices.region).toBe('eu-west-1');
    for (const field of ['num', 'parallelInvocation', 'autoOptimize', 'discardTopBottom']) {
      expect(one.ruler.remarks.some((remark: string) => remark.startsWith(`alpt.json: ${field} `))).toBe(true);
    }
    const sizes = lines(join(runFolder(), 'samples.ndjson')).map((line) => JSON.parse(line).sizeMB);
    for (const size of new Set(sizes)) expect([256, 512, 1_024]).toContain(size);
  });
});
