import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandGlob, nameMatches } from '../../../src/sources/log-file/glob.ts';
import { findInputs } from '../../../src/sources/log-file/inputs.ts';
import { originOfPath } from '../../../src/sources/log-file/path-origin.ts';
import { scratchFolder } from './harness.ts';

const folder = scratchFolder();

async function tree(): Promise<string> {
  for (const name of ['a.log', 'b.log.gz', 'c.txt', '.hidden.log', 'deep/d.log', 'deep/er/e.log', 'we[i]rd.log']) {
    await folder.write(`tree/${name}`, 'x');
  }
  mkdirSync(join(folder.path, 'tree/none'), { recursive: true });
  return join(folder.path, 'tree');
}

describe('patterns', () => {
  it('match names as shells do', () => {
    expect(nameMatches('a.log', '*.log')).toBe(true);
    expect(nameMatches('a.log', '?.l[n-p]g')).toBe(true);
    expect(nameMatches('a.log', '[!a].log')).toBe(false);
    expect(nameMatches('.hidden.log', '*.log')).toBe(false);
    expect(nameMatches('a+b(1).log', 'a+b(*).log')).toBe(true);
  });

  it('a pattern without wildcards matches exactly itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z+$^().{}|]{1,12}$/), fc.stringMatching(/^[a-z+$^().{}|]{1,12}$/), (a, b) => {
        expect(nameMatches(a, b)).toBe(a === b && (!a.startsWith('.') || b.startsWith('.')));
      }),
    );
  });

  it('go into folders, in order, with ** and braces, and with backslashes on Windows', async () => {
    const cwd = await tree();
    expect(await expandGlob('*.log', cwd, false)).toEqual(['a.log', 'we[i]rd.log']);
    expect(await expandGlob('**/*.log', cwd, false)).toEqual(['a.log', 'deep/d.log', 'deep/er/e.log', 'we[i]rd.log']);
    expect(await expandGlob('deep/**', cwd, false)).toEqual(['deep/d.log', 'deep/er', 'deep/er/e.log']);
    expect(await expandGlob('{a,b}.log*', cwd, false)).toEqual(['a.log', 'b.log.gz']);
    expect(await expandGlob('d*\\*\\*.log', cwd, true)).toEqual(['deep/er/e.log']);
    expect(await expandGlob(`${cwd}/d*/*.log`, '/', false)).toEqual([`${cwd}/deep/d.log`]);
    expect(await expandGlob('nothing/*', cwd, false)).toEqual([]);
  });
});

describe('inputs', () => {
  it('are the files of a folder and all below, sorted, without hidden ones', async () => {
    await tree();
    const inputs = await findInputs(['tree'], folder.path, false);
    expect(inputs.map((input) => input.name)).toEqual([
      'tree/a.log',
      'tree/b.log.gz',
      'tree/c.txt',
      'tree/deep/d.log',
      'tree/deep/er/e.log',
      'tree/we[i]rd.log',
    ]);
  });

  it('a name with brackets that is there is a file, not a pattern', async () => {
    const inputs = await findInputs(['we[i]rd.log', '-', 'a.log'], await tree(), false);
    expect(inputs.map((input) => [input.kind, input.name])).toEqual([
      ['file', 'we[i]rd.log'],
      ['stdin', 'stdin'],
      ['file', 'a.log'],
    ]);
  });
});

describe('the path of a file', () => {
  it.each([
    [
      'exports/aws-lambda-poetry/5f1b8b7e-0e4e-4a6f-9c56-7d7e8a9b0c1d/2026-11-02-[$LATEST]ab12/000000.gz',
      '2026/11/02/[$LATEST]ab12',
      'aws-lambda-poetry',
    ],
    ['C:\\logs\\exported\\2026-11-02-Poetry[7]ab12\\000000.gz', '2026/11/02/Poetry[7]ab12', 'exported'],
    ['2026-11-02-[$LATEST]ab12/000000.gz', '2026/11/02/[$LATEST]ab12', 'S3 export'],
    ['logs/poetry-2026-11-02.log.gz', null, 'poetry'],
    ['logs/poetry.json', null, 'poetry'],
    ['logs/poetry/000000.gz', null, 'poetry'],
    ['poetry_20261102T100000.log', null, 'poetry'],
    ['app.log.1', null, 'app'],
    ['app.log.1.gz', null, 'app'],
    ['stdin', null, 'stdin'],
    ['/dev/fd/63', null, 'pipe'],
  ])('%s gives its stream and a label', (path, stream, label) => {
    expect(originOfPath(path)).toMatchObject({ stream, label });
  });
});
