import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chunks, createEar, FIXTURES, readLines, readRecords, scratchFolder, sourceOf } from './harness.ts';

const STREAM = '2026/11/02/[$LATEST]3f1c0de5a7b94c2f8e6d1a2b3c4d5e6f';
const GROUP = '/aws/lambda/Poetry';

/** What each shape carries of the same three invocations: a cold start, a warm one, a timeout. */
const SHAPES: readonly (readonly [file: string, carries: 'all' | 'stream' | 'time' | 'seconds' | 'nothing'])[] = [
  ['raw.txt', 'nothing'],
  ['query-output-text.txt', 'nothing'],
  ['guide-pipeline.txt', 'nothing'],
  ['message-array.json', 'nothing'],
  ['message-strings.ndjson', 'nothing'],
  ['aws-logs-tail-short.txt', 'seconds'],
  ['s3-export.txt', 'time'],
  ['console.csv', 'time'],
  ['athena.csv', 'time'],
  ['get-log-events.json', 'time'],
  ['get-log-events.txt', 'time'],
  ['time-message-pairs.json', 'time'],
  ['docker-json-file.ndjson', 'time'],
  ['filter-log-events.json', 'stream'],
  ['filter-log-events.txt', 'stream'],
  ['sam-logs.ndjson', 'stream'],
  ['sam-logs.txt', 'stream'],
  ['aws-logs-tail.txt', 'stream'],
  ['console-more-columns.csv', 'all'],
  ['firehose.json', 'all'],
  ['subscription-stream-last.json', 'all'],
  ['insights-messages.json', 'all'],
  ['shippers/vector.ndjson', 'all'],
  ['shippers/filebeat.ndjson', 'all'],
  ['shippers/opensearch-dump.ndjson', 'all'],
  ['shippers/opensearch-search.json', 'all'],
  ['shippers/loki-logcli.ndjson', 'all'],
  ['shippers/loki-query.json', 'all'],
  ['shippers/splunk-export.ndjson', 'all'],
  ['shippers/datadog-search.json', 'all'],
  ['shippers/new-relic.ndjson', 'all'],
  ['shippers/kibana.csv', 'all'],
  ['shippers/fluent-bit.ndjson', 'time'],
];

const folder = scratchFolder();

describe('each shape', () => {
  it.each(SHAPES)('%s gives the three invocations with all that it carries (%s)', async (file, carries) => {
    const { records, problems } = await readRecords([join(FIXTURES, file)]);
    expect(problems).toEqual([]);
    const timed = carries !== 'nothing';
    const ms = (text: string): string => (carries === 'seconds' ? `${text.slice(0, 19)}.000Z` : text);
    const streamed = carries === 'stream' || carries === 'all';
    const where = {
      schemaVersion: 1,
      kind: 'report',
      format: 'text',
      function: carries === 'all' ? 'Poetry' : null,
      logGroup: carries === 'all' ? GROUP : null,
      logStream: streamed ? STREAM : null,
      environment: streamed ? STREAM : null,
      memorySizeMB: 512,
      file: join(FIXTURES, file),
    };
    expect(records).toMatchObject([
      {
        ...where,
        requestId: '11111111-aaaa-4bbb-8ccc-000000000001',
        timestamp: timed ? ms('2026-11-02T01:00:08.659Z') : null,
        durationMs: 8123.45,
        billedDurationMs: 8536,
        maxMemoryUsedMB: 168,
        initDurationMs: 412.2,
        outcome: 'success',
      },
      {
        ...where,
        requestId: '22222222-aaaa-4bbb-8ccc-000000000002',
        timestamp: timed ? ms('2026-11-02T01:01:06.143Z') : null,
        durationMs: 6020.11,
        billedDurationMs: 6021,
        maxMemoryUsedMB: 171,
        outcome: 'success',
      },
      {
        ...where,
        requestId: '33333333-aaaa-4bbb-8ccc-000000000003',
        timestamp: timed ? ms('2026-11-02T01:02:30.123Z') : null,
        durationMs: 30000,
        billedDurationMs: 30000,
        maxMemoryUsedMB: 173,
        status: 'timeout',
        outcome: 'timeout',
      },
    ]);
    if (file !== 'guide-pipeline.txt') {
      expect(records[0]).toMatchObject({ xrayTraceId: '1-6907a1d0-1a2b3c4d5e6f708192a3b4c5', xraySampled: true });
    }
  });

  it.each(['insights-fields.json', 'insights-console.json', 'insights-console.csv', 'insights-json-format.json'])(
    '%s gives reports from discovered fields, memory in MB',
    async (file) => {
      const { records, problems } = await readRecords([join(FIXTURES, file)]);
      expect(problems).toEqual([]);
      const where = { function: 'Poetry', logGroup: GROUP, logStream: STREAM, memorySizeMB: 512 };
      expect(records).toMatchObject([
        { ...where, durationMs: 8123.45, billedDurationMs: 8536, maxMemoryUsedMB: 168, initDurationMs: 412.2 },
        { ...where, durationMs: 6020.11, billedDurationMs: 6021, maxMemoryUsedMB: 171 },
        { ...where, durationMs: 30000, billedDurationMs: 30000, maxMemoryUsedMB: 173 },
      ]);
      expect(records[0]?.timestamp).toBe('2026-11-02T01:00:08.659Z');
    },
  );

  it.each(['telemetry.json', 'platform-records.ndjson', 'platform-records-pretty.txt', 'aws-logs-tail-json.txt'])(
    '%s gives JSON reports and the function name of the INIT record',
    async (file) => {
      const { records, problems } = await readRecords([join(FIXTURES, file)]);
      expect(problems).toEqual([]);
      expect(records).toMatchObject([
        { format: 'json', function: 'Poetry', durationMs: 8123.45, initDurationMs: 412.2, status: 'success' },
        { format: 'json', function: 'Poetry', durationMs: 6020.11, status: 'success' },
        { format: 'json', function: 'Poetry', durationMs: 30000, status: 'timeout', outcome: 'timeout' },
      ]);
      expect(records.map((record) => record.timestamp)).toEqual([
        '2026-11-02T01:00:08.659Z',
        '2026-11-02T01:01:06.143Z',
        '2026-11-02T01:02:30.123Z',
      ]);
    },
  );

  it.each(['aws-logs-tail-json.txt', 'aws-logs-tail-json-colour.txt'])(
    '%s gives the stream that stands alone above each record',
    async (file) => {
      const { records } = await readRecords([join(FIXTURES, file)]);
      for (const { logStream, environment } of records) expect([logStream, environment]).toEqual([STREAM, STREAM]);
    },
  );

  it('a REPORT that a line of the function quotes is no invocation, in events and in text', async () => {
    const quoted =
      'REPORT RequestId: other\tDuration: 9.00 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 9 MB';
    const real = quoted.replace('other', '11111111-aaaa-4bbb-8ccc-000000000001');
    const id = '22222222-aaaa-4bbb-8ccc-000000000002';
    const node = `2026-11-02T01:00:00.543Z\t${id}\tINFO\t`;
    const python = `[INFO]\t2026-11-02T01:00:00.543Z\t${id}\t`;
    const said = [`${node}${quoted}`, `${node}last line: ${quoted}`, `${python}${quoted}`, `${python}got ${quoted}`];
    const json = JSON.stringify({ timestamp: '2026-11-02T01:00:00Z', level: 'INFO', requestId: id, message: quoted });
    const events = [...said, `we saw ${quoted}`, json, real].map((message, i) => ({ timestamp: 1e12 + i, message }));
    const files = [
      await folder.write('quoted.json', JSON.stringify({ events })),
      await folder.write('quoted.txt', `${[...said, real].join('\n')}\n`),
      await folder.write('quoted.ndjson', `${json}\n${real}\n`),
      await folder.write(
        'quoted-tail.txt',
        [...said, real].map((one) => `2026-11-02T01:00:00+00:00 ${one}\n`).join(''),
      ),
      // Words and a tab before a REPORT: `--output text` puts the next event on the same row.
      await folder.write('row.txt', `${node}hello\t${real}\tEND RequestId: ${id}\n`),
    ];
    for (const file of files) {
      const { records } = await readRecords([file]);
      expect([file, records.map((record) => record.requestId)]).toEqual([
        file,
        ['11111111-aaaa-4bbb-8ccc-000000000001'],
      ]);
    }
  });

  it.each([
    '<14>1 2026-11-02T01:00:00Z host app - - - ',
    'Nov  2 01:00:00 host lambda[12]: ',
    'lambda-1  | ',
    '2026-11-02T01:00:00.1Z stdout F ',
  ])('what container tools print before a message (%j) leaves it the platform its own', async (front) => {
    const message = `${front}REPORT RequestId: a\tDuration: 9.00 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 9 MB\t`;
    for (const content of [
      JSON.stringify({ log: message }),
      JSON.stringify({ events: [{ timestamp: 1, message }] }),
      message,
    ]) {
      const { records } = await readRecords(['-'], {}, { stdin: chunks(`${content}\n`) });
      expect(records.map(({ requestId }) => requestId)).toEqual(['a']);
    }
  });

  it('an out-of-memory in records printed over several lines is told once, by the record itself or its request id', async () => {
    const record = (id: number, more: object): object => ({
      time: `2026-11-02T01:0${id}:00.000Z`,
      type: 'platform.report',
      record: {
        requestId: `0000000${id}-aaaa-4bbb-8ccc-000000000000`,
        status: 'success',
        metrics: { durationMs: 1, billedDurationMs: 1, memorySizeMB: 512, maxMemoryUsedMB: 200 },
        ...more,
      },
    });
    const said = { level: 'ERROR', message: 'MemoryError', requestId: '00000002-aaaa-4bbb-8ccc-000000000000' };
    const documents = [
      record(1, { status: 'error', errorType: 'Runtime.OutOfMemory' }),
      said,
      record(2, {}),
      record(3, {}),
    ];
    const text = documents
      .map((document) => `2026-11-02T01:00:00.000000+00:00 ${STREAM} \n${JSON.stringify(document, null, 4)}\n`)
      .join('');
    for (const content of [text, text.replace(/^2026.*\n/gm, '')]) {
      const path = await folder.write('pretty-memory.txt', content);
      const { records } = await readRecords([path]);
      expect(records.map(({ outcome }) => outcome)).toEqual(['out-of-memory', 'out-of-memory', 'success']);
      const { account } = await sourceOf([path]).usage({}, createEar());
      expect(account.unjoined).toBe(0);
    }
  });

  it.each(['log-result.b64', 'invoke-output.json', 'curl-headers.txt'])(
    '%s gives the report of a log tail that begins in the middle of a line',
    async (file) => {
      const { records, problems } = await readRecords([join(FIXTURES, file)]);
      expect(problems).toEqual([]);
      expect(records).toMatchObject([{ durationMs: 8123.45, maxMemoryUsedMB: 168, xraySampled: true, function: null }]);
    },
  );

  it('reads the payload of a subscription Lambda', async () => {
    const documents = readFileSync(join(FIXTURES, 'firehose.json'), 'utf8').split(/(?<=\})(?=\{"messageType)/);
    const data = (document: string): string => gzipSync(document).toString('base64');
    const event = await folder.write('event.json', JSON.stringify({ awslogs: { data: data(documents[1]!) } }));
    const events = documents.map((document) => JSON.stringify({ awslogs: { data: data(document) } })).join('\n');
    const kinesis = { Records: documents.map((document) => ({ kinesis: { data: data(document) }, eventID: '1' })) };
    const firehose = { records: documents.map((document, i) => ({ recordId: `${i}`, data: data(document) })) };
    expect((await readRecords([event])).records).toMatchObject([{ function: 'Poetry', maxMemoryUsedMB: 168 }]);
    for (const content of [
      events,
      JSON.stringify(kinesis),
      JSON.stringify(firehose, null, 2),
      data(documents.join('')),
    ]) {
      const file = await folder.write('wrapped', content);
      const { records, problems } = await readRecords([file]);
      expect(problems).toEqual([]);
      expect(records.map((record) => [record.function, record.maxMemoryUsedMB])).toEqual([
        ['Poetry', 168],
        ['Poetry', 171],
        ['Poetry', 173],
      ]);
    }
  });

  it('takes function, account and group from ARNs', async () => {
    const arn = 'arn:aws:logs:ap-northeast-2:123456789012:log-group:/aws/lambda/Thumb:*';
    const content = JSON.stringify({ logGroup: arn, logStream: 's', timestamp: 1_793_581_200_123, message: REPORT });
    const { records } = await readRecords(['-'], {}, { stdin: chunks(content) });
    expect(records).toMatchObject([{ function: 'Thumb', logGroup: '/aws/lambda/Thumb', logStream: 's' }]);
  });

  it('takes the stream of an S3 export from its path', async () => {
    const task = 'exported/logs/5f1b8b7e-0e4e-4a6f-9c56-7d7e8a9b0c1d';
    const bytes = gzipSync(readFileSync(join(FIXTURES, 's3-export.txt')));
    await folder.write(`${task}/${STREAM.replaceAll('/', '-')}/000000.gz`, bytes);
    await folder.write('exported/logs/aws-logs-write-test', 'Permission Check Successful');
    const { records, problems } = await readRecords([join(folder.path, 'exported')]);
    expect(problems).toEqual([]);
    expect(records.map((record) => record.environment)).toEqual([STREAM, STREAM, STREAM]);
  });

  it('reads its own records again', async () => {
    const { records } = await readRecords([join(FIXTURES, 'firehose.json')]);
    const content = records.map((record) => JSON.stringify(record)).join('\n');
    const again = await readRecords(['-'], {}, { stdin: chunks(content) });
    expect(again.records.map((record) => ({ ...record, file: '', line: 0 }))).toEqual(
      records.map((record) => ({ ...record, file: '', line: 0 })),
    );
  });

  it('marks the records of the local engine', async () => {
    const { records } = await readRecords([join(FIXTURES, 'local-engine.ndjson')]);
    expect(records.map((record) => record.source)).toEqual(['local', 'local', 'local']);
  });
});

describe('events as queries and queues pass them on', () => {
  const report = (n: number): string =>
    `REPORT RequestId: id-${n}\tDuration: ${n}.50 ms\tBilled Duration: ${n + 1} ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t\n`;
  const AT = Date.UTC(2026, 10, 2, 1);
  const both = [1, 2].map((n) => ({
    requestId: `id-${n}`,
    timestamp: new Date(AT + n).toISOString(),
    logStream: STREAM,
  }));

  it.each([
    [
      '--query events[*].[timestamp,logStreamName,message] --output text',
      (n: number) => `${AT + n}\t${STREAM}\t${report(n)}\n`,
    ],
    [
      '--query events[*].[logStreamName,timestamp,message] --output text',
      (n: number) => `${STREAM}\t${AT + n}\t${report(n)}\n`,
    ],
    ['objects with keys of their own', (n: number) => `${JSON.stringify({ t: AT + n, s: STREAM, m: report(n) })}\n`],
  ])('%s keeps time and stream', async (_, line) => {
    const { records, problems } = await readRecords(['-'], {}, { stdin: chunks(line(1), line(2)) });
    expect(problems).toEqual([]);
    expect(records).toMatchObject(both);
  });

  it('documents in strings of documents (SQS, SNS) are opened, the function its own lines are not', async () => {
    const event = { message: report(1), logGroup: GROUP };
    const quoted = JSON.stringify({ note: report(3) });
    const lines = [
      {
        Records: [
          { body: JSON.stringify(event) },
          { body: JSON.stringify({ Message: JSON.stringify({ message: report(2) }) }) },
        ],
      },
      { message: quoted, timestamp: '2026-11-02T01:00:00Z', log_group: GROUP },
    ];
    const { records } = await readRecords(
      ['-'],
      {},
      { stdin: chunks(...lines.map((one) => `${JSON.stringify(one)}\n`)) },
    );
    expect(records).toMatchObject([{ requestId: 'id-1', function: 'Poetry' }, { requestId: 'id-2' }]);
    expect(records.length).toBe(2);
  });

  it('JSON records that a shipper has parsed already keep where they come from', async () => {
    const record = (n: number): object => ({
      time: new Date(AT + n).toISOString(),
      type: 'platform.report',
      record: {
        requestId: `id-${n}`,
        metrics: { durationMs: n, billedDurationMs: n, memorySizeMB: 512, maxMemoryUsedMB: 90 },
      },
    });
    const origin = { aws: { cloudwatch: { log_group: GROUP, log_stream: STREAM } } };
    const lines = [
      { ...record(1), ...origin },
      { '@timestamp': '2026-11-02T01:00:00Z', message: record(2), ...origin },
    ];
    const { records, problems } = await readRecords(
      ['-'],
      {},
      { stdin: chunks(...lines.map((one) => `${JSON.stringify(one)}\n`)) },
    );
    expect(problems).toEqual([]);
    expect(records).toMatchObject(both.map(({ requestId }) => ({ requestId, function: 'Poetry', logStream: STREAM })));
  });

  it('an answer of a Logs Insights query that was not complete is read, and said to miss rows', async () => {
    const answer = { results: [[{ field: '@message', value: report(1) }]], status: 'Running' };
    const { records, problems } = await readRecords(['-'], {}, { stdin: chunks(JSON.stringify(answer)) });
    expect(records.length).toBe(1);
    expect(problems).toEqual([
      'stdin: the Logs Insights query was not complete (status Running), so rows are missing; fetch its results again',
    ]);
  });

  it('without a time are said to be counted whatever the window', async () => {
    const request = { sinceMs: AT };
    const { records, problems } = await readRecords(['-'], request, { stdin: chunks(report(1)) });
    expect(records.length).toBe(1);
    expect(problems).toEqual(['Reports without a time are counted whatever --since and --until say (stdin).']);
    const ear = createEar();
    await sourceOf([join(FIXTURES, 'raw.txt'), join(FIXTURES, 'firehose.json')]).usage(request, ear);
    expect(ear.notices.map(({ code }) => code)).toEqual(['window-unchecked']);
  });

  it('serverless logs, which leave the size out, are named', async () => {
    const text =
      '2026-11-02 01:00:00.000\tSTART\n2026-11-02 01:00:01.000\tEND Duration: 5.12 ms (init: 123.45 ms) Memory Used: 64 MB\n';
    const { problems } = await readRecords(['-'], {}, { stdin: chunks(text) });
    expect(problems).toEqual([
      'stdin: `serverless logs` leaves out the memory size; export with `aws logs filter-log-events --output json`',
    ]);
  });
});

describe('lines', () => {
  it.each(SHAPES.map(([file]) => file).filter((file) => file !== 'guide-pipeline.txt'))(
    'are the same in %s as in the raw log',
    async (file) => {
      const plain = (line: object): object => ({ ...line, file: '', line: 0, timestamp: '', logStream: '' });
      const raw = await readLines([join(FIXTURES, 'raw.txt')]);
      expect(raw.map((line) => line.kind)).toEqual([
        'init_start',
        'start',
        'end',
        'report',
        'start',
        'end',
        'report',
        'start',
        'end',
        'report',
      ]);
      expect((await readLines([join(FIXTURES, file)])).map(plain)).toEqual(raw.map(plain));
    },
  );

  it('outside a window are left out, by the time of their event or their own; those without a time are not', async () => {
    const window = { sinceMs: Date.UTC(2026, 10, 2, 1, 2), untilMs: Date.UTC(2026, 10, 3) };
    const kinds = async (file: string): Promise<string[]> => {
      const found = [];
      for await (const line of sourceOf([join(FIXTURES, file)]).lines(window, createEar())) found.push(line.kind);
      return found;
    };
    for (const file of ['filter-log-events.json', 'aws-logs-tail.txt']) {
      expect(await kinds(file), file).toEqual(['start', 'end', 'report']);
    }
    expect((await kinds('raw.txt')).length).toBe(10);
  });

  it('carry the place where the message begins', async () => {
    const lines = await readLines([join(FIXTURES, 'platform-records-pretty.txt')]);
    expect(lines.map((line) => [line.kind, line.line])).toEqual([
      ['init_start', 1],
      ['start', 13],
      ['report', 21],
      ['report', 41],
      ['report', 55],
    ]);
  });
});

const REPORT =
  'REPORT RequestId: 1\tDuration: 10.00 ms\tBilled Duration: 10 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n';
