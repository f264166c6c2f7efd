import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ioProblem } from '../../../src/sources/log-file/inputs.ts';
import { chunks, createEar, FIXTURES, readRecords, scratchFolder, sourceOf } from './harness.ts';

const folder = scratchFolder();
const RAW = readFileSync(join(FIXTURES, 'raw.txt'));
const USED = [168, 171, 173];
/** The guide's own commands write it, and PowerShell's `>` makes UTF-16 of it. */
const UTF16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(RAW.toString(), 'utf16le')]);

async function used(path: string): Promise<(number | null)[]> {
  const { records, problems } = await readRecords([path]);
  expect(problems).toEqual([]);
  return records.map((record) => record.maxMemoryUsedMB);
}

/** REPORT lines of many invocations, long enough to fill several chunks. */
function manyReports(n: number): string {
  const line = (i: number): string =>
    `REPORT RequestId: 00000000-0000-4000-8000-${String(i).padStart(12, '0')}\tDuration: ${i}.25 ms\tBilled Duration: ${i + 1} ms\tMemory Size: 512 MB\tMax Memory Used: ${100 + (i % 90)} MB\t\n`;
  return Array.from({ length: n }, (_, i) => line(i)).join('');
}

describe('bytes around the text', () => {
  it.each([
    ['plain', RAW],
    ['CRLF', Buffer.from(RAW.toString().replaceAll('\n', '\r\n'))],
    ['no newline at the end', RAW.subarray(0, RAW.length - 1)],
    ['UTF-8 with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), RAW])],
    ['UTF-16 little endian', UTF16],
    ['UTF-16 big endian', Buffer.from(UTF16).swap16()],
    ['UTF-16 without a mark', UTF16.subarray(2)],
    ['gzip', gzipSync(RAW)],
    ['gzip twice', gzipSync(gzipSync(RAW))],
    ['gzip of UTF-16', gzipSync(UTF16)],
    ['gzip in members', Buffer.concat([gzipSync(RAW.subarray(0, 333)), gzipSync(RAW.subarray(333))])],
    ['gzip with zeros behind it', Buffer.concat([gzipSync(RAW), Buffer.alloc(512)])],
  ])('%s is read', async (name, bytes) => {
    expect(await used(await folder.write(`${name}.dat`, bytes))).toEqual(USED);
    for (const size of [1, 7, 1000]) {
      const parts = Array.from(
        { length: Math.ceil(bytes.length / size) },
        (_, i) => new Uint8Array(bytes.subarray(i * size, (i + 1) * size)),
      );
      const { records } = await readRecords(['-'], {}, { stdin: chunks(...parts) });
      expect(records.map((record) => record.maxMemoryUsedMB)).toEqual(USED);
    }
  });

  it.each(['e\t', 'MB\tMax', 'INFO\tstarted', 'hello, world'])(
    'text whose first line is %j is no table: a cut at the front costs no report',
    async (first) => {
      for (const content of [RAW.toString(), manyReports(3)]) {
        const { records } = await readRecords([await folder.write('cut-front.txt', `${first}\n${content}`)]);
        expect(records).toHaveLength(3);
        expect(records.every(({ memorySizeMB }) => memorySizeMB === 512)).toBe(true);
      }
    },
  );

  it('UTF-16 and UTF-8 with a mark are recognised in JSON and CSV too', async () => {
    for (const name of ['filter-log-events.json', 'console.csv', 'firehose.json']) {
      const content = readFileSync(join(FIXTURES, name), 'utf8');
      const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(content, 'utf16le')]);
      expect(await used(await folder.write(`16-${name}`, utf16))).toEqual(USED);
      expect(await used(await folder.write(`8-${name}`, `\uFEFF${content}`))).toEqual(USED);
    }
  });

  it('a large gzip is streamed, wherever its chunks fall', async () => {
    const packed = gzipSync(manyReports(6_000));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: packed.length }), { maxLength: 4 }), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), packed.length];
        const parts = places.slice(1).map((end, i) => new Uint8Array(packed.subarray(places[i], end)));
        const { records } = await readRecords(['-'], {}, { stdin: chunks(...parts) });
        expect(records.length).toBe(6_000);
        expect(records.at(-1)?.durationMs).toBe(5_999.25);
      }),
      { numRuns: 3 },
    );
  });

  it('thousands of small files are read in the order of their names', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `small/${String(i).padStart(3, '0')}.log.gz`);
    for (const [i, name] of names.entries()) {
      await folder.write(
        name,
        gzipSync(
          manyReports(i + 1)
            .split('\n')
            .slice(-2)
            .join('\n'),
        ),
      );
    }
    const { records } = await readRecords([join(folder.path, 'small')]);
    expect(records.map((record) => record.durationMs)).toEqual(names.map((_, i) => i + 0.25));
  });
});

describe('what cannot be read', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['binary', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251), 'binary data, not a log'],
    [
      'part.parquet',
      'PAR1....',
      'a Parquet file (Firehose format conversion): export it as text first, for example with Athena',
    ],
    ['logs.zip', 'PK\x03\x04....', 'a ZIP archive: unpack it and give the files in it'],
    ['logs.zst', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1, 2), 'zstd data: unpack it with `zstd -d`'],
    ['page.html', '<!doctype html><title>Sign in</title>', 'an HTML or XML page, not a log: download the log itself'],
    [
      'staff.csv',
      readFileSync(join(FIXTURES, 'other-columns.csv')),
      'CSV without a column of log messages (columns: name, department, salary); export the columns timestamp and message',
    ],
    [
      'pods.json',
      readFileSync(join(FIXTURES, 'other.json')),
      'JSON without log events; export with `aws logs filter-log-events --output json`',
    ],
    [
      'events.yaml',
      readFileSync(join(FIXTURES, 'filter-log-events.yaml')),
      'YAML of the AWS CLI: run the command again with --output json',
    ],
  ])('%s is named, with what to do, and the rest is read', async (name, content, problem) => {
    const bad = await folder.write(name, content);
    const { records, problems } = await readRecords([bad, join(FIXTURES, 'raw.txt')]);
    expect(problems).toEqual([`${bad}: ${problem}`]);
    expect(records.length).toBe(3);
  });

  it('Insights statistics are declined with the query to run instead', async () => {
    for (const name of ['insights-statistics.json', 'insights-statistics.csv']) {
      const { records, problems } = await readRecords([join(FIXTURES, name)]);
      expect(records).toEqual([]);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(
        /Logs Insights statistics \(@log, .*each row sums up many invocations.*filter @type = "REPORT"/,
      );
    }
  });

  it('a path, a pattern and a folder without files are named', async () => {
    mkdirSync(join(folder.path, 'empty'));
    const { problems } = await readRecords(
      ['nowhere.log', 'nothing-*.log', 'empty', 'raw.txt/x'],
      {},
      { cwd: folder.path },
    );
    expect(problems).toEqual([
      'nowhere.log: no such file or folder; check the path',
      'nothing-*.log: no file matches; check the pattern',
      'empty: an empty folder; give a folder with log files',
      'raw.txt/x: no such file or folder; check the path',
    ]);
  });

  it('a file without permission is named', () => {
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    expect(ioProblem(denied)).toBe('cannot be read: no permission; run as a user who may read it');
  });

  it('links that lead to nothing are named, and folders that lead back to themselves are read once', async () => {
    await folder.write('ring/a.log', RAW);
    symlinkSync('.', join(folder.path, 'ring/again'));
    symlinkSync('nowhere', join(folder.path, 'ring/broken'));
    const { records, problems } = await readRecords([join(folder.path, 'ring')]);
    expect(problems).toEqual([`${join(folder.path, 'ring/broken')}: is gone or a link to nothing; check the path`]);
    expect(records.length).toBe(3);
  });

  it('a truncated gzip gives what could be read', async () => {
    const packed = gzipSync(manyReports(25_000), { level: 1 });
    for (const file of [
      await folder.write('cut-large.gz', packed.subarray(0, packed.length - 1000)),
      await folder.write('cut-small.gz', packed.subarray(0, 100_000)),
    ]) {
      const { records, problems } = await readRecords([file, join(FIXTURES, 'raw.txt')]);
      expect(problems[0]).toMatch(/: truncated gzip: the first \d+ unpacked bytes were read; download the file again$/);
      expect(records.length).toBeGreaterThan(5000);
      expect(records.at(-1)?.maxMemoryUsedMB).toBe(173);
      const whole = records.slice(0, -5).map((record) => record.durationMs);
      expect(whole).toEqual(whole.map((_, i) => i + 0.25));
    }
  });

  it('damage in the middle of a gzip is named, and what stood before it is read', async () => {
    const packed = gzipSync(manyReports(25_000), { level: 1 });
    packed.fill(0xff, 200_000, 200_100);
    const { records, problems } = await readRecords([await folder.write('damaged.gz', packed)]);
    expect(problems[0]).toMatch(
      /: damaged gzip \(.*\): the first \d+ unpacked bytes were read; download the file again$/,
    );
    expect(records.length).toBeGreaterThan(1000);
  });

  it('a gzip that unpacks without end is stopped', async () => {
    const bomb = gzipSync(`${RAW.toString()}${'\n'.repeat(3_000_000)}`);
    const limits = { freeBytes: 1_000_000, ratio: 100 };
    const { records, problems } = await readRecords(['-'], {}, { stdin: chunks(bomb), limits });
    expect(problems).toEqual(['stdin: unpacks to more than 100 times its size; unpack it yourself if it is meant']);
    expect(records.length).toBe(3);
  });

  it('gzip nested deeper than anybody packs logs is not unpacked for ever', async () => {
    let bytes = gzipSync(RAW);
    for (let i = 0; i < 5; i++) bytes = gzipSync(bytes);
    const { records, problems } = await readRecords(['-'], {}, { stdin: chunks(bytes) });
    expect(records).toEqual([]);
    expect(problems).toEqual(['stdin: gzip packed more than three times: unpack it first']);
  });

  it('an input that fails while it is read is named', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(RAW);
      throw Object.assign(new Error('read failed'), { code: 'EIO' });
    }
    const others = await folder.write('others.txt', RAW.toString().replaceAll('-aaaa-', '-bbbb-'));
    const { records, problems } = await readRecords(['-', others], {}, { stdin: failing() });
    expect(problems).toEqual(['stdin: cannot be read: read failed']);
    expect(records.length).toBe(6);
  });
});

describe('the consumer', () => {
  it('can leave early', async () => {
    const source = sourceOf(['-'], { stdin: chunks(manyReports(5000), manyReports(10)) });
    for await (const record of source.records({}, createEar())) {
      expect(record.durationMs).toBe(0.25);
      break;
    }
  });

  it('is told once that times without a zone were taken as UTC', async () => {
    const file = join(FIXTURES, 'aws-logs-tail-short.txt');
    const { notices } = await readRecords([file, file, join(FIXTURES, 'sam-logs.txt')]);
    expect(notices.filter((notice) => notice.code === 'zone-assumed')).toMatchObject([
      { level: 'warning', text: `Times without a zone were taken as UTC (${file} and 2 more).` },
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  it('is read to its end, packed or not, once, and in its place', async () => {
    const twice = await folder.write('again.log', manyReports(3000));
    const packed = join(folder.path, 'packed');
    execFileSync('mkfifo', [packed]);
    // The writer's open waits for the reader's.
    const written = writeFile(packed, gzipSync(manyReports(2500)));
    const ear = createEar();
    const { account } = await sourceOf([packed, twice]).usage({}, ear);
    await written;
    expect(account.inputs.map(({ name, reports }) => [name, reports])).toEqual([
      [packed, 2500],
      [twice, 3000],
    ]);
    expect(account).toMatchObject({ used: 3000, setAside: { duplicate: 2500 } });
  });
});

describe('text that PowerShell broke or cut at the width of its window', () => {
  const lines = manyReports(400).split('\n');
  const wrapped = (width: number): string =>
    lines.flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? ['']).join('\r\n');

  it.each([80, 100, 120])('is read whole at %i columns, in UTF-16 too, and with two cores', async (width) => {
    const want = await readRecords([await folder.write(`whole-${width}.log`, manyReports(400))]);
    const plain = wrapped(width);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(plain, 'utf16le')]);
    const large = `${plain}${`${'x'.repeat(70)}\r\n`.repeat(width === 80 ? 120_000 : 1)}`;
    for (const [name, content] of Object.entries({ plain, utf16, large })) {
      const path = await folder.write(`${name}-${width}.log`, content);
      const { records, problems } = await readRecords([path]);
      expect(problems).toEqual([]);
      const figures = ({
        requestId,
        durationMs,
        billedDurationMs,
        memorySizeMB,
        maxMemoryUsedMB,
      }: (typeof records)[number]) => [...[requestId, durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB]];
      expect(records.map(figures)).toEqual(want.records.map(figures));
      const { account } = await sourceOf([path]).usage({}, createEar());
      expect(account.used).toBe(400);
    }
  });

  it('no number that was cut is read as another, at any width; that lines were cut is said once', async () => {
    for (let width = 60; width < 140; width++) {
      const path = await folder.write('cut.log', lines.map((line) => line.slice(0, width)).join('\n'));
      const { records, notices } = await readRecords([path]);
      for (const one of records) {
        const i = Number(one.requestId?.slice(-12));
        expect([i + 0.25, null]).toContain(one.durationMs);
        expect([i + 1, null]).toContain(one.billedDurationMs);
        expect([512, null]).toContain(one.memorySizeMB);
        expect([100 + (i % 90), null]).toContain(one.maxMemoryUsedMB);
      }
      expect(notices.filter(({ code }) => code === 'lines-cut').length).toBeLessThanOrEqual(1);
      if (width === 100)
        expect(notices.find(({ code }) => code === 'lines-cut')?.next).toContain('Out-File -Width 4096');
    }
  });
});
