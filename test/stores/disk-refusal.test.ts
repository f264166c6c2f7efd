import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diskRefusal } from '../../src/stores/disk-refusal.ts';
import { fileWorkspace } from '../../src/stores/file-workspace.ts';
import { runStore } from '../../src/stores/run-store.ts';

const root = mkdtempSync(join(tmpdir(), 'memfit-disk-'));
afterAll(() => {
  chmodSync(root, 0o755);
  rmSync(root, { recursive: true, force: true });
});
const fault = (code: string) => Object.assign(new Error(`${code}: words of Node`), { code });
const ABOUT = { verb: 'tune', startedAt: '2026-11-24T03:04:05.678Z', memfitVersion: '0.1.0', asked: ['Fn'] } as const;

describe('what a disk refuses', () => {
  it.each([
    ['EACCES', 'no permission to write in', 'chmod u+w'],
    ['EROFS', 'is on a read-only file system', 'in a copy of the project'],
    ['ENOSPC', 'no space is left on the disk of', 'make room there'],
    ['EDQUOT', 'the quota on the disk of', 'make room there'],
    ['ENOTDIR', 'is no folder', 'out of the way'],
    ['EIO', 'EIO: words of Node', 'in a copy of the project'],
  ])('%s is said with the place that exists, and what to do', async (code, why, next) => {
    const said = await diskRefusal(fault(code), join(root, '.memfit/runs/x/run.json'));
    expect(said.why).toContain(why);
    expect(said.next).toContain(next);
    if (code !== 'EIO') expect(`${said.why} ${said.next}`).toContain(root);
    expect(said.why).not.toContain('.memfit');
  });

  it('is a file that stands where a folder is needed, whatever the code', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const real = await mkdir(join(file, 'below'), { recursive: true }).catch((cause: unknown) => cause);
    expect((await diskRefusal(real, join(file, 'below/run.json'))).why).toBe(`${file} is no folder`);
    await expect(runStore(file).plan(ABOUT)).rejects.toMatchObject({
      code: 'disk',
      detail: { why: `${file} is no folder` },
    });
    const workspace = await fileWorkspace(root);
    await expect(workspace.writeText('file/x', '', 'replace')).rejects.toMatchObject({
      detail: { what: 'cannot be written', why: expect.stringContaining('is no folder') },
    });
  });

  it.skipIf(process.getuid?.() === 0)(
    'is asked of the folder, not of the code (skipped for root, who may write anywhere)',
    async () => {
      chmodSync(root, 0o555);
      const said = await diskRefusal(fault('ENOENT'), join(root, 'new/run.json'));
      expect(said.why).toBe(`no permission to write in ${root}`);
    },
  );
});
