import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RECORD_COLUMNS, recordCsv, recordCsvHeader, recordNdjson } from '../../../src/core/report/records.ts';
import type { InvocationRecord } from '../../../src/model/invocation.ts';
import { chunks, FIXTURES, readLines, readRecords } from '../../sources/log-file/harness.ts';

const LINES = '../shared/data/report-lines.jsonl';
const RECORD: InvocationRecord = {
  schemaVersion: 1,
  kind: 'report',
  format: 'text',
  requestId: '1',
  timestamp: '2026-11-02T01:00:08.659Z',
  function: 'Poetry',
  logGroup: '/aws/lambda/Poetry',
  logStream: '2026/11/02/[$LATEST]a',
  environment: '2026/11/02/[$LATEST]a#2',
  durationMs: 8123.45,
  billedDurationMs: 8536,
  memorySizeMB: 512,
  maxMemoryUsedMB: null,
  initDurationMs: 412.2,
  outcome: 'success',
  source: 'aws',
  file: 'a.log',
  line: 3,
};

function schema(name: string): z.ZodType {
  return z.fromJSONSchema(JSON.parse(readFileSync(`schemas/${name}`, 'utf8')));
}

describe('the schema of records', () => {
  const check = schema('record.v1.json');

  it.each([
    'firehose.json',
    'raw.txt',
    'telemetry.json',
    'insights-fields.json',
    'local-engine.ndjson',
    'guide-pipeline.txt',
  ])('holds for every record of %s', async (file) => {
    const { records } = await readRecords([join(FIXTURES, file)]);
    expect(records.length).toBe(3);
    for (const record of records) expect(check.parse(JSON.parse(recordNdjson(record)))).toEqual(record);
  });

  it('refuses an unknown field, a missing one and a wrong one', () => {
    expect(check.safeParse(RECORD).success).toBe(true);
    expect(check.safeParse({ ...RECORD, extra: 1 }).success).toBe(false);
    expect(check.safeParse({ ...RECORD, outcome: undefined }).success).toBe(false);
    expect(check.safeParse({ ...RECORD, line: 0 }).success).toBe(false);
    expect(check.safeParse({ ...RECORD, timestamp: 'yesterday' }).success).toBe(false);
  });

  it('names the columns of the CSV', () => {
    const { properties } = JSON.parse(readFileSync('schemas/record.v1.json', 'utf8'));
    expect([...RECORD_COLUMNS, 'schemaVersion', 'kind'].sort()).toEqual(Object.keys(properties).sort());
  });
});

describe('the schema of platform lines', () => {
  it.skipIf(!existsSync(LINES))('holds for every known line, which --lines gives exactly as expected', async () => {
    const check = schema('platform-line.v1.json');
    const cases = readFileSync(LINES, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const { line, expected, origin } of cases) {
      if (origin !== 'real' || expected.kind === 'application') continue;
      const content = JSON.stringify([line]);
      const [parsed, ...more] = await readLines(['-'], { stdin: chunks(content) });
      expect(more).toEqual([]);
      expect(parsed).toMatchObject({ ...expected, file: 'stdin', line: 1 });
      expect(check.safeParse(parsed).success, line).toBe(true);
    }
  });
});

describe('the CSV', () => {
  it('has one row a record, unknown as empty', () => {
    expect(recordCsvHeader()).toMatch(/^timestamp,function,requestId,outcome,durationMs,.*,file,line\r\n$/);
    expect(recordCsv(RECORD)).toBe(
      '"2026-11-02T01:00:08.659Z",Poetry,1,success,8123.45,8536,512,,412.2,,,,,2026/11/02/[$LATEST]a#2,' +
        '2026/11/02/[$LATEST]a,/aws/lambda/Poetry,aws,text,,,,,,,,,a.log,3\r\n',
    );
  });

  it('lets no text of a log start a formula or leave its cell', () => {
    const row = recordCsv({ ...RECORD, requestId: '=cmd|calc', errorType: 'a,"b"\nc', tenantId: '\t@SUM(1)' });
    expect(row).toContain(`,'=cmd|calc,`);
    expect(row).toContain(',"a,""b""\\nc",');
    expect(row).not.toMatch(/(^|,)"?[\t ]*[=+@]/);
    expect(row.match(/\n/g)).toEqual(['\n']);
  });
});

describe('the NDJSON', () => {
  it('shows active characters of hostile text as escapes', () => {
    const text = recordNdjson({ ...RECORD, requestId: '\u001b[31m\u202eevil\u2028' });
    expect(text).not.toMatch(/[\u001b\u202e\u2028]/);
    expect(JSON.parse(text).requestId).toBe('\u001b[31m\u202eevil\u2028');
  });
});
