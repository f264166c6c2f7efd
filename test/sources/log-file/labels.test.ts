import { describe, expect, it } from 'vitest';
import type { Input } from '../../../src/sources/log-file/inputs.ts';
import { labelsOf } from '../../../src/sources/log-file/labels.ts';
import { createEar, scratchFolder, sourceOf } from './harness.ts';

const file = (name: string): Input => ({ kind: 'file', name, path: name, bytes: 1 });

function labels(names: readonly string[], asked: readonly string[] = []): string[] {
  const { of } = labelsOf(names.map(file), asked);
  return names.map((name) => of(name));
}

describe('the labels of files in which nothing names a function', () => {
  it.each([
    [
      ['a/poetry.log', 'b/poetry.log'],
      ['a/poetry', 'b/poetry'],
    ],
    [
      ['logs/dev/app.log', 'logs/prod/app.log'],
      ['dev/app', 'prod/app'],
    ],
    [
      ['x/dev/logs/app.log', 'x/prod/logs/app.log'],
      ['dev/app', 'prod/app'],
    ],
    [
      ['x/dev/app.log', 'x/prod/app.log', 'y/prod/app.log'],
      ['x/dev/app', 'x/prod/app', 'y/prod/app'],
    ],
    [
      ['app.log', 'prod\\app.log'],
      ['app', 'prod/app'],
    ],
    [
      ['AWSLogs/111122223333/2026/11/app.log', 'AWSLogs/444455556666/2026/11/app.log'],
      ['111122223333/app', '444455556666/app'],
    ],
    [
      ['poetry/2026-11-01.log', 'youtube/2026-11-01.log'],
      ['poetry', 'youtube'],
    ],
    [
      ['dev/poetry/000000.gz', 'prod/poetry/000000.gz', 'prod/youtube.log'],
      ['dev/poetry', 'prod/poetry', 'youtube'],
    ],
  ])('%j are %j', (names, expected) => {
    expect(labels(names)).toEqual(expected);
  });

  it.each([
    [['app.log', 'app.log.1', 'app.log.2.gz', 'app.log-20261101.gz', 'archive/app.log.3.gz'], 'app'],
    [['2026-11-01/app.log', '2026-11-02/app.log'], 'app'],
    [['app/2026/11/01/00/000000.gz', 'app/2026/11/02/13/000001.gz'], 'app'],
    [['app/year=2026/month=11/a.log', 'app/year=2026/month=12/a.log'], 'a'],
    [
      [
        'poetry/5f1b8b7e-0e4e-4a6f-9c56-7d7e8a9b0c1d/2026-11-02-[$LATEST]ab12/000000.gz',
        'poetry/6f1b8b7e-0e4e-4a6f-9c56-7d7e8a9b0c1d/2026-11-03-[$LATEST]cd34/000000.gz',
      ],
      'poetry',
    ],
  ])('the pieces of one log stay one: %j', (names, label) => {
    expect(new Set(labels(names))).toEqual(new Set([label]));
  });

  it('are those of the file alone for what was asked for by name', () => {
    expect(labels(['a/poetry.log', 'b/poetry.log', 'a/x.log', 'b/x.log'], ['poetry'])).toEqual([
      'poetry',
      'poetry',
      'a/x',
      'b/x',
    ]);
  });
});

describe('files of the same name in different folders', () => {
  const folder = scratchFolder();
  const report = (id: number, mb: number) =>
    `REPORT RequestId: 3f8a5c1e-0000-4000-8000-00000000000${id}\tDuration: 5.10 ms\tBilled Duration: 6 ms\tMemory Size: ${mb} MB\tMax Memory Used: 70 MB\t\n`;
  const written = () =>
    Promise.all([folder.write('a/poetry.log', report(1, 512)), folder.write('b/poetry.log', report(2, 1_024))]);
  const usage = async (paths: readonly string[], request = {}) => {
    const ear = createEar();
    const { functions } = await sourceOf(paths).usage(request, ear);
    const told = ear.notices.filter(({ code }) => code === 'same-names');
    return { names: functions.map(({ ref }) => ref.name).sort(), told };
  };

  it('are different functions, which is said with what counts them as one', async () => {
    const { names, told } = await usage(await written());
    expect(names).toEqual(['a/poetry', 'b/poetry']);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ next: '--function poetry counts all of that name as one function' });
    expect(told[0]?.text).toContain('a/poetry, b/poetry');
  });

  it('are one where the person names it, and either by its own name', async () => {
    const paths = await written();
    const one = await usage(paths, { functionName: 'poetry', select: ['poetry'] });
    expect(one).toEqual({ names: ['poetry'], told: [] });
    const source = sourceOf(paths);
    const { account } = await source.usage({ functionName: 'b/poetry', select: ['b/poetry'] }, createEar());
    expect(account).toMatchObject({ used: 1, setAside: { 'not-selected': 1 } });
  });

  it('are not spoken of where the logs themselves name the function', async () => {
    const named = (id: number) =>
      `${JSON.stringify({ logGroup: '/aws/lambda/poetry', logStream: 's', timestamp: id, message: report(id, 512) })}\n`;
    const paths = [await folder.write('c/n.ndjson', named(3)), await folder.write('d/n.ndjson', named(4))];
    expect(await usage(paths)).toEqual({ names: ['poetry'], told: [] });
  });
});
