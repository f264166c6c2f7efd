import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeTailLog } from '../../../bench/log-generator.ts';
import { createAssembler } from '../../../src/core/logs/create-assembler.ts';
import { createUsageCollector } from '../../../src/core/usage/accumulate/collector.ts';
import type { UsageReport } from '../../../src/model/usage.ts';
import { assemblerOptions } from '../../../src/sources/log-file/assembly.ts';
import { PACKED_PAYS_BYTES, scanPackedFile } from '../../../src/sources/log-file/packed-scan.ts';
import { chunks, createEar, scratchFolder, sourceOf } from './harness.ts';

const folder = scratchFolder();
let text = new Uint8Array();

beforeAll(() => {
  const path = join(folder.path, 'large.log');
  writeTailLog(path, 1.4 * PACKED_PAYS_BYTES, 3);
  writeFileSync(path, 'REPORT RequestId: odd-1\nDuration: 12.50 ms\nBilled Duration: 13 ms\nREPORT cut', { flag: 'a' });
  text = new Uint8Array(readFileSync(path));
});

/** Usage and account without what differs by the input's name and packing. */
async function usageOf(input: string | Uint8Array): Promise<Omit<UsageReport, 'account'> & { account: object }> {
  const stdin = typeof input === 'string' ? chunks() : chunks(input);
  const source = sourceOf([typeof input === 'string' ? input : '-'], { stdin });
  const { functions, account } = await source.usage({ functionName: 'F' }, createEar());
  const unreadable = account.unreadable.map((one) => ({ ...one, file: '' }));
  return { functions, account: { ...account, unreadable, bytes: 0, inputs: [] } };
}

describe('large packed text', () => {
  it('gives the same through a second thread as read chunk by chunk', async () => {
    // Stored, not compressed, so that a small text is large enough for the second thread.
    const file = await folder.write('large.log.gz', gzipSync(gzipSync(text, { level: 0 }), { level: 0 }));
    const source = sourceOf([file]);
    const { account } = await source.usage({}, createEar());
    expect(account.inputs).toMatchObject([{ shape: 'aws-logs-tail (gzip, gzip)' }]);
    const assembler = createAssembler(assemblerOptions({}, false, null), createUsageCollector());
    assembler.beginFile('a', 'a');
    const context = assembler.context({ logGroup: null, logStream: null, functionName: null, source: 'unknown' });
    const end = await scanPackedFile(file, assembler, context, () => {});
    expect(end).toEqual({ ended: true, problem: null, layers: ['gzip', 'gzip'] });
    const packed = await usageOf(file);
    expect(packed).toEqual(await usageOf(text));
    expect(packed.account).toMatchObject({ unreadableCount: 1 });
  }, 30_000);

  it('gives what could be read of a truncated file, and says so', async () => {
    const whole = gzipSync(text, { level: 0 });
    const file = await folder.write('cut.log.gz', whole.subarray(0, PACKED_PAYS_BYTES + 1000));
    const { account } = await sourceOf([file]).usage({}, createEar());
    expect(account.inputs[0]?.problem).toMatch(/^truncated gzip: the first \d+ unpacked bytes were read; download/);
    expect(account.reports).toBeGreaterThan(2000);
  }, 30_000);

  it('that is JSON is read as JSON', async () => {
    const event = {
      logStreamName: 's',
      timestamp: 1_793_581_200_000,
      message: `START RequestId: 1 ${'x'.repeat(1000)}`,
    };
    const json = JSON.stringify({ events: Array.from({ length: 3500 }, () => event) });
    const file = await folder.write('large.json.gz', gzipSync(json, { level: 0 }));
    const { account } = await sourceOf([file]).usage({}, createEar());
    expect(account.inputs).toMatchObject([{ shape: 'filter-log-events (gzip)' }]);
  }, 30_000);
});
