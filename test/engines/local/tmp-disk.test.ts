import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { PreparedFunction } from '../../../src/contracts/engine.ts';
import { tmpDiskFor } from '../../../src/engines/local/tmp-disk.ts';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench();
const code = mkdtempSync('/var/tmp/tmp-disk-test-');
const trial = mkdtempSync(join(tmpdir(), 'tmp-disk-trial-'));
afterAll(async () => {
  await bench.close();
  rmSync(code, { recursive: true, force: true });
  rmSync(trial, { recursive: true, force: true });
});
chmodSync(code, 0o755);
/** Nobody else has a file of this name, a run beside this one neither. */
const LARGE = `large-${process.pid}`;
const SOURCE = `const fs = require('node:fs');
exports.handler = async (e) => {
  const file = '/tmp/${LARGE}';
  if (e.fill) { fs.writeFileSync(file, Buffer.alloc(1)); for (let i = 0; i < e.fill; i += 8) fs.appendFileSync(file, Buffer.alloc(8 << 20, 1)); }
  if (e.crash) process.exit(1);
  if (e.write) fs.writeFileSync(e.write, 'x');
  if (e.read) return fs.readFileSync(e.read, 'utf8');
  return { seen: fs.readdirSync('/tmp'), space: fs.statfsSync('/tmp').bsize * fs.statfsSync('/tmp').blocks / 2 ** 20, tmp: process.env.TMPDIR };
};`;
writeFileSync(join(code, 'index.js'), SOURCE);

const disk = tmpDiskFor([], trial);
const WHY_NOT = NO_CGROUPS || (disk.can ? '' : disk.why);
/** What of the machine's /tmp cannot be hidden from the function: memfit itself, or the node that runs it, where they lie there. */
const SHOWN = [fileURLToPath(import.meta.url), realpathSync(process.execPath)].flatMap((path) =>
  path.startsWith('/tmp/') ? [path.split('/')[2]] : [],
);
const FRESH = [...new Set(SHOWN)].sort();

async function prepare(changes: object = {}): Promise<PreparedFunction> {
  return (await bench.engine).prepare(bench.spec(code, { timeoutMs: 30_000, ...changes }));
}

describe.skipIf(WHY_NOT !== '')(`/tmp of a function ${WHY_NOT}`, { timeout: 90_000 }, () => {
  it('is its own, begins empty, has 512 MB, and is full then as a disk is full', async () => {
    const prepared = await prepare();
    const first = answer(await last(prepared, 1_024)) as { seen: string[]; space: number; tmp: string };
    expect(first).toMatchObject({ seen: FRESH, tmp: '/tmp' });
    for (const name of FRESH) expect(prepared.runsOn).toContain(`its /tmp also shows /tmp/${name}`);
    expect(Math.abs(first.space - 512)).toBeLessThan(12);
    const full = await last(prepared, 1_024, { fill: 600 });
    expect(full.sample.status).toBe('error');
    expect(answer(full)).toMatchObject({ errorMessage: expect.stringMatching(/^ENOSPC: no space left on device/) });
    expect(existsSync(`/tmp/${LARGE}`)).toBe(false);
    await prepared.close();
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('tmp.img');
  });

  it('stays over calls, is empty in a fresh environment, and counts as no memory', async () => {
    const prepared = await prepare({ ephemeralMB: 600 });
    const { space } = answer(await last(prepared, 128, {})) as { space: number };
    expect(space).toBeGreaterThan(560);
    const kept = await last(prepared, 128, { fill: 160 });
    expect(answer(kept)).toMatchObject({ seen: [...FRESH, LARGE].sort() });
    expect(kept.sample.usedMB).toBeLessThan(128);
    await prepared.close();
    const crashing = await prepare();
    expect((await last(crashing, 512, { crash: true })).sample.status).toBe('crash');
    expect(answer(await last(crashing, 512))).toMatchObject({ seen: FRESH });
    await crashing.close();
  });

  it('is its own also where the code lies in /tmp: the project around it is there, read-only', async () => {
    const project = mkdtempSync(join('/tmp', "it's a project-"));
    chmodSync(project, 0o755);
    try {
      mkdirSync(join(project, 'app/dist'), { recursive: true });
      mkdirSync(join(project, 'node_modules/part'), { recursive: true });
      writeFileSync(join(project, 'node_modules/part/index.js'), 'module.exports = 5;');
      writeFileSync(
        join(project, 'app/dist/index.js'),
        `const five = require('part');\n${SOURCE}exports.five = async () => five;`,
      );
      const spec = bench.spec(join(project, 'app/dist'), { timeoutMs: 30_000 });
      const prepared = await (await bench.engine).prepare(spec);
      const seen = answer(await last(prepared, 512)) as { seen: string[]; tmp: string };
      expect(seen).toMatchObject({ seen: [...new Set([...FRESH, basename(project)])].sort(), tmp: '/tmp' });
      for (const write of [join(project, 'app/dist/index.js'), join(project, 'new'), 'relative']) {
        expect(answer(await last(prepared, 512, { write }))).toMatchObject({
          errorMessage: expect.stringMatching(/^EROFS/),
        });
      }
      await prepared.close();
      const five = await (await bench.engine).prepare({ ...spec, handler: 'index.five' });
      expect(answer(await last(five, 512))).toBe(5);
      await five.close();
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });

  it('is the same disk when a failed init is run again', async () => {
    const source = `const fs = require('node:fs'); fs.appendFileSync('/tmp/starts', 'x'); throw new Error(fs.readFileSync('/tmp/starts', 'utf8'));`;
    const prepared = await bench.prepare({ 'index.js': source });
    expect(answer(await last(prepared, 512))).toMatchObject({ errorMessage: 'xx' });
    await prepared.close();
  });

  it('is beside code that cannot be written to, as on Lambda', async () => {
    const prepared = await prepare();
    for (const write of [join(code, 'index.js'), 'new-file']) {
      expect(answer(await last(prepared, 512, { write }))).toMatchObject({
        errorMessage: expect.stringMatching(/^EROFS/),
      });
    }
    expect(answer(await last(prepared, 512, { write: '/tmp/own', read: '/tmp/own' }))).toBe('x');
    await prepared.close();
    expect(readdirSync(code)).toEqual(['index.js']);
  });
});

describe('a disk for /tmp', () => {
  it.skipIf(!disk.can)('shows what the function needs, and of a run nothing but what it needs', () => {
    const run = join('/tmp', 'run');
    const needed = ['/usr/bin/node', '/tmp/project/dist', '/tmp/project/layer', '/tmp/run/hello-e1'];
    expect(tmpDiskFor(needed, run)).toEqual({
      can: true,
      shown: ['/tmp/project', '/tmp/run/hello-e1'],
      remark: 'its /tmp also shows /tmp/project, read-only: what it needs lies there',
    });
  });

  it('cannot be where /tmp itself is the code', () => {
    expect(tmpDiskFor(['/usr/bin/node', '/tmp'], trial)).toMatchObject({
      can: false,
      why: expect.stringContaining('/tmp itself is among what the function needs'),
    });
  });
});
