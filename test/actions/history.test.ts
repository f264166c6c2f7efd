import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addHistory, readHistory } from '../../src/actions/history.ts';
import { fileWorkspace } from '../../src/stores/file-workspace.ts';
import { memoryWorkspace } from '../../src/stores/memory-workspace.ts';

const SOURCE = new URL('../../src/', import.meta.url);
const at = '2026-11-24T00:00:00.000Z';

/** Another process that adds `count` records under its name, one after the other. */
function writer(root: string, name: string, count: number): Promise<number | null> {
  const code = `
    import { addHistory } from ${JSON.stringify(new URL('actions/history.ts', SOURCE).href)};
    import { fileWorkspace } from ${JSON.stringify(new URL('stores/file-workspace.ts', SOURCE).href)};
    const workspace = await fileWorkspace(${JSON.stringify(root)});
    for (let i = 0; i < ${count}; i += 1)
      await addHistory([{ at: '${at}', kind: 'apply', function: '${name}' + i, plan: 'x' }], workspace);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: new URL('..', SOURCE),
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('close', resolve));
}

describe('the history', () => {
  test('two processes that write at the same time lose nothing of one another', { timeout: 120_000 }, async () => {
    const root = mkdtempSync(join(tmpdir(), 'memfit-history-'));
    try {
      expect(await Promise.all([writer(root, 'a', 40), writer(root, 'b', 40)])).toEqual([0, 0]);
      const records = await readHistory(await fileWorkspace(root));
      expect(records).toHaveLength(80);
      expect(new Set(records.map((one) => one.function)).size).toBe(80);
      expect(readFileSync(join(root, '.memfit/.gitignore'), 'utf8')).toContain('!history.jsonl');
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  test('a line that was cut off costs only itself', async () => {
    const root = mkdtempSync(join(tmpdir(), 'memfit-history-'));
    const workspace = await fileWorkspace(root);
    await addHistory([{ at, kind: 'apply', function: 'Fn' }], workspace);
    const file = join(root, '.memfit/history.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"schemaVersion":1,"ki`);
    await addHistory([{ at, kind: 'undo', function: 'Fn' }], workspace);
    expect((await readHistory(workspace)).map(({ kind }) => kind)).toEqual(['apply', 'undo']);
    rmSync(root, { recursive: true, force: true });
  });

  test('an existing .gitignore of the folder is left as it is', async () => {
    const workspace = memoryWorkspace(new Map([['.memfit/.gitignore', 'mine\n']]));
    await addHistory([{ at, kind: 'apply', function: 'Fn' }], workspace);
    expect(await workspace.readText('.memfit/.gitignore')).toBe('mine\n');
  });
});
