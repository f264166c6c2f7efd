import { describe, expect, test } from 'vitest';
import type { StepResult } from '../../scripts/steps/run.ts';
import { report, sum, tallyOf } from '../../scripts/steps/tally.ts';

const ended = (exit: string): StepResult => ({
  step: { name: 'lint', command: 'node', args: [] },
  ok: exit === '0',
  exit,
  ms: 1,
  output: '',
});

describe('the closing line', () => {
  test('counts passed and failed', () => {
    expect(report({ passed: 3, failed: [], skipped: [] })).toBe('3 passed, 0 failed');
  });

  test('comes after the names of what was skipped and what failed', () => {
    const text = report({ passed: 3, failed: ['a > b'], skipped: ['c > d (needs ../shared/data)'] });
    expect(text).toBe('skipped: c > d (needs ../shared/data)\nfailed: a > b\n3 passed, 1 failed, 1 skipped');
  });
});

test('tallies add up', () => {
  const one = { passed: 1, failed: ['a'], skipped: ['b'] };
  expect(sum([one, one, { passed: 5, failed: [], skipped: [] }])).toEqual({
    passed: 7,
    failed: ['a', 'a'],
    skipped: ['b', 'b'],
  });
});

test('a step that is no test run counts as nothing if it held, as one failure by its name if not', () => {
  expect(tallyOf(ended('0'), undefined)).toEqual({ passed: 0, failed: [], skipped: [] });
  expect(tallyOf(ended('2'), undefined)).toEqual({ passed: 0, failed: ['lint (exit 2)'], skipped: [] });
});

test('a test run that ended without a tally is a failure, however it exited', () => {
  const missing = '/nowhere/tally.json';
  expect(tallyOf(ended('SIGKILL'), missing).failed).toEqual(['lint (exit SIGKILL)']);
  expect(tallyOf(ended('0'), missing).failed).toEqual(['lint (no tally)']);
});
