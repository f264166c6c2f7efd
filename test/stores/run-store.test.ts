import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runStore } from '../../src/stores/run-store.ts';
import { savedSample, tuned } from '../actions/tune-world.ts';

const ABOUT = { verb: 'tune', startedAt: '2026-11-24T03:04:05.678Z', memfitVersion: '0.1.0', asked: ['Fn'] } as const;
const folder = () => mkdtempSync(join(tmpdir(), 'memfit-runs-'));

describe('the runs of a project', () => {
  it('are folders named by time, verb and six digits, hidden from git', async () => {
    const root = folder();
    const { id } = await (await runStore(root).plan(ABOUT)).open();
    expect(id).toMatch(/^20261124T030405Z-tune-[0-9a-f]{6}$/);
    expect(existsSync(join(root, '.memfit/runs', id, 'run.json'))).toBe(true);
    expect(readFileSync(join(root, '.memfit/.gitignore'), 'utf8')).toContain('!history.jsonl');
  });

  it('keep a .gitignore that is there', async () => {
    const root = folder();
    mkdirSync(join(root, '.memfit'));
    writeFileSync(join(root, '.memfit/.gitignore'), 'mine\n');
    await (await runStore(root).plan(ABOUT)).open();
    expect(readFileSync(join(root, '.memfit/.gitignore'), 'utf8')).toBe('mine\n');
  });

  it('come back as written, the latest first, a half-written last line left out', async () => {
    const root = folder();
    const store = runStore(root);
    await (await store.plan({ ...ABOUT, startedAt: '2026-11-23T03:04:05.000Z' })).open();
    const open = await (await store.plan(ABOUT)).open();
    await open.begin(tuned);
    await open.sample(savedSample({ call: 0 }));
    await open.sample(savedSample({ call: 1, status: 'timeout' }));
    appendFileSync(join(root, '.memfit/runs', open.id, 'samples.ndjson'), '{"function":"x","si');
    const { run, samples } = await store.read(null);
    expect(run).toMatchObject({ id: open.id, schemaVersion: 1, functions: [tuned] });
    expect(samples).toEqual([savedSample({ call: 0 }), savedSample({ call: 1, status: 'timeout' })]);
    expect((await store.read(open.id)).run.id).toBe(open.id);
    expect((await store.read(`.memfit/runs/${open.id}`)).run.id).toBe(open.id);
  });

  it('say what is missing or broken', async () => {
    const root = folder();
    const store = runStore(root);
    await expect(store.read(null)).rejects.toMatchObject({ code: 'no-such-run' });
    await expect(store.read('20260101T000000Z-tune-000000')).rejects.toMatchObject({ code: 'no-such-run' });
    const { id } = await (await store.plan(ABOUT)).open();
    writeFileSync(join(root, '.memfit/runs', id, 'run.json'), '{}');
    await expect(store.read(id)).rejects.toMatchObject({ code: 'broken-run' });
  });
});
