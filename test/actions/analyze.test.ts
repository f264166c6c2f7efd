import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/actions/analyze.ts';
import type { ReadRequest } from '../../src/contracts/log-source.ts';
import { resolveOptions } from '../../src/core/config/resolve.ts';
import { createEar, scratchFolder, sourceOf } from '../sources/log-file/harness.ts';

const NOW = Date.UTC(2026, 10, 20);
const folder = scratchFolder();
const report = (id: number): string =>
  `REPORT RequestId: 00000000-0000-4000-8000-00000000000${id}\tDuration: ${id}.50 ms\tBilled Duration: ${id + 1} ms\tMemory Size: 512 MB\tMax Memory Used: 10${id} MB\t`;
const event = (logGroup: string, id: number): string =>
  `${JSON.stringify({ logGroup, logStream: 's', timestamp: NOW - id * 1_000, message: report(id) })}\n`;

async function analysed(files: Readonly<Record<string, string>>, read: ReadRequest = {}) {
  const paths = await Promise.all(Object.entries(files).map(([name, text]) => folder.write(name, text)));
  const options = resolveOptions({ flags: {}, env: {}, file: null }, { nowMs: NOW, localOffsetMinutes: () => 0 });
  const request = { read, options, memfitVersion: '0', standing: new Map<string, number>() };
  return analyze(request, {
    source: sourceOf(paths),
    listener: createEar(),
    clock: { now: () => NOW, localOffsetMinutes: () => 0 },
  });
}

describe('the functions of an analysis', () => {
  it('do not include what another export already told, what was not asked for, or what lies outside the window', async () => {
    const tail = (id: number): string => `${new Date(NOW - id * 1_000).toISOString()} s ${report(id)}\n`;
    const files = { 'a.json': event('/aws/lambda/pay', 1) + event('/aws/lambda/pay', 2), 'b.log': tail(1) + tail(2) };
    const twice = await analysed(files);
    expect(twice.functions.map(({ usage }) => usage.ref.name)).toEqual(['pay']);
    expect(twice.account).toMatchObject({ reports: 4, used: 2, setAside: { duplicate: 2 } });
    expect((await analysed(files, { select: ['ship'] })).functions).toEqual([]);
    expect((await analysed(files, { sinceMs: NOW })).functions).toEqual([]);
  });

  it('include one that another cloud or an emulator wrote, with the reason', async () => {
    const other =
      'REPORT RequestID: 1 Duration: 444.728 ms Billed Duration: 500 ms Memory Size: 128 MB Max Memory Used: 20 MB\n';
    const { functions } = await analysed({ 'other.log': other });
    expect(functions[0]?.recommendation).toMatchObject({ reason: 'not-sizable', because: [{ code: 'other-cloud' }] });
  });

  it('take the Region of the ARNs in the logs, and say so', async () => {
    const init =
      'INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn:aws:lambda:ap-northeast-2::runtime:0f\n';
    const { functions } = await analysed({ 'c.log': `${init}${report(1)}\n` });
    expect(functions[0]?.region).toBe('ap-northeast-2');
    const codes = functions[0]?.recommendation.remarks.map(({ code }) => code);
    expect(codes).toContain('region-from-logs');
    expect(codes).not.toContain('region-assumed');
  });
});
