import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileWorkspace } from '../../src/stores/file-workspace.ts';
import { memoryWorkspace } from '../../src/stores/memory-workspace.ts';
import { workspaceContract } from '../contracts/workspace.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'memfit-workspace-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

workspaceContract('memoryWorkspace', async (files) => memoryWorkspace(new Map(Object.entries(files))));
workspaceContract('fileWorkspace', (files) => fileWorkspace(folderWith(files)));

describe('fileWorkspace on disk', () => {
  it('refuses links that lead out, of files, of folders, and those that point nowhere', async () => {
    const outside = folderWith({ 'secret.txt': 'secret', 'dir/x.txt': 'x' });
    const root = folderWith({ 'in/a.txt': 'a' });
    symlinkSync(join(outside, 'secret.txt'), join(root, 'file'));
    symlinkSync(join(outside, 'dir'), join(root, 'folder'));
    symlinkSync(join(outside, 'not-yet'), join(root, 'dangling'));
    symlinkSync(join(root, 'in'), join(root, 'own'));
    const workspace = await fileWorkspace(root);
    for (const path of ['file', 'folder/x.txt', 'folder/new.txt', 'dangling']) {
      await expect(workspace.readText(path), path).rejects.toMatchObject({ code: 'outside-workspace' });
      await expect(workspace.writeText(path, 'mine', 'replace'), path).rejects.toMatchObject({
        code: 'outside-workspace',
      });
    }
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await workspace.readText('own/a.txt')).toBe('a');
  });

  it('keeps the permissions of a file that it replaces', async () => {
    const root = folderWith({ 'a.sh': 'old' });
    chmodSync(join(root, 'a.sh'), 0o640);
    await (await fileWorkspace(root)).writeText('a.sh', 'new', 'replace');
    expect(statSync(join(root, 'a.sh')).mode & 0o777).toBe(0o640);
    // Also bits that the mask of a new file takes away.
    chmodSync(join(root, 'a.sh'), 0o777);
    await (await fileWorkspace(root)).writeText('a.sh', 'newer', 'replace');
    expect(statSync(join(root, 'a.sh')).mode & 0o777).toBe(0o777);
  });

  it('lets one of several simultaneous creators win and tells the others', async () => {
    const workspace = await fileWorkspace(folderWith({}));
    const texts = ['1', '2', '3', '4', '5'];
    const results = await Promise.allSettled(texts.map((text) => workspace.writeText('a', text, 'create')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(texts).toContain(await workspace.readText('a'));
    expect(await workspace.list('.')).toEqual(['a']);
  });

  it('says what the disk refused', async () => {
    const root = folderWith({ 'a/b.txt': '' });
    await expect((await fileWorkspace(root)).readText('a')).rejects.toMatchObject({ name: 'OutsideError' });
    await expect(fileWorkspace(join(root, 'gone'))).rejects.toMatchObject({ name: 'OutsideError' });
  });
});
