import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/core/logs/parse-line.ts';
import { fieldsOf } from '../../../src/core/logs/text-fields.ts';

const ID = '3f8a5c1e-89c2-4b7e-9f00-d5d8a1b2c3d4';

describe('a measured number', () => {
  it('that was cut off at the end of its line is left out, also when a line follows', () => {
    const traced = 'XRAY TraceId: 1-5f0e8f4c-1234567890abcdef12345678\tSegmentId: 1234567890abcdef\tSampled: true\t';
    for (const end of ['', '\n', '\r\n', `\n${traced}`, `\r\n${traced}`]) {
      const line = parseLine(`REPORT RequestId: ${ID}\tDuration: 15904.08 ms\tBilled Duration: 1${end}`);
      expect(line).toMatchObject({ kind: 'report', durationMs: 15_904.08 });
      expect(line.billedDurationMs).toBeUndefined();
    }
  });

  it.each(['12.3 s', '12.3 sec', '0.2 min', '12300 µs', '12.3s'])('in another unit is none: Duration: %s', (value) => {
    const text = `REPORT RequestId: ${ID}\tDuration: ${value}\tBilled Duration: 13 ms\tMemory Size: 512 MB\t`;
    expect(parseLine(text)).toEqual({ kind: 'unparsable' });
  });

  it('of memory in GB or MiB is none, and one without any unit is taken in the line', () => {
    expect(fieldsOf('Memory Size: 2 GB\tMax Memory Used: 1 GiB\t').flat()).toEqual([]);
    expect(fieldsOf('Memory Size: 512\tMax Memory Used: 98\tStatus: timeout')).toEqual([
      ['Memory Size', '512'],
      ['Max Memory Used', '98'],
      ['Status', 'timeout'],
    ]);
  });
});
