import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeTailLog } from '../../../bench/log-generator.ts';
import type { UsageReport } from '../../../src/model/usage.ts';
import { GUNZIP_LIMITS } from '../../../src/sources/log-file/gunzip.ts';
import { ASIDE_PAYS_BYTES, createUnpackThread, type UnpackThread } from '../../../src/sources/log-file/unpack-aside.ts';
import { chunks, createEar, scratchFolder, sourceOf } from './harness.ts';

const folder = scratchFolder();
let text = new Uint8Array();

beforeAll(() => {
  const path = join(folder.path, 'large.log');
  writeTailLog(path, 1.4 * ASIDE_PAYS_BYTES, 'text', 3);
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

/** All a thread gives of a file. */
async function allOf(thread: UnpackThread, path: string): Promise<{ bytes: Buffer; layers: string[]; read: number }> {
  let read = 0;
  const unpacked = thread.unpack(path, GUNZIP_LIMITS, (bytes) => {
    read = bytes;
  });
  const parts: Buffer[] = [];
  for await (const chunk of unpacked.chunks) parts.push(Buffer.from(chunk));
  return { bytes: Buffer.concat(parts), layers: unpacked.layers, read };
}

describe('unpacking in a second thread', () => {
  it('gives the bytes, the layers taken off and the bytes read, of one file after the other', async () => {
    const thread = createUnpackThread();
    try {
      for (const level of [1, 6]) {
        const packed = gzipSync(gzipSync(text, { level }));
        const { bytes, layers, read } = await allOf(thread, await folder.write(`twice-${level}.gz`, packed));
        expect(bytes.equals(text)).toBe(true);
        expect(layers).toEqual(['gzip', 'gzip']);
        expect(read).toBe(packed.length);
      }
    } finally {
      thread.close();
    }
  }, 30_000);

  it('a reader that leaves early does not disturb the next file', async () => {
    const thread = createUnpackThread();
    try {
      const first = await folder.write('first.gz', gzipSync(Buffer.alloc(20_000_000, 'a')));
      const second = await folder.write('second.gz', gzipSync('b'.repeat(1000)));
      for await (const chunk of thread.unpack(first, GUNZIP_LIMITS, () => {}).chunks) {
        expect(chunk[0]).toBe(97);
        break;
      }
      expect((await allOf(thread, second)).bytes.toString()).toBe('b'.repeat(1000));
    } finally {
      thread.close();
    }
  }, 30_000);

  it('names what is wrong with a file, and goes on with the next', async () => {
    const thread = createUnpackThread();
    try {
      await expect(allOf(thread, join(folder.path, 'nowhere.gz'))).rejects.toMatchObject({ code: 'ENOENT' });
      const cut = await folder.write('cut.gz', gzipSync(text).subarray(0, 1000));
      await expect(allOf(thread, cut)).rejects.toThrow(/^truncated gzip: the first \d+ unpacked bytes were read/);
      const whole = await folder.write('whole.gz', gzipSync('whole'));
      expect((await allOf(thread, whole)).bytes.toString()).toBe('whole');
    } finally {
      thread.close();
    }
  }, 30_000);
});

describe('large packed text', () => {
  it('gives the same through a second thread as read chunk by chunk', async () => {
    // Stored, not compressed, so that a small text is large enough for the second thread.
    const file = await folder.write('large.log.gz', gzipSync(gzipSync(text, { level: 0 }), { level: 0 }));
    const { account } = await sourceOf([file]).usage({}, createEar());
    expect(account.inputs).toMatchObject([{ shape: 'aws-logs-tail (gzip, gzip)' }]);
    const packed = await usageOf(file);
    expect(packed).toEqual(await usageOf(text));
    expect(packed.account).toMatchObject({ unreadableCount: 1 });
  }, 30_000);

  it('gives what could be read of a truncated file, and says so', async () => {
    const whole = gzipSync(text, { level: 0 });
    const file = await folder.write('cut.log.gz', whole.subarray(0, ASIDE_PAYS_BYTES + 1000));
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
