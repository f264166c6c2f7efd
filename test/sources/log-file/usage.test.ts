import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chunks, createEar, FIXTURES, scratchFolder, sourceOf } from './harness.ts';

const folder = scratchFolder();

describe('the account of a reading', () => {
  it('names every input with its shape, its reports and its problem, and adds up', async () => {
    const files = [
      'firehose.json',
      'console-more-columns.csv',
      'other-columns.csv',
      'local-engine.ndjson',
      'log-result.b64',
    ];
    const ear = createEar();
    const source = sourceOf([...files.map((file) => join(FIXTURES, file)), 'nowhere.log', '-'], { stdin: chunks('') });
    const { account, functions } = await source.usage({}, ear);
    expect(account.inputs.map((input) => [input.shape, input.reports, input.problem])).toEqual([
      ['subscription', 3, undefined],
      ['insights-csv', 3, undefined],
      [
        'text',
        0,
        'CSV without a column of log messages (columns: name, department, salary); export the columns timestamp and message',
      ],
      ['events-ndjson', 3, undefined],
      ['log-tail', 1, undefined],
      ['unread', 0, 'no such file or folder; check the path'],
      ['empty', 0, undefined],
    ]);
    expect(account.reports).toBe(10);
    expect(account.setAside).toEqual({ duplicate: 3, local: 3 });
    expect(account.used + 6).toBe(account.reports);
    expect(functions.find((one) => one.sizes.length > 0)?.ref).toMatchObject({
      name: 'Poetry',
      account: '123456789012',
    });
    expect(account.bytes).toBe(files.reduce((sum, file) => sum + readFileSync(join(FIXTURES, file)).length, 0));
  });

  it('counts local logs as evidence when that is asked for', async () => {
    const source = sourceOf([join(FIXTURES, 'local-engine.ndjson')]);
    const { account } = await source.usage({ includeLocal: true }, createEar());
    expect(account.setAside).toEqual({});
    expect(account.used).toBe(3);
  });

  it('names the place of what cannot be read', async () => {
    const file = await folder.write(
      'cut.ndjson',
      '{"timestamp":1,"message":"a","logStreamName":"s"}\n{"timestamp":2,"mess',
    );
    const { account } = await sourceOf([file]).usage({}, createEar());
    expect(account.unreadableCount).toBe(1);
    expect(account.unreadable).toMatchObject([
      { file, line: 2, reason: 'the input ends in the middle of a JSON value', excerpt: '{"timestamp":2,"mess' },
    ]);
  });

  it('takes the name for nameless lines from the request', async () => {
    const { functions } = await sourceOf([join(FIXTURES, 'guide-pipeline.txt')]).usage(
      { functionName: 'Poetry' },
      createEar(),
    );
    expect(functions.map((one) => one.ref)).toMatchObject([{ name: 'Poetry', origin: 'flag' }]);
    expect(functions[0]?.sizes[0]?.environments).toBeNull();
    expect(functions[0]?.span).toBeNull();
  });

  it('is the same whatever shape the same events come in', async () => {
    const usageOf = async (file: string): Promise<unknown> => {
      const { functions } = await sourceOf([join(FIXTURES, file)]).usage({ functionName: 'Poetry' }, createEar());
      return functions.map((one) => one.sizes);
    };
    const expected = await usageOf('filter-log-events.json');
    for (const file of [
      'filter-log-events.txt',
      'sam-logs.ndjson',
      'aws-logs-tail.txt',
      'sam-logs.txt',
      'firehose.json',
    ]) {
      expect(await usageOf(file), file).toEqual(expected);
    }
  });
});

describe('an input that was cut at the front', () => {
  const report = (id: number) =>
    `REPORT RequestId: 3f8a5c1e-0000-4000-8000-${String(id).padStart(12, '0')}\tDuration: 5.10 ms\tBilled Duration: 6 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t\n`;

  it('is told with its place, whatever its size', async () => {
    const small = await folder.write('small.log', report(1).slice(80) + report(2));
    const large = await folder.write('large.log', report(3).slice(90) + report(4) + 'x\n'.repeat(4_500_000));
    const { account } = await sourceOf([small, large]).usage({}, createEar());
    expect(account).toMatchObject({ reports: 2, used: 2, unreadableCount: 2 });
    expect(new Set(account.unreadable.map(({ file, line }) => `${file}:${line}`))).toEqual(
      new Set([`${small}:1`, `${large}:1`]),
    );
    expect(account.unreadable[0]?.reason).toBe('the input begins in the middle of a REPORT');
  });
});

describe('reports that all use their whole size', () => {
  const reports = (said: (id: string) => string) =>
    Array.from({ length: 12 }, (_, i) => {
      const id = `3f8a5c1e-0000-4000-8000-${String(i).padStart(12, '0')}`;
      return `START RequestId: ${id} Version: 7\n${said(id)}END RequestId: ${id}\nREPORT RequestId: ${id}\tDuration: 303.15 ms\tBilled Duration: 304 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t\n`;
    }).join('');

  it("are an emulator's, unless the log says that memory ran out", async () => {
    const silent = await folder.write(
      'silent.log',
      reports(() => ''),
    );
    expect((await sourceOf([silent]).usage({}, createEar())).account.setAside).toEqual({ emulator: 12 });
    const killed = await folder.write(
      'killed.log',
      reports((id) => `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`),
    );
    const { account, functions } = await sourceOf([killed]).usage({}, createEar());
    expect(account).toMatchObject({ used: 12, setAside: {} });
    expect(functions[0]?.sizes[0]?.outcomes['out-of-memory']).toBe(12);
  });
});

it('timeouts that are billed up to their setting are no old billing in steps of 100 ms', async () => {
  const report = (id: number, rest: string) =>
    `REPORT RequestId: 3f8a5c1e-0000-4000-8000-${String(id).padStart(12, '0')}\t${rest}\n`;
  const capped =
    'Duration: 3022.91 ms\tBilled Duration: 3000 ms\tMemory Size: 512 MB\tMax Memory Used: 100 MB\tStatus: timeout';
  const old = 'Duration: 50.12 ms\tBilled Duration: 100 ms\tMemory Size: 256 MB\tMax Memory Used: 90 MB\t';
  const file = await folder.write('capped.log', [1, 2, 3].map((id) => report(id, capped)).join('') + report(4, old));
  const { functions } = await sourceOf([file]).usage({}, createEar());
  expect(functions[0]?.sizes.map(({ sizeMB, oldStyle }) => [sizeMB, oldStyle.hundredMsBilling])).toEqual([
    [256, 1],
    [512, 0],
  ]);
});

describe('a REPORT behind a time and a stream', () => {
  const report = (id: number) =>
    `REPORT RequestId: 3f8a5c1e-0000-4000-8000-${String(id).padStart(12, '0')}\tDuration: 5.10 ms\tBilled Duration: 6 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t`;
  const tail = '2026-11-01T10:00:00.000000+00:00 2026/11/01/[$LATEST]0123456789abcdef0123456789abcdef ';
  const sam = '2026/11/01/[$LATEST]0123456789abcdef0123456789abcdef 2026-11-01T10:00:00.000000 ';

  it.each([
    ['words of the function', `${tail}my log said: ${report(1)}`, 0],
    ['a JSON line of the function', `${tail}{"level":"INFO","message":"${report(1)}"}`, 0],
    ['words of the function, in sam logs', `${sam}seen ${report(1)}`, 0],
    ['nothing', `${tail}${report(1)}`, 1],
    ['the END of the same row', `${tail}END RequestId: 3f8a5c1e-0000-4000-8000-000000000001\t${report(1)}`, 1],
    ['another tool that gives no stream', `2026-11-01T10:00:00Z my-host lambda: ${report(1)}`, 1],
  ])('with %s before it', async (_what, line, reports) => {
    const { account } = await sourceOf([await folder.write('behind.log', `${line}\n${tail}${report(2)}\n`)]).usage(
      {},
      createEar(),
    );
    expect(account).toMatchObject({ reports: reports + 1, used: reports + 1, unreadableCount: 0 });
  });
});
