import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutFront } from '../../../src/core/logs/cut-front.ts';

const REPORT =
  'REPORT RequestId: 3f8a5c1e-89c2-4b7e-9f00-d5d8a1b2c3d4\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 98 MB\tInit Duration: 210.10 ms\t';
const TRACED = `${REPORT}\nXRAY TraceId: 1-5f0e8f4c-1234567890abcdef12345678\tSegmentId: 1234567890abcdef\tSampled: true\t`;
const NEXT = `\nSTART RequestId: 9f8a5c1e-89c2-4b7e-9f00-d5d8a1b2c3d4 Version: $LATEST\n${REPORT}\n`;

describe('an input that begins in the middle of a REPORT', () => {
  it('is told wherever the REPORT was cut, as long as a field and the tab behind it are left', () => {
    const last = REPORT.indexOf('Init Duration');
    for (let at = 1; at <= last; at++) {
      const rest = REPORT.slice(at);
      expect(cutFront(rest + NEXT), rest).toBe(rest.trim().slice(0, 160));
    }
    expect(cutFront(`${REPORT.slice(60)}\r${NEXT}`)).not.toBeNull();
    expect(cutFront(TRACED.slice(60) + NEXT)).not.toBeNull();
  });

  it('is told inside the string of a JSON event, and in the middle of a platform.report record', () => {
    const json = JSON.stringify({ message: `${REPORT}\n`, ingestionTime: 1 });
    expect(cutFront(`${json.slice(70)}\n${json}\n`)).not.toBeNull();
    const record = JSON.stringify({
      type: 'platform.report',
      record: {
        requestId: 'x',
        metrics: { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 70 },
      },
    });
    expect(cutFront(`${record.slice(40)}\n${record}\n`)).not.toBeNull();
    expect(cutFront(`${record}\n${record}\n`)).toBeNull();
  });

  it.each([
    [`${REPORT}\n`],
    [`2026-11-02T10:00:00.000Z ${REPORT}\n`],
    [`2026-11-02T10:00:00.000Z 2026/11/02/[$LATEST]ab12 ${REPORT}\n`],
    ['START RequestId: 3f8a5c1e-89c2-4b7e-9f00-d5d8a1b2c3d4 Version: $LATEST\n'],
    ['Used: 98 MB\n'],
    ['Memory Size: 512 MB\n'],
    ['worker Duration: 12 ms Billed Duration: 13 ms\n'],
    ['cache warm, Memory Size: 512 MB, Max Memory Used: 98 MB\n'],
    ['** Transcript started **\n'],
    ['Duration: 12.34 ms\tMemory Size: 512 MB\nDuration: 13.34 ms\tMemory Size: 512 MB\n'],
    ['{"billedDurationMs": 3, "memorySizeMB": 128}\n'],
    [''],
  ])('is not said of an ordinary first line: %j', (text) => {
    expect(cutFront(text)).toBeNull();
  });

  it('never throws, on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void cutFront(text)));
    expect(cutFront('Duration: '.repeat(2_000_000))).toBeNull();
  });
});
