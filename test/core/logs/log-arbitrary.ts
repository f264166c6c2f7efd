/** Arbitrary log text for properties: events of every kind, with and without prefix, ordinary and odd. */
import fc from 'fast-check';

const HEX = '0123456789abcdef';
const hex = (n: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...HEX), minLength: n, maxLength: n });
const uuid = fc.integer({ min: 1, max: 60 }).map((n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const stream = fc
  .tuple(fc.constantFrom('', 'orders', 'mail'), fc.constantFrom('$LATEST', '7'), fc.integer({ min: 0, max: 9 }))
  .map(([name, version, n]) => `2026/10/01/${name}[${version}]${String(n).repeat(32)}`);

const instant = fc.integer({ min: 0, max: 86_400_000 }).map((ms) => new Date(Date.UTC(2026, 9, 1) + ms).toISOString());
const prefix = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(instant, stream).map(([time, name]) => `${time.slice(0, 23)}000+00:00 ${name} `) },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: instant.map((time) => `${time} `) },
  { weight: 1, arbitrary: fc.tuple(instant, stream).map(([time, name]) => `${name} ${time.slice(0, 23)}000 `) },
  { weight: 1, arbitrary: fc.constantFrom('\t', '@message=', 'log.txt:', '[x] ') },
);

const ms = fc.oneof(
  fc.integer({ min: 0, max: 90_000_000 }).map((n) => (n / 100).toFixed(2)),
  fc.constantFrom('0.00', '3000.00', '900000.00', '12', '1.5', '11.642'),
);
const separator = fc.constantFrom('\t', ' ', '  ', '\\t', '\n', ' \t');
const ending = fc.constantFrom(
  '',
  '\t',
  '\tInit Duration: 305.50 ms\t',
  '\tRestore Duration: 511.25 ms\tBilled Restore Duration: 303 ms\t',
  '\tStatus: timeout',
  '\tStatus: error\tError Type: Runtime.OutOfMemory',
  '\tStatus: error\tError Type: Runtime.ImportModuleError',
  '\t\nXRAY TraceId: 1-6ac7c67a-1c0aa43118a5d54708c0da61\tSegmentId: 2d54219895e821dd\tSampled: true\t',
  '\n  Status: timeout',
  ' Runtime Duration: 0.00 ms',
);

const report = fc
  .tuple(
    uuid,
    ms,
    fc.integer({ min: 1, max: 900_000 }),
    fc.constantFrom(128, 512, 1024),
    fc.integer({ min: 20, max: 1030 }),
    separator,
    ending,
  )
  .map(
    ([id, duration, billed, size, used, s, end]) =>
      [
        `REPORT RequestId: ${id}`,
        `Duration: ${duration} ms`,
        `Billed Duration: ${billed} ms`,
        `Memory Size: ${size} MB`,
        `Max Memory Used: ${used} MB`,
      ].join(s) + end,
  );
const jsonReport = fc
  .tuple(
    uuid,
    fc.integer({ min: 1, max: 9_000_000 }),
    fc.integer({ min: 20, max: 1030 }),
    instant,
    fc.constantFrom(0, 2),
  )
  .map(([requestId, us, used, time, indent]) =>
    JSON.stringify(
      {
        time,
        type: 'platform.report',
        record: {
          requestId,
          status: 'success',
          metrics: {
            durationMs: us / 1000,
            billedDurationMs: Math.ceil(us / 1000),
            memorySizeMB: 1024,
            maxMemoryUsedMB: used,
          },
        },
      },
      null,
      indent,
    ),
  );
const message = fc.oneof(
  uuid.map((id) => `START RequestId: ${id} Version: $LATEST`),
  uuid.map((id) => `START RequestId: ${id} Version: 42`),
  uuid.map((id) => `END RequestId: ${id}`),
  fc.tuple(instant, uuid).map(([time, id]) => `${time} ${id} Task timed out after 3.00 seconds\n`),
  uuid.map((id) => `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`),
  uuid.map((id) => `RequestId: ${id}\tStatus: error\tErrorType: Runtime.InvalidEntrypoint`),
  fc.constantFrom(
    'MemoryError',
    'java.lang.OutOfMemoryError: Java heap space',
    'JavaScript heap out of memory',
    "[ERROR] Runtime.ImportModuleError: Unable to import module 'app'",
    'INIT_START Runtime Version: python:3.12.v18\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:abc',
    'INIT_REPORT Init Duration: 1236.04 ms\tPhase: init\tStatus: timeout',
    'RESTORE_REPORT Restore Duration: 789.64 ms',
    'REPORT invalid',
    'REPORT RequestID: a5e4f3a3 Duration: 444.728 ms Billed Duration: 500 ms Memory Size: 128 MB Max Memory Used: 13 MB',
    'EXTENSION\tName: x\tState: Ready\tEvents: []',
    '{"time":"2026-10-01T00:00:00Z","type":"platform.logsDropped","record":{"droppedRecords":3}}',
    '{"_aws":{},"cpu_total_time":120,"function_name":"orders","request_id":"x","total_memory":512}',
  ),
  fc
    .tuple(instant, uuid, report, fc.constantFrom('', 'said '))
    .map(([t, id, text, said]) => `${t}\t${id}\tINFO\t${said}${text}`),
  fc.tuple(instant, uuid, report).map(([time, id, text]) => `[INFO]\t${time}\t${id}\t${text}`),
  fc
    .tuple(instant, uuid, fc.string({ maxLength: 80 }))
    .map(([time, id, text]) => `${time}\t${id}\tINFO\t${text.replaceAll('\n', ' ')}`),
  hex(40),
);

/** One event as printed. */
export const event = fc
  .tuple(
    prefix,
    fc.oneof({ weight: 5, arbitrary: report }, { weight: 1, arbitrary: jsonReport }, { weight: 4, arbitrary: message }),
  )
  .map(([front, text]) => `${front}${text}`);

/** A log of events, one after the other. */
export const log = fc.array(event, { maxLength: 40 }).map((events) => `${events.join('\n')}\n`);

/** REPORT lines with time and stream, all of them ordinary. */
export const timedReport = fc
  .tuple(instant, stream, report)
  .map(([time, name, text]) => `${time.slice(0, 23)}000+00:00 ${name} ${text.replace(/\s*\n\s*/g, '\t')}`);

const number = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 10 });
const oddTime = fc
  .tuple(
    fc.constantFrom('T00:00:00', 'T23:59:60', 'T23:59:61', ' 07:3x:01'),
    fc.oneof(
      number.map((digits) => `.${digits}`),
      fc.constantFrom('', '.011000', ',5'),
    ),
    fc.constantFrom('+00:00', 'Z', '', '-07:30', '+0530', '+99:00'),
    fc.constantFrom(' ', '\t', '  ', ''),
  )
  .map((parts) => `2026-10-01${parts.join('')}`);

/** REPORT lines as the service lays them out, with times and figures of every length, few of which it would print. */
export const oddReport = fc
  .tuple(
    fc.oneof(
      oddTime,
      fc.tuple(oddTime, stream).map(([time, name]) => `${time}${name} `),
    ),
    uuid,
    fc.oneof(
      ms,
      number,
      fc.tuple(number, number).map(([whole, rest]) => `${whole}.${rest}`),
    ),
    number,
    fc.oneof(fc.constant('512'), number),
    number,
  )
  .map(
    ([front, id, duration, billed, size, used]) =>
      `${front}REPORT RequestId: ${id}\tDuration: ${duration} ms\tBilled Duration: ${billed} ms\tMemory Size: ${size} MB\tMax Memory Used: ${used} MB\t`,
  );

const jsonText = fc.constantFrom(
  '',
  'c2',
  'X-Amzn-Trace-Id',
  'Root=1-692cc6c7-f2ce8d3383524609b99c07a9;Sampled=1',
  'é',
  'a\\"b',
);
const jsonNumber = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 300_000 }).map((n) => String(n / 1000)) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 900_000 }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('12.0', '012', '1e3', '-1', '99999999', '1.23456', '2147483.648', '.5', 'null', '"5"'),
  },
);
const jsonTime = fc.oneof(
  { weight: 8, arbitrary: instant },
  { weight: 2, arbitrary: instant.map((time) => time.replace('Z', '123Z')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('2026-10-01T23:59:60.000Z', '2026-10-01 00:00:00.000Z', '2039-01-01T00:00:00.000Z', '-'),
  },
);
const member = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  value.map((text) => `"${name}":${text}`);
const quoted = fc.oneof({ weight: 6, arbitrary: uuid }, { weight: 1, arbitrary: jsonText }).map((text) => `"${text}"`);
const object = (members: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc
    .shuffledSubarray(members, { minLength: Math.max(0, members.length - 4) })
    .chain((some) => fc.tuple(...some).map((texts) => `{${texts.join(',')}}`));
const figures = object([
  member('durationMs', jsonNumber),
  member('billedDurationMs', jsonNumber),
  member('memorySizeMB', fc.constant('512')),
  member('maxMemoryUsedMB', jsonNumber),
  member('initDurationMs', jsonNumber),
  member('restoreDurationMs', jsonNumber),
  member('billedRestoreDurationMs', jsonNumber),
  member('x', fc.constant('1')),
]);
const tracing = object([member('type', quoted), member('value', quoted), member('spanId', quoted)]);
const ofReport = object([
  member('requestId', quoted),
  member('metrics', figures),
  member('status', fc.constantFrom('"success"', '"success"', '"success"', '"timeout"', '"error"')),
  member('tracing', tracing),
  member('errorType', fc.constant('"Runtime.ExitError"')),
  member('functionArn', fc.constant('"arn:aws:lambda:us-east-1:123456789012:function:orders"')),
]);
const ofStart = object([
  member('version', fc.constantFrom('"$LATEST"', '"7"')),
  member('tracing', tracing),
  member('functionArn', fc.constant('"arn:aws:lambda:us-east-1:123456789012:function:mail"')),
]).chain((rest) => quoted.map((id) => (rest === '{}' ? `{"requestId":${id}}` : `{"requestId":${id},${rest.slice(1)}`)));

/** Platform records as Lambda's JSON format has them, members in any order and some missing, behind any prefix. */
export const oddRecord = fc
  .tuple(
    prefix,
    jsonTime,
    fc.oneof(
      { weight: 6, arbitrary: ofReport.map((record) => ['report', record] as const) },
      { weight: 3, arbitrary: ofStart.map((record) => ['start', record] as const) },
      { weight: 1, arbitrary: ofReport.map((record) => ['runtimeDone', record] as const) },
    ),
  )
  .map(([front, time, [event, record]]) => `${front}{"time":"${time}","type":"platform.${event}","record":${record}}`);

/** Bytes of a log with some of them changed, cut or doubled. */
export const mutatedLog = fc
  .tuple(log, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'double')), { maxLength: 8 }))
  .map(([text, changes]) => {
    let bytes = new TextEncoder().encode(text);
    for (const [where, value, kind] of changes) {
      const at = where % Math.max(1, bytes.length);
      if (kind === 'set' && bytes.length > 0) bytes[at] = value;
      else if (kind === 'cut') bytes = bytes.slice(0, at);
      else bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes]);
    }
    return bytes;
  });
