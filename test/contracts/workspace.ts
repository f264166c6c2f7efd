/** What every Workspace promises; run against each implementation. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/contracts/workspace.ts';

/** Registers the suite. `make` gives a fresh workspace that holds the given files. */
export function workspaceContract(
  name: string,
  make: (files: Readonly<Record<string, string>>) => Promise<Workspace>,
): void {
  describe(`${name} as a Workspace`, () => {
    it('reads a text as it is, byte order mark and line ends included', async () => {
      const text = '\ufeffa: 1\r\nb: "ü→"\n';
      const workspace = await make({ 'a.yaml': text });
      expect(await workspace.readText('a.yaml')).toBe(text);
      expect(await workspace.readText('./x/../a.yaml')).toBe(text);
      expect(await workspace.readText(join(workspace.root, 'a.yaml'))).toBe(text);
    });

    it('says null, false and nothing for what is not there', async () => {
      const workspace = await make({ 'a.yaml': '' });
      expect(await workspace.readText('b.yaml')).toBeNull();
      expect(await workspace.readText('a.yaml/c')).toBeNull();
      expect(await workspace.exists('b.yaml')).toBe(false);
      expect(await workspace.list('b')).toEqual([]);
    });

    it('tells what is there, files and folders', async () => {
      const workspace = await make({ 'b/z.txt': '', 'b/a.txt': '', 'a.yaml': '' });
      expect(await workspace.exists('a.yaml')).toBe(true);
      expect(await workspace.exists('b')).toBe(true);
      expect(await workspace.exists('.')).toBe(true);
      expect(await workspace.list('b')).toEqual(['a.txt', 'z.txt']);
      expect(await workspace.list('.')).toEqual(['a.yaml', 'b']);
    });

    it('creates a file with its folders, once', async () => {
      const workspace = await make({});
      await workspace.writeText('deep/er/new.yaml', 'one', 'create');
      expect(await workspace.readText('deep/er/new.yaml')).toBe('one');
      await expect(workspace.writeText('deep/er/new.yaml', 'two', 'create')).rejects.toMatchObject({
        code: 'file-exists',
      });
      expect(await workspace.readText('deep/er/new.yaml')).toBe('one');
    });

    it('replaces a file, also one that is not there yet, and leaves nothing beside it', async () => {
      const workspace = await make({ 'a.yaml': 'a long old text' });
      await workspace.writeText('a.yaml', 'new', 'replace');
      await workspace.writeText('b.yaml', 'b', 'replace');
      expect(await workspace.readText('a.yaml')).toBe('new');
      expect(await workspace.list('.')).toEqual(['a.yaml', 'b.yaml']);
    });

    it('adds whole lines at the end, also behind a line that was not ended', async () => {
      const workspace = await make({ 'a.jsonl': 'one' });
      await workspace.appendLines('a.jsonl', ['two', 'three']);
      await workspace.appendLines('a.jsonl', []);
      await workspace.appendLines('new/b.jsonl', ['first']);
      expect(await workspace.readText('a.jsonl')).toBe('one\ntwo\nthree\n');
      expect(await workspace.readText('new/b.jsonl')).toBe('first\n');
      await expect(workspace.appendLines('../a', ['x'])).rejects.toMatchObject({ code: 'outside-workspace' });
    });

    it.each(['../a', 'x/../../a', '/etc/passwd', 'a\0b'])('refuses %j, which leaves the folder', async (path) => {
      const workspace = await make({});
      const refused = { code: 'outside-workspace' };
      await expect(workspace.readText(path)).rejects.toMatchObject(refused);
      await expect(workspace.exists(path)).rejects.toMatchObject(refused);
      await expect(workspace.list(path)).rejects.toMatchObject(refused);
      await expect(workspace.writeText(path, '', 'replace')).rejects.toMatchObject(refused);
    });

    it('takes a name that only begins with dots', async () => {
      const workspace = await make({ '..a': 'fine' });
      expect(await workspace.readText('..a')).toBe('fine');
    });
  });
}
