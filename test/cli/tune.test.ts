import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tuneFunction } from '../../src/actions/tune.ts';
import { bench, order } from '../actions/tune-world.ts';
import { emptyFolder, memfit } from './edge.ts';

const PROJECT = fileURLToPath(new URL('../fixtures/tune', import.meta.url));

/** A folder with one recorded run. */
async function recorded(): Promise<string> {
  const cwd = emptyFolder();
  const { ports, saved, functions } = bench({ cpuMs: 80, waitMs: 1 });
  await tuneFunction(order(), ports);
  const id = '20261124T030405Z-tune-0a1b2c';
  const folder = join(cwd, '.memfit/runs', id);
  mkdirSync(folder, { recursive: true });
  const run = { schemaVersion: 1, id, verb: 'tune', startedAt: '2026-11-24T03:04:05.000Z', memfitVersion: '0.1.0' };
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...run, functions }));
  writeFileSync(join(folder, 'samples.ndjson'), saved.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
  return cwd;
}

function project(): string {
  const cwd = emptyFolder();
  cpSync(PROJECT, cwd, { recursive: true });
  return cwd;
}

describe('memfit tune --engine replay', () => {
  it('prints the answer of the latest run, always the same', async () => {
    const cwd = await recorded();
    const first = await memfit(['tune', '--engine', 'replay'], { cwd });
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/^Fn: .*for goal balanced/);
    expect(first.stdout).toContain('engine replay, driver paper');
    expect((await memfit(['tune', '--engine', 'replay'], { cwd })).stdout).toBe(first.stdout);
    expect((await memfit(['tune', 'Fn', '--engine', 'replay', '-q', '-o', 'csv'], { cwd })).stderr).toBe('');
  });

  it('takes the goal of the flag, and says where a record ends', async () => {
    const cwd = await recorded();
    const { stdout } = await memfit(['tune', '--engine', 'replay', '--goal', 'cost', '-o', 'json', '-q'], { cwd });
    expect(JSON.parse(stdout).functions[0].goal).toEqual({ kind: 'cost' });
  });

  it('names what is not in the run', async () => {
    const cwd = await recorded();
    const other = await memfit(['tune', 'Other', '--engine', 'replay'], { cwd });
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain('it has Fn');
    const none = await memfit(['tune', '--engine', 'replay'], { cwd: emptyFolder() });
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('no saved run');
  });
});

describe('memfit tune says what to do', () => {
  it.each([
    [['tune'], 'no function was named'],
    [['tune', 'CpuFunctoin'], 'did you mean CpuFunction?'],
    [['tune', 'CpuFunction', '--payload', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['tune', 'CpuFunction', '--payload', 'template.yaml'], 'the payload is not JSON'],
    [['tune', 'CpuFunction', '--payloads', 'cpu'], 'no .json files'],
    [['tune', 'CpuFunction', '--template', 'cpu/index.js'], 'index.js'],
    [['tune', 'CpuFunction', '--template', 'other.yaml'], 'the template is not there'],
    [['tune', 'X', '--code', 'cpu'], '--handler, --runtime'],
    [['tune', 'CpuFunction', '--env-file', 'template.yaml'], 'template.yaml:1'],
    [['tune', 'CpuFunction', '--sizes', '64'], '--sizes'],
    [['tune', 'CpuFunction', '--engine', 'lambda'], 'local, replay'],
  ])('%j', async (args, says) => {
    const { code, stderr, stdout } = await memfit(args, { cwd: project() });
    expect(stderr).toContain(says);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('where there is no template, and where calling is forbidden', async () => {
    expect((await memfit(['tune', 'X'], { cwd: emptyFolder() })).stderr).toContain('no template was found here');
    const cwd = project();
    writeFileSync(join(cwd, 'memfit.config.yaml'), 'functions:\n  CpuFunction: { invoke: never }\n');
    const { code, stderr } = await memfit(['tune', 'CpuFunction'], { cwd });
    expect([code, stderr.includes('must not be called')]).toEqual([2, true]);
  });

  it('where what is expected of an answer cannot be read', async () => {
    const cwd = project();
    writeFileSync(join(cwd, 'event.json'), '{}');
    const text = 'functions:\n  CpuFunction:\n    payloads: [{ file: event.json, expect: { stauts: 200 } }]\n';
    writeFileSync(join(cwd, 'memfit.config.yaml'), text);
    const { code, stderr } = await memfit(['tune', 'CpuFunction'], { cwd });
    expect(stderr).toContain('functions.CpuFunction.payloads[0]');
    expect(code).toBe(2);
  });
});
