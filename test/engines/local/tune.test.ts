import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memfit } from '../../cli/edge.ts';
import { NO_CGROUPS } from './with-engine.ts';

const PROJECT = fileURLToPath(new URL('../../fixtures/tune', import.meta.url));
describe.skipIf(NO_CGROUPS !== '')(`memfit tune on this machine (skipped: ${NO_CGROUPS || 'no'})`, () => {
  let cwd = '';
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'memfit-tune-test-'));
    cpSync(PROJECT, cwd, { recursive: true });
    writeFileSync(join(cwd, 'event.json'), '{"any": "event"}');
    const expectations = '{ file: event.json, expect: { status: 200, json: { value: number } } }';
    writeFileSync(join(cwd, 'memfit.config.yaml'), `functions:\n  CpuFunction: { payloads: [${expectations}] }\n`);
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it('measures a real handler of a template at the sizes given, saves each call, and replays to the same answer', async () => {
    const args = ['--sizes', '512,1024', '--max-invocations', '12', '-o', 'json', '--quiet'];
    const { stdout, stderr, code } = await memfit(['tune', 'CpuFunction', ...args], { cwd });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [one] = JSON.parse(stdout).functions;
    expect(one.ruler).toMatchObject({ engine: 'local', exact: true, calibration: { level: 1 } });
    expect(one.failures).toEqual([]);
    expect(one.currentMB).toBe(512);
    const [id] = readdirSync(join(cwd, '.memfit/runs'));
    const lines = readFileSync(join(cwd, '.memfit/runs', id ?? '', 'samples.ndjson'), 'utf8')
      .trim()
      .split('\n');
    const samples = lines.map((line) => JSON.parse(line));
    expect(samples).toHaveLength(one.invocations);
    for (const sample of samples) {
      expect([512, 1_024]).toContain(sample.sizeMB);
      expect(sample).toMatchObject({ function: 'CpuFunction', payload: 'event.json', status: 'success' });
      expect(sample.cpuMs).toBeGreaterThan(0);
      expect(sample.usedMB).toBeGreaterThan(0);
    }
    const again = JSON.parse((await memfit(['tune', '--engine', 'replay', '-o', 'json', '-q'], { cwd })).stdout);
    expect({ ...again.functions[0], ruler: null }).toEqual({ ...one, ruler: null });
  });

  it('leaves no run behind where the function cannot run', async () => {
    const runs = readdirSync(join(cwd, '.memfit/runs'));
    const args = ['tune', 'X', '--code', 'nowhere', '--handler', 'index.handler', '--runtime', 'nodejs22.x'];
    const { code, stderr } = await memfit(args, { cwd });
    expect([code, stderr.includes('there is no folder')]).toEqual([2, true]);
    expect(readdirSync(join(cwd, '.memfit/runs'))).toEqual(runs);
    const java = await memfit([...args.slice(0, 6), '--runtime', 'java21'], { cwd });
    expect(java.stderr).toContain('java21 cannot run on the local engine');
  });

  it('refuses to recommend where every answer is an error, and raises the floor where memory runs out', async () => {
    const wrong = await memfit(['tune', 'WrongFunction', '-o', 'json', '-q'], { cwd });
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout).functions[0]).toMatchObject({ pickMB: null, reason: 'failing' });
    // Three calls settle it; a busy machine makes disturbed ones again.
    const sizes = ['--sizes', '128,512', '--max-invocations', '30'];
    const hungry = await memfit(['tune', 'HungryFunction', ...sizes, '-o', 'json', '-q'], { cwd });
    const [one] = JSON.parse(hungry.stdout).functions;
    expect(one.pickMB).toBe(512);
    expect(one.points.find(({ sizeMB }: { sizeMB: number }) => sizeMB === 512)).toMatchObject({ failed: 0 });
  });
});
