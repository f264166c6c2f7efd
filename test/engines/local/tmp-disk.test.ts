import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PreparedFunction } from '../../../src/contracts/engine.ts';
import { tmpDiskFor } from '../../../src/engines/local/environment-folder.ts';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench();
// Not below /tmp: the disk would cover it.
const code = mkdtempSync('/var/tmp/tmp-disk-test-');
const trial = mkdtempSync(join(tmpdir(), 'tmp-disk-trial-'));
afterAll(async () => {
  await bench.close();
  rmSync(code, { recursive: true, force: true });
  rmSync(trial, { recursive: true, force: true });
});
chmodSync(code, 0o755);
const SOURCE = `const fs = require('node:fs');
exports.handler = async (e) => {
  if (e.fill) { fs.writeFileSync('/tmp/large', Buffer.alloc(1)); for (let i = 0; i < e.fill; i += 8) fs.appendFileSync('/tmp/large', Buffer.alloc(8 << 20, 1)); }
  if (e.crash) process.exit(1);
  return { seen: fs.readdirSync('/tmp'), space: fs.statfsSync('/tmp').bsize * fs.statfsSync('/tmp').blocks / 2 ** 20, tmp: process.env.TMPDIR };
};`;
writeFileSync(join(code, 'index.js'), SOURCE);

const disk = tmpDiskFor([], trial);
const WHY_NOT = NO_CGROUPS || (disk.can ? '' : disk.why);

async function prepare(changes: object = {}): Promise<PreparedFunction> {
  return (await bench.engine).prepare(bench.spec(code, { timeoutMs: 30_000, ...changes }));
}

describe.skipIf(WHY_NOT !== '')(`/tmp of a function ${WHY_NOT}`, { timeout: 90_000 }, () => {
  it('is its own, begins empty, has 512 MB, and is full then as a disk is full', async () => {
    const prepared = await prepare();
    const first = answer(await last(prepared, 1_024)) as { seen: string[]; space: number; tmp: string };
    expect(first).toMatchObject({ seen: [], tmp: '/tmp' });
    expect(Math.abs(first.space - 512)).toBeLessThan(12);
    const full = await last(prepared, 1_024, { fill: 600 });
    expect(full.sample.status).toBe('error');
    expect(answer(full)).toMatchObject({ errorMessage: expect.stringMatching(/^ENOSPC: no space left on device/) });
    expect(existsSync('/tmp/large')).toBe(false);
    await prepared.close();
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('tmp.img');
  });

  it('stays over calls, is empty in a fresh environment, and counts as no memory', async () => {
    const prepared = await prepare({ ephemeralMB: 600 });
    const { space } = answer(await last(prepared, 128, {})) as { space: number };
    expect(space).toBeGreaterThan(560);
    const kept = await last(prepared, 128, { fill: 160 });
    expect(answer(kept)).toMatchObject({ seen: ['large'] });
    expect(kept.sample.usedMB).toBeLessThan(128);
    await prepared.close();
    const crashing = await prepare();
    expect((await last(crashing, 512, { crash: true })).sample.status).toBe('crash');
    expect(answer(await last(crashing, 512))).toMatchObject({ seen: [] });
    await crashing.close();
  });
});

describe('a disk for /tmp', () => {
  it('is not mounted over what the function needs', () => {
    expect(tmpDiskFor(['/usr/bin/node', '/tmp/project/dist'], trial)).toMatchObject({
      can: false,
      why: expect.stringContaining('/tmp/project/dist lies in it'),
    });
  });
});
