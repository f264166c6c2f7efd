import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/core/logs/parse-line.ts';

const CASES = new URL('../../../../shared/data/report-lines.jsonl', import.meta.url);

interface Case {
  readonly line: string;
  readonly expected: unknown;
  readonly origin: string;
  readonly note: string | null;
}

const cases: Case[] = existsSync(CASES)
  ? readFileSync(CASES, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Case)
  : [];

describe.skipIf(cases.length === 0)('collected platform lines (needs ../shared/data/report-lines.jsonl)', () => {
  it.each(cases.map((one, index) => [index + 1, one.origin, one.note ?? one.line.slice(0, 60), one] as const))(
    'case %i (%s): %s',
    (_index, _origin, _note, one) => {
      expect(parseLine(one.line)).toEqual(one.expected);
    },
  );
});
