import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTailLog } from '../../../bench/log-generator.ts';
import { createAssembler } from '../../../src/core/logs/create-assembler.ts';
import { createUsageCollector } from '../../../src/core/usage/accumulate/collector.ts';
import { scanTextFile } from '../../../src/sources/log-file/parallel.ts';
import { scanAhead, takeScanAhead } from '../../../src/sources/log-file/scan-ahead.ts';
import { UNIT_BYTES } from '../../../src/sources/log-file/scan-job.ts';
import { OPTIONS, readText, UNKNOWN } from '../../core/logs/reading.ts';

let folder = '';
let path = '';
let bytes = new Uint8Array();
const ODD = `\n2026-10-01T00:00:05.000000+00:00 2026/10/01/[$LATEST]${'a'.repeat(32)} REPORT RequestId: odd-1\nDuration: 12.50 ms\nBilled Duration: 13 ms\nMemory Size: 512 MB\nMax Memory Used: 99 MB\nREPORT cut`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memfit-parallel-'));
  path = join(folder, 'large.log');
  writeTailLog(path, 3 * UNIT_BYTES, 'text', 7);
  const inJson = join(folder, 'json.log');
  writeTailLog(inJson, 2 * UNIT_BYTES, 'json', 8);
  writeFileSync(path, readFileSync(inJson), { flag: 'a' });
  writeFileSync(path, ODD, { flag: 'a' });
  bytes = readFileSync(path);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scanned(worker: boolean): Promise<unknown> {
  const collector = createUsageCollector();
  const assembler = createAssembler(OPTIONS, collector);
  assembler.beginFile('a.log', 'a.log');
  const told: number[] = [];
  await scanTextFile(path, bytes.length, assembler, assembler.context(UNKNOWN), {
    worker,
    onProgress: (done) => told.push(done),
  });
  assembler.end();
  return { counts: assembler.counts(), functions: collector.finish().functions };
}

describe('a large text file', () => {
  it('gives the same with one thread, with two, and read chunk by chunk', async () => {
    const { counts, collected } = readText(bytes);
    expect(counts.reports).toBeGreaterThan(3_000);
    expect(counts.unreadable).toMatchObject([{ line: counts.lines, excerpt: 'REPORT cut' }]);
    const whole = { counts, functions: collected.functions };
    expect(await scanned(false)).toEqual(whole);
    expect(await scanned(true)).toEqual(whole);
  }, 30_000);

  it('is a rejected promise when it cannot be opened', async () => {
    const assembler = createAssembler(OPTIONS, createUsageCollector());
    const context = assembler.context(UNKNOWN);
    const options = { worker: false, onProgress: () => {} };
    await expect(scanTextFile(join(folder, 'none'), 5, assembler, context, options)).rejects.toThrow(/ENOENT/);
  });

  it('gives the same when the second thread began before it was asked for', async () => {
    const alone = await scanned(false);
    expect(await scanAhead(['large.log'], folder, 1)).toBe(true);
    expect(await scanAhead(['large.log'], folder, 1)).toBe(false);
    expect(await scanned(true)).toEqual(alone);
    expect(takeScanAhead(path, bytes.length)).toBeNull();
  }, 30_000);
});

describe('a scan begun ahead', () => {
  it('is of one large file of lines only', async () => {
    writeFileSync(join(folder, 'events.json'), '{"events": []}');
    const least = { 'events.json': 1, 'large.log': bytes.length + 1, none: 1, '.': 1, '-': 1 };
    for (const [name, most] of Object.entries(least)) expect(await scanAhead([name], folder, most)).toBe(false);
    expect(await scanAhead([], folder, 1)).toBe(false);
  });

  it('is dropped when another file is read, or the same one after it grew', async () => {
    expect(await scanAhead(['large.log'], folder, 1)).toBe(true);
    expect(takeScanAhead(path, bytes.length + 1)).toBeNull();
    expect(takeScanAhead(path, bytes.length)).toBeNull();
  });
});
