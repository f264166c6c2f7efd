import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/core/logs/parse-line.ts';
import type { PlatformLine } from '../../../src/model/invocation.ts';

type Field = readonly [text: string, told: Partial<PlatformLine>];

const ms = fc.oneof(
  fc.integer({ min: 0, max: 90_000_000 }).map((n) => (n / 100).toFixed(2)),
  fc.constantFrom('0.00', '12', '11.642', '900000.00', '512.0'),
);
const whole = fc.integer({ min: 1, max: 1_000_000 }).map(String);
const field = (
  label: string,
  unit: string,
  value: fc.Arbitrary<string>,
  name: keyof PlatformLine,
): fc.Arbitrary<Field> => value.map((text) => [`${label}: ${text} ${unit}`, { [name]: Number(text) }]);

const id = fc.oneof(fc.uuid(), fc.constantFrom('test-1', '<guid>', '6f7f0961f83442118a7af6fe80b88d56', 'abc'));
const duration = field('Duration', 'ms', ms, 'durationMs');
const billed = field('Billed Duration', 'ms', whole, 'billedDurationMs');
const size = field('Memory Size', 'MB', whole, 'memorySizeMB');
const used = field('Max Memory Used', 'MB', whole, 'maxMemoryUsedMB');
/** What may be there or not, in any order. */
const more: readonly fc.Arbitrary<Field>[] = [
  field('Init Duration', 'ms', ms, 'initDurationMs'),
  field('Restore Duration', 'ms', ms, 'restoreDurationMs'),
  field('Billed Restore Duration', 'ms', whole, 'billedRestoreDurationMs'),
];
/** Fields that other tools and later days add: they change nothing. */
const unknown = fc.constantFrom<Field>(
  ['Runtime Duration: 0.00 ms', {}],
  ['Post Runtime Duration: 17.25 ms', {}],
  ['Post Runtime Extensions Duration: 3 ms', {}],
  ['Tenant Id: blue', {}],
  ['Cpu Time Used: 12 ms', {}],
  ['Peak Memory Size Hint: 4 MB', {}],
);
const status = fc.constantFrom<readonly Field[]>(
  [],
  [['Status: timeout', { status: 'timeout' }]],
  [
    ['Status: error', { status: 'error' }],
    ['Error Type: Runtime.OutOfMemory', { errorType: 'Runtime.OutOfMemory', outOfMemory: true }],
  ],
  [
    ['Status: error', { status: 'error' }],
    ['Error Type: Runtime.ExitError', { errorType: 'Runtime.ExitError' }],
  ],
);
const xray: readonly Field[] = [
  ['XRAY TraceId: 1-5d9d007f-0a8c7fd02xmpl480aed55ef0', { xrayTraceId: '1-5d9d007f-0a8c7fd02xmpl480aed55ef0' }],
  ['SegmentId: 3d752xmpl1bbe37e', { xraySegmentId: '3d752xmpl1bbe37e' }],
  ['Sampled: true', { xraySampled: true }],
];
const separator = fc.constantFrom('\t', ' ', '  ', ' \t', '\n', '\r\n', '\\t', '\\\\t', '\n  ');

/** Every report: its fields as printed and what they say. */
const report = fc
  .record({
    id,
    measured: fc.tuple(duration, billed, size, used),
    more: fc.tuple(...more.map((one) => fc.option(one))),
    unknown: fc.array(unknown, { maxLength: 2 }),
    status,
    traced: fc.boolean(),
    order: fc.array(fc.nat(10), { minLength: 12, maxLength: 12 }),
    separator,
    end: fc.constantFrom('', '\t', '\t\n', '\n'),
  })
  .map((one) => {
    const [first, ...others] = one.measured;
    const loose = [...others, ...one.more.filter((field) => field !== null), ...one.unknown];
    const shuffled = loose
      .map((field, i) => ({ field, rank: one.order[i]! }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ field }) => field);
    // An init before the duration is an emulator's; the duration comes first here.
    const fields: readonly Field[] = [first, ...shuffled, ...one.status, ...(one.traced ? xray : [])];
    const text = [`REPORT RequestId: ${one.id}`, ...fields.map(([words]) => words)].join(one.separator) + one.end;
    const told = Object.assign({ kind: 'report', format: 'text', requestId: one.id }, ...fields.map((each) => each[1]));
    return { text, told: told as PlatformLine };
  });

const RUNS = { numRuns: 500 };

describe('a REPORT line', () => {
  it('gives exactly its fields, whatever separates them, in any order, with fields nobody knows', () => {
    fc.assert(
      fc.property(report, ({ text, told }) => {
        expect(parseLine(text)).toEqual(told);
      }),
      RUNS,
    );
  });

  it('cut off anywhere gives fewer fields, never a wrong number or status', () => {
    fc.assert(
      fc.property(report, fc.double({ min: 0, max: 1, noNaN: true }), ({ text, told }, share) => {
        const line = parseLine(text.slice(0, Math.floor(text.length * share)));
        if (line.kind !== 'report') {
          expect(['unparsable', 'application']).toContain(line.kind);
          return;
        }
        const { managedInstance: _, errorType, outOfMemory: __, ...rest } = line;
        expect(told).toMatchObject(rest);
        if (errorType !== undefined) expect(told.errorType?.startsWith(errorType)).toBe(true);
      }),
      RUNS,
    );
  });

  it('with a number that is none loses that number alone, or is unreadable when it is the duration', () => {
    const odd = fc.constantFrom('-5.00', 'NaN', '1,234.56', '1e3', '0x10', 'Infinity', '5.', '.5', '');
    fc.assert(
      fc.property(odd, (number) => {
        const line = (d: string, m: string): string =>
          `REPORT RequestId: a\tDuration: ${d} ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: ${m} MB\t`;
        expect(parseLine(line(number, '70'))).toEqual({ kind: 'unparsable' });
        expect(parseLine(line('5.00', number))).toEqual({
          kind: 'report',
          format: 'text',
          requestId: 'a',
          durationMs: 5,
          billedDurationMs: 5,
          memorySizeMB: 128,
        });
      }),
    );
  });
});
