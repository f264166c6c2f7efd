import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnvelopeAccount } from '../../../../src/core/logs/envelopes/envelope.ts';
import { createEnvelopeReader } from '../../../../src/core/logs/envelopes/reader.ts';
import { createRecorder, type Passed } from './recorder.ts';

const FIXTURES = 'test/fixtures/logs';
const NAMES = readdirSync(FIXTURES).filter((name) => /\.(json|ndjson|csv|txt|b64|yaml)$/.test(name));
const ORIGIN = { logGroup: null, logStream: null, functionName: null, source: 'unknown' } as const;

/** Reads bytes cut at the given places. */
function read(bytes: Uint8Array, cuts: readonly number[] = []): { passed: Passed[]; account: EnvelopeAccount } {
  const recorder = createRecorder();
  const gunzip = (packed: Uint8Array): Uint8Array | null => {
    try {
      return gunzipSync(packed);
    } catch {
      return null;
    }
  };
  const reader = createEnvelopeReader(recorder, { origin: ORIGIN, gunzip });
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i++) reader.push(bytes.slice(places[i - 1], places[i]));
  const account = reader.end();
  return { passed: recorder.passed, account };
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

describe('an envelope', () => {
  it.each(NAMES)('gives the same events wherever %s is cut into chunks', (name) => {
    // Repeated until most of it lies behind the part that the shape is recognised by.
    const file = readFileSync(join(FIXTURES, name));
    const bytes = new Uint8Array(Buffer.concat(Array.from({ length: Math.ceil(100_000 / file.length) }, () => file)));
    const whole = JSON.stringify(read(bytes));
    const cut = fc.nat({ max: bytes.length });
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 12 }), (cuts) => {
        expect(JSON.stringify(read(bytes, cuts))).toBe(whole);
      }),
      { numRuns: 4 },
    );
    const everyByte = Array.from({ length: 2 * file.length }, (_, i) => 66_000 + i);
    expect(
      JSON.stringify(
        read(
          bytes,
          everyByte.filter((at) => at < bytes.length),
        ),
      ),
    ).toBe(whole);
  });

  it('never throws and never hangs on changed, cut and repeated bytes of any shape', () => {
    const files = NAMES.map((name) => new Uint8Array(readFileSync(join(FIXTURES, name))));
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }),
        fc.nat(),
        fc.nat(),
        (file, changes, from, to) => {
          const bytes = file.slice();
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const [a, b] = [from % bytes.length, to % bytes.length].sort((x, y) => x - y) as [number, number];
          const mixed = new Uint8Array([...bytes.slice(0, b), ...bytes.slice(a)]);
          expect(() => read(mixed)).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('streams a JSON document far larger than the part it recognises it by', () => {
    const events = Array.from({ length: 3000 }, (_, i) => ({
      logStreamName: `2026/11/02/[$LATEST]${i % 7}`,
      timestamp: 1_793_581_200_000 + i,
      message: `REPORT RequestId: ${i}\tDuration: 1.00 ms\t\n`,
    }));
    const bytes = text(JSON.stringify({ events, searchedLogStreams: [] }));
    const { passed, account } = read(bytes, [100_000, 100_001, 200_000]);
    expect(bytes.length).toBeGreaterThan(4 * 65_536);
    expect(account).toMatchObject({ shape: 'filter-log-events', events: 3000, declined: null });
    expect(passed.map((one) => one.text)).toEqual(events.map((event) => event.message));
    expect(passed.map((one) => one.timeMs)).toEqual(events.map((event) => event.timestamp));
    expect(passed[8]?.context?.logStream).toBe('2026/11/02/[$LATEST]1');
  });

  it('keeps every escape of JSON strings', () => {
    const message = 'tab\t quote" back\\ slash/ line\n é 🌸 \u2028 \b\f\r end';
    const ascii = JSON.stringify({ events: [{ timestamp: 1, message }] }).replace(
      /[^\x20-\x7e]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    expect(read(text(ascii)).passed[0]?.text).toBe(message);
    expect(read(text(JSON.stringify([message]))).passed[0]?.text).toBe(message);
  });

  it('reads on with the next document when one was cut off in the middle', () => {
    const event = (id: number): string => JSON.stringify({ timestamp: id, message: `m${id}`, logStreamName: 's' });
    const lines = [event(1), event(2).slice(0, 27), event(3), '{"timestamp":4,"logStreamName":{', event(5)].join('\n');
    const { passed } = read(text(lines));
    expect(passed.map((one) => `${one.what} ${one.text.slice(0, 20)}`)).toEqual([
      'event m1',
      'unreadable a JSON string is cut',
      'event m3',
      'unreadable a JSON value is cut ',
      'event m5',
    ]);
    expect(passed.filter((one) => one.what === 'unreadable').map((one) => one.line)).toEqual([2, 4]);
  });

  it('says where a document ends too early, and keeps the events before', () => {
    const whole = JSON.stringify({
      events: [
        { timestamp: 1, message: 'a' },
        { timestamp: 2, message: 'b' },
      ],
    });
    const { passed } = read(text(whole.slice(0, -12)));
    expect(passed.map((one) => one.what)).toEqual(['event', 'unreadable']);
    expect(passed[1]?.text).toMatch(/^the input ends in the middle of a JSON value: /);
  });

  it('leaves out one value that is too long to be an event, says so, and reads the rest', () => {
    const long = 'x'.repeat(17 * 1024 * 1024);
    const lines = [
      { timestamp: 1, message: 'before', logStreamName: 's' },
      { timestamp: 2, message: long, logStreamName: 's' },
      { timestamp: 3, message: 'after', logStreamName: 's' },
    ];
    const { passed } = read(text(lines.map((line) => JSON.stringify(line)).join('\n')), [1_000_000, 9_000_000]);
    expect(passed.map((one) => [one.what, one.line])).toEqual([
      ['event', 1],
      ['unreadable', 2],
      ['event', 3],
    ]);
    expect(passed[1]?.text).toMatch(/^a value longer than 16 MB was left out/);
  });

  it('takes lines between JSON documents as text', () => {
    const content =
      'Warning: something\n{"timestamp":1,"message":"m","logStreamName":"s"}\nREPORT RequestId: 1\tDuration: 2 ms\n';
    expect(read(text(content)).passed.map((one) => [one.what, one.text])).toEqual([
      ['text', 'Warning: something\n'],
      ['event', 'm'],
      ['text', 'REPORT RequestId: 1\tDuration: 2 ms\n'],
    ]);
  });

  it('does not mistake a log line in brackets for a JSON array', () => {
    const content = '[INFO]\t2026-11-02T01:00:00Z\tid\tstarted {"a": 1}\nREPORT RequestId: 1\tDuration: 2 ms\n';
    expect(read(text(content)).passed.map((one) => one.text)).toEqual([content]);
  });

  it('leaves application logs in JSON as they are', () => {
    const content = '{"timestamp":"2026-11-02T01:00:00Z","level":"INFO","requestId":"1","message":"hello"}\n';
    expect(read(text(content))).toMatchObject({ passed: [{ what: 'text', text: content }] });
  });

  it('counts control messages and passes none of their text on', () => {
    const { passed, account } = read(readFileSync(join(FIXTURES, 'firehose.json')));
    expect(account.controlMessages).toBe(1);
    expect(passed.some((one) => one.text.includes('CONTROL'))).toBe(false);
    expect(passed[0]?.context).toMatchObject({ logGroup: '/aws/lambda/Poetry', account: '123456789012' });
  });

  it('unpacks base64 and gzip inside JSON, at most four deep', () => {
    const nest = (depth: number): string => {
      const inner = depth === 0 ? '{"timestamp":1,"message":"deep","logStreamName":"s"}' : nest(depth - 1);
      return JSON.stringify({ Records: [{ kinesis: { data: Buffer.from(inner).toString('base64') } }] });
    };
    expect(read(text(nest(2))).passed.map((one) => one.text)).toEqual(['deep']);
    expect(read(text(nest(9))).passed.map((one) => one.what)).toEqual(['unreadable']);
  });
});

describe('CSV', () => {
  it('finds the columns in any order, with any separator', () => {
    for (const separator of [',', ';', '\t']) {
      const rows = [
        ['stream', 'Message', 'x', 'Timestamp'],
        ['2026/11/02/[$LATEST]a', '"said ""hi"";,\nand left"', '', '1793581200123'],
      ];
      const { passed } = read(text(rows.map((row) => row.join(separator)).join('\r\n')));
      expect(passed).toMatchObject([
        {
          text: 'said "hi";,\nand left',
          timeMs: 1_793_581_200_123,
          line: 2,
          context: { logStream: '2026/11/02/[$LATEST]a' },
        },
      ]);
    }
  });

  it('finds the message by what it says when the columns have names of their own', () => {
    const { passed } = read(text('wann,was\n2026-11-02T01:00:00Z,"REPORT RequestId: 1\tDuration: 2 ms"\n'));
    expect(passed[0]?.text).toBe('REPORT RequestId: 1\tDuration: 2 ms');
  });

  it('says where a quoted cell never ends, and reads the rows before', () => {
    const { passed } = read(text('timestamp,message\n1,good\n2,"never ends\n3,lost\n'));
    expect(passed.map((one) => [one.what, one.line])).toEqual([
      ['event', 2],
      ['unreadable', 3],
    ]);
  });

  it('says which rows have too few cells', () => {
    const { passed } = read(text('timestamp,message\n17\n1793581200123,good\n'));
    expect(passed.map((one) => one.text)).toEqual(['a row of 1 cells, where the message is cell 2: 17', 'good']);
  });
});
