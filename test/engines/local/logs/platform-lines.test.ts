import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../../src/core/logs/parse-line.ts';
import * as lines from '../../../../src/engines/local/logs/platform-lines.ts';

const AT = new Date('2026-11-24T01:02:03.004Z');
const TEXT = {
  format: 'text',
  functionName: 'f',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  runtimeVersion: 'nodejs:22.local',
  sizeMB: 256,
} as const;
const JSON_FORM = { ...TEXT, format: 'json' } as const;
const ID = '3b7f0e0a-0d5c-4a3e-9d5b-2f6f0c9a1b2c';
const GOOD = {
  requestId: ID,
  durationMs: 12.345,
  billedMs: 113,
  sizeMB: 256,
  usedMB: 71,
  initMs: 100.5,
  status: 'success',
  errorType: null,
  handled: false,
} as const;

describe('platform lines', () => {
  it('are the bytes that Lambda writes', () => {
    expect(lines.report(TEXT, AT, GOOD)).toBe(
      `REPORT RequestId: ${ID}\tDuration: 12.35 ms\tBilled Duration: 113 ms\tMemory Size: 256 MB\tMax Memory Used: 71 MB\tInit Duration: 100.50 ms\t`,
    );
    const dead = { ...GOOD, initMs: null, status: 'error', errorType: 'Runtime.OutOfMemory' } as const;
    expect(lines.report(TEXT, AT, dead)).toMatch(
      /Max Memory Used: 71 MB\tStatus: error\tError Type: Runtime.OutOfMemory$/,
    );
    expect(lines.report(TEXT, AT, { ...GOOD, status: 'timeout' })).toMatch(/\tStatus: timeout$/);
    expect(lines.start(TEXT, AT, ID)).toBe(`START RequestId: ${ID} Version: $LATEST`);
  });

  it.each([TEXT, JSON_FORM])('are read back as what they say ($format)', (context) => {
    const dead = { ...GOOD, status: 'error', errorType: 'Runtime.OutOfMemory' } as const;
    expect(parseLine(lines.report(context, AT, dead))).toMatchObject({
      kind: 'report',
      format: context.format,
      requestId: ID,
      billedDurationMs: 113,
      memorySizeMB: 256,
      maxMemoryUsedMB: 71,
      initDurationMs: 100.5,
      status: 'error',
      errorType: 'Runtime.OutOfMemory',
      outOfMemory: true,
    });
    const init = lines.initReport(context, AT, { ms: 5, phase: 'init', status: 'error', errorType: 'Runtime.X' });
    expect(parseLine(init)).toMatchObject({ kind: 'init_report', phase: 'init', errorType: 'Runtime.X' });
    expect(parseLine(lines.initStart(context, AT))).toMatchObject({ kind: 'init_start' });
    expect(parseLine(lines.start(context, AT, ID))).toMatchObject({ kind: 'start', requestId: ID });
    expect(parseLine(lines.logsDropped(AT, 1, 2))).toMatchObject({ kind: 'logs_dropped' });
  });
});
