import { describe, expect, it } from 'vitest';
import { readText, readTexts, UNKNOWN } from './reading.ts';

const STREAM = '2026/10/01/[$LATEST]0123456789abcdef0123456789abcdef';
const OTHER = '2026/10/01/[$LATEST]ffffffffffffffffffffffffffffffff';
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const fields = (more = '', used = 67, size = 128, ms = 12.34): string =>
  `Duration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: ${size} MB\tMax Memory Used: ${used} MB\t${more}`;
const report = (n: number, more = '', used = 67, size = 128, ms = 12.34): string =>
  `REPORT RequestId: ${id(n)}\t${fields(more, used, size, ms)}`;
const tail = (second: number, message: string, stream = STREAM): string =>
  `2026-10-01T00:00:${String(second).padStart(2, '0')}.123000+00:00 ${stream} ${message}\n`;

describe('shapes of line text', () => {
  it('reads raw REPORT lines without time or stream', () => {
    const { seen, counts } = readText(`${report(1)}\n${report(2)}\r\n${report(3)}`);
    expect(seen.map((one) => [one.durationUs, one.billedMs, one.sizeMB, one.usedMB, one.timeMs])).toEqual(
      Array(3).fill([12_340, 13, 128, 67, Number.NaN]),
    );
    expect(counts).toMatchObject({ reports: 3, used: 3, lines: 3, timed: false });
  });

  it('reads time and stream of aws logs tail in all its formats', () => {
    const text = `${tail(1, report(1))}2026-10-01T00:00:02 ${report(2)}\n${report(3)}`;
    const { seen } = readText(text);
    expect(seen.map((one) => one.timeMs)).toEqual([
      Date.UTC(2026, 9, 1, 0, 0, 1, 123),
      Date.UTC(2026, 9, 1, 0, 0, 2),
      Number.NaN,
    ]);
    expect(seen.map((one) => one.streamLow !== 0)).toEqual([true, false, false]);
  });

  it('reads sam logs: stream first, coloured', () => {
    const { seen } = readText(
      `\x1b[36m${STREAM}\x1b[0m \x1b[33m2026-10-01T00:00:01.123000\x1b[0m ${report(1)}\n${STREAM} 2026-10-01T00:00:01.123000 ${report(2)}\n`,
    );
    expect(seen[0]).toMatchObject({ timeMs: Date.UTC(2026, 9, 1, 0, 0, 1, 123), streamLow: seen[1]?.streamLow });
    expect(seen[1]?.streamLow).not.toBe(0);
  });

  it('honours the offset of a time', () => {
    const { seen } = readText(`2026-10-01T02:00:00.5+02:00 ${report(1)}\n2026-09-30T16:00:00.500-0800 ${report(2)}\n`);
    expect(seen.map((one) => one.timeMs)).toEqual([
      Date.UTC(2026, 9, 1, 0, 0, 0, 500),
      Date.UTC(2026, 9, 1, 0, 0, 0, 500),
    ]);
  });

  it('splits events that --output text put on one row', () => {
    const row = [1, 2, 3].map((n) => `${report(n)}\n`).join('\t');
    const oneLine = [4, 5, 6].map((n) => report(n)).join('\t');
    expect(readText(`${row}\n${oneLine}`).counts).toMatchObject({ reports: 6, used: 6 });
  });

  it('reads one field a line and wrapped reports', () => {
    const { seen, counts } = readText(
      `REPORT RequestId: ${id(1)}\nDuration: 10806.85 ms\nBilled Duration: 10807 ms\nMemory Size: 512 MB\nMax Memory Used: 20 MB\n` +
        `REPORT RequestId: ${id(2)}  Duration: 6954.19 ms\n  Billed Duration: 6955 ms  Memory Size: 1024 MB  Max Memory Used: 1023 MB\n  Status: error  Error Type: Runtime.OutOfMemory\n`,
    );
    expect(seen.map((one) => [one.sizeMB, one.usedMB, one.outcome])).toEqual([
      [512, 20, 'success'],
      [1024, 1023, 'out-of-memory'],
    ]);
    expect(counts.unreadableCount).toBe(0);
  });

  it('reads JSON reports, one a line and pretty-printed over many', () => {
    const record = {
      time: '2026-10-01T00:00:01.000Z',
      type: 'platform.report',
      record: {
        requestId: id(1),
        status: 'success',
        metrics: { durationMs: 5, billedDurationMs: 6, memorySizeMB: 256, maxMemoryUsedMB: 80 },
      },
    };
    const second = { ...record, record: { ...record.record, requestId: id(2) } };
    const { seen } = readText(
      `${JSON.stringify(record)}\n2026-10-01T00:00:01.000000+00:00 ${STREAM} \n${JSON.stringify(second, null, 4)}\n`,
    );
    expect(seen.map((one) => [one.json, one.sizeMB, one.usedMB, one.timeMs])).toEqual(
      Array(2).fill([true, 256, 80, Date.UTC(2026, 9, 1, 0, 0, 1)]),
    );
  });

  it('reads literal backslash-t separators and lists of strings', () => {
    const { counts, seen } = readText(
      `['${report(1).replaceAll('\t', '\\t')}\\n', '${report(2).replaceAll('\t', '\\t')}\\n']\n`,
    );
    expect(counts).toMatchObject({ reports: 2, used: 2 });
    expect(seen.map((one) => one.usedMB)).toEqual([67, 67]);
  });

  it('counts what only begins like a report, with file and line', () => {
    const { counts } = readText(`x\nREPORT invalid report log line\n${report(1)}\n`);
    expect(counts.unreadable).toEqual([
      { file: 'a.log', line: 2, reason: expect.any(String), excerpt: 'REPORT invalid report log line' },
    ]);
    expect(counts.used).toBe(1);
  });

  it('gives the line number of each report', () => {
    const { seen } = readText(`a\nb\n${report(1)}\nc\n${report(2)}\n`, { detailed: true });
    expect(seen.map((one) => [one.file, one.lineNumber, one.line?.requestId])).toEqual([
      ['a.log', 3, id(1)],
      ['a.log', 5, id(2)],
    ]);
  });
});

describe('joining by request', () => {
  it('takes an old-style timeout from the message behind the REPORT', () => {
    const { seen, counts } = readText(
      `${report(1, '', 67, 128, 3004.92)}\n2026-10-01T00:00:04.000Z ${id(1)} Task timed out after 3.00 seconds\n\n${report(2)}\n`,
    );
    expect(seen.map((one) => [one.outcome, one.oldStyleTimeout])).toEqual([
      ['timeout', true],
      ['success', false],
    ]);
    expect(counts.unjoined).toBe(0);
  });

  it('does not take the successful retry of a request for a timeout', () => {
    const { seen } = readText(
      tail(1, report(1, '', 67, 128, 3000)) +
        tail(1, `2026-10-01T00:00:01.123Z ${id(1)} Task timed out after 3.00 seconds`) +
        tail(50, report(1)),
    );
    expect(seen.map((one) => one.outcome)).toEqual(['timeout', 'success']);
  });

  it.each([
    [
      'timed, message before',
      (n: number, ms: string) =>
        `2026-10-01T00:0${n}:00.000Z ${id(1)} Task timed out after 3.00 seconds\n2026-10-01T00:0${n}:00.000Z ${ms}\n`,
    ],
    [
      'timed, message behind',
      (n: number, ms: string) =>
        `2026-10-01T00:0${n}:00.000Z ${ms}\n2026-10-01T00:0${n}:00.000Z ${id(1)} Task timed out after 3.00 seconds\n`,
    ],
    ['without time, message before', (_: number, ms: string) => `${id(1)} Task timed out after 3.00 seconds\n${ms}\n`],
    ['without time, message behind', (_: number, ms: string) => `${ms}\n${id(1)} Task timed out after 3.00 seconds\n`],
  ])('gives each attempt of a request its own timeout: %s', (_, attempt) => {
    const text = [1, 2, 3].map((n) => attempt(n, report(1, '', 67, 128, 3000))).join('');
    const { seen, counts } = readText(text);
    expect(seen.map((one) => one.outcome)).toEqual(['timeout', 'timeout', 'timeout']);
    expect(counts.unjoined).toBe(0);
  });

  it('gives each attempt of a request its own kill, and the successful one none', () => {
    const kill = `RequestId: ${id(1)} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`;
    const at = (minute: number, text: string): string => `2026-10-01T00:0${minute}:00.000Z ${text}`;
    const [first, second, third] = [1, 2, 3].map((n) => `${report(1, '', 67, 128, n)}\n`) as [string, string, string];
    for (const text of [
      kill + first + kill + second + third,
      first + kill + second + kill + third,
      at(1, kill) + at(1, first) + at(2, kill) + at(2, second) + at(3, third),
      at(3, third) + at(1, kill) + at(1, first) + at(2, second) + at(2, kill),
    ]) {
      const { seen } = readText(text);
      expect(seen.map((one) => [one.durationUs / 1000, one.outcome]).sort()).toEqual([
        [1, 'out-of-memory'],
        [2, 'out-of-memory'],
        [3, 'success'],
      ]);
    }
  });

  it('takes a kill as out-of-memory and another exit as a crash', () => {
    const { seen } = readText(
      `RequestId: ${id(1)} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n${report(1)}\n` +
        `${report(2)}\nRequestId: ${id(2)} Error: Runtime exited with error: exit status 106\nRuntime.ExitError\n`,
    );
    expect(seen.map((one) => [one.outcome, one.errorType])).toEqual([
      ['out-of-memory', 'Runtime.ExitError'],
      ['crash', 'Runtime.ExitError'],
    ]);
  });

  it.each([
    'fatal error: runtime: out of memory',
    'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    '[ERROR] MemoryError',
    'failed to allocate memory (NoMemoryError)',
    'Unhandled exception. System.OutOfMemoryException: Exception of type',
  ])('joins "%s" to the next REPORT of its stream', (message) => {
    const { seen, counts } = readText(
      tail(1, `START RequestId: ${id(1)} Version: $LATEST`) +
        tail(2, message) +
        tail(3, report(2), OTHER) +
        tail(4, report(1)) +
        tail(5, report(3)),
    );
    expect(seen.map((one) => one.outcome)).toEqual(['success', 'out-of-memory', 'success']);
    expect(counts.unjoined).toBe(0);
  });

  it('joins an out-of-memory line without stream to the request that is open', () => {
    const { seen } = readText(
      `${report(1)}\nSTART RequestId: ${id(2)} Version: 7\nMemoryError\nEND RequestId: ${id(2)}\n${report(2)}\n${report(3)}\n`,
    );
    expect(seen.map((one) => one.outcome)).toEqual(['success', 'out-of-memory', 'success']);
  });

  it('counts failure messages whose report was not met', () => {
    expect(readText(`x ${id(9)} Task timed out after 3.00 seconds\n${report(1)}\n`).counts.unjoined).toBe(1);
  });

  it('tells init failures by error type, by message and by INIT_REPORT', () => {
    const { seen, collected } = readText(
      tail(1, report(1, 'Status: error\tError Type: Runtime.ImportModuleError', 39)) +
        tail(2, "[ERROR] Runtime.ImportModuleError: Unable to import module 'app'", OTHER) +
        tail(3, report(2, '', 39), OTHER) +
        tail(4, 'INIT_REPORT Init Duration: 8431.38 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError') +
        tail(5, report(3, 'Status: error\tError Type: Runtime.ExitError', 31)),
    );
    expect(seen.map((one) => one.outcome)).toEqual(['init-failure', 'init-failure', 'init-failure']);
    expect(collected.functions[0]?.initFailures).toEqual({ 'Runtime.ImportModuleError': 2, 'Runtime.ExitError': 1 });
  });

  it('marks the invocation after a failure as one with a suppressed init', () => {
    const { seen } = readText(
      tail(1, report(1, 'Status: timeout', 127)) + tail(2, report(2), OTHER) + tail(3, report(3)) + tail(4, report(4)),
    );
    expect(seen.map((one) => one.suppressedInit)).toEqual([false, false, true, false]);
  });
});

describe('what is set aside', () => {
  it('counts a record of overlapping exports once', () => {
    const text = tail(1, report(1)) + tail(2, report(2));
    const { counts } = readTexts([
      { file: 'a.log', text },
      { file: 'b.log', text: text + tail(3, report(3)) },
    ]);
    expect(counts).toMatchObject({ reports: 5, used: 3, setAside: { duplicate: 2 } });
  });

  it('keeps identical timeouts without time in one file apart, and drops them in a second export', () => {
    const text = `${report(1, '', 67, 128, 3000)}\n${report(1, '', 67, 128, 3000)}\n`;
    expect(readTexts([{ file: 'a', text }]).counts).toMatchObject({ used: 2, setAside: {} });
    expect(
      readTexts([
        { file: 'a', text },
        { file: 'b', text },
      ]).counts,
    ).toMatchObject({ used: 2, setAside: { duplicate: 2 } });
  });

  it('sets aside emulators, other clouds, Managed Instances, reports without memory, own calls', () => {
    const { counts } = readText(
      [
        `REPORT RequestId: ${id(1)}\tInit Duration: 0.12 ms\tDuration: 95.3 ms\tBilled Duration: 96 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB`,
        '2019-08-28 12:26:51     REPORT RequestID: a5e4f3a3 Duration: 444.728 ms Billed Duration: 500 ms Memory Size: 128 MB Max Memory Used: 13 MB',
        `REPORT RequestId: ${id(2)}\tDuration: 125.46 ms`,
        `{"type":"platform.report","record":{"requestId":"abc","metrics":{"durationMs":11.5,"billedDurationMs":12,"memorySizeMB":1280}}}`,
        report(3),
        report(4),
      ].join('\n'),
      { ownRequestIds: new Set([id(3)]) },
    );
    expect(counts).toMatchObject({
      reports: 6,
      used: 1,
      setAside: { emulator: 1, 'other-cloud': 1, 'managed-instance': 1, 'no-memory-fields': 1, 'own-traffic': 1 },
    });
  });

  it('takes lines that all use exactly their size, without any line of the real service, for an emulator', () => {
    const lines = [1, 2, 3].map((n) => report(n, '', 128)).join('\n');
    expect(readText(lines).collected.setAside).toEqual({ emulator: 3 });
    expect(
      readText(`INIT_START Runtime Version: python:3.12.v18\tRuntime Version ARN: x\n${lines}`).collected.setAside,
    ).toEqual({});
    expect(readTexts([{ text: lines, context: { ...UNKNOWN, logGroup: '/aws/lambda/f' } }]).collected.setAside).toEqual(
      {},
    );
  });

  it.each(['before', 'behind'])('sets the emulator apart from lines of the service %s it in one file', (where) => {
    const full = (n: number, init = ''): string => `REPORT RequestId: ${id(n)}\t${init}${fields('', 3008, 3008)}\n`;
    const emulator = full(1, 'Init Duration: 0.12 ms\t') + full(2) + full(3);
    const service = `${report(4)}\n${report(5)}\n`;
    const { counts, collected } = readText(where === 'before' ? service + emulator : emulator + service);
    expect(counts).toMatchObject({ used: 2, setAside: { emulator: 3 } });
    expect(collected.functions[0]?.sizes.map(({ sizeMB, invocations }) => [sizeMB, invocations])).toEqual([[128, 2]]);
  });

  it('leaves out what is outside the window and functions not selected', () => {
    const text = tail(1, report(1)) + tail(2, report(2)) + tail(3, report(3));
    const at = (second: number): number => Date.UTC(2026, 9, 1, 0, 0, second);
    expect(readText(text, { sinceMs: at(2), untilMs: at(3) }).counts).toMatchObject({
      used: 1,
      setAside: { 'out-of-window': 2 },
    });
    const context = { ...UNKNOWN, logGroup: '/aws/lambda/shop-Order-x1' };
    expect(readTexts([{ text, context }], { select: ['shop-*'] }).counts.used).toBe(3);
    expect(readTexts([{ text, context }], { select: ['other'] }).counts.setAside).toEqual({ 'not-selected': 3 });
  });
});

describe('names of functions', () => {
  it('come from the log group, with account and Region of its ARN', () => {
    const context = { ...UNKNOWN, logGroup: 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/orders:*' };
    expect(readTexts([{ text: report(1), context }]).collected.functions[0]?.ref).toEqual({
      name: 'orders',
      origin: 'log-group',
      logGroup: '/aws/lambda/orders',
      account: '123456789012',
      region: 'eu-west-1',
    });
  });

  it('come from the stream in a shared group', () => {
    const text =
      tail(1, report(1), '2026/10/01/orders[7]0123456789abcdef0123456789abcdef') +
      tail(2, report(2), '2026/10/01/mail[$LATEST]0123456789abcdef0123456789abcdee');
    const { collected } = readText(text);
    expect(collected.functions.map((one) => [one.ref.name, one.ref.origin])).toEqual([
      ['mail', 'stream'],
      ['orders', 'stream'],
    ]);
  });

  it.each([
    [['arn:aws:lambda:eu-west-3::runtime:0f'], 'eu-west-3'],
    [['arn:aws-cn:lambda:cn-north-1::runtime:0f'], 'cn-north-1'],
    [['arn:aws:lambda:eu-west-3::runtime:0f', 'arn:aws:lambda:eu-west-3::runtime:1f'], 'eu-west-3'],
    [['arn:aws:lambda:eu-west-3::runtime:0f', 'arn:aws:lambda:us-west-2::runtime:0f'], null],
    [['something else'], null],
  ])('take their Region from the ARN of the runtime: %j', (arns, region) => {
    const inits = arns
      .map((arn) => `INIT_START Runtime Version: nodejs:22.v10\tRuntime Version ARN: ${arn}\n`)
      .join('');
    expect(readText(inits + report(1)).collected.functions[0]?.ref.region).toBe(region);
  });

  it('take their Region from the ARN in a JSON record', () => {
    const functionArn = 'arn:aws:lambda:eu-central-1:111122223333:function:pay';
    const start = { time: '2026-10-01T00:00:00Z', type: 'platform.start', record: { requestId: 'r', functionArn } };
    const { collected } = readText(`${JSON.stringify(start)}\n${report(1)}\n`);
    expect(collected.functions[0]?.ref).toMatchObject({ name: 'pay', region: 'eu-central-1' });
  });

  it('come from platform.initStart, and the file label is the last resort', () => {
    const init = {
      time: '2026-10-01T00:00:00Z',
      type: 'platform.initStart',
      record: { functionName: 'pay', phase: 'init' },
    };
    const json = {
      time: '2026-10-01T00:00:01Z',
      type: 'platform.report',
      record: {
        requestId: 'r',
        metrics: { durationMs: 5, billedDurationMs: 6, memorySizeMB: 256, maxMemoryUsedMB: 80 },
      },
    };
    expect(readText(`${JSON.stringify(init)}\n${JSON.stringify(json)}\n`).collected.functions[0]?.ref).toMatchObject({
      name: 'pay',
      origin: 'platform',
    });
    expect(readText(report(1)).collected.functions[0]?.ref).toMatchObject({ name: 'a.log', origin: 'file' });
  });
});
