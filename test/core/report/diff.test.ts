import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/core/report/diff.ts';

test('a changed value is one line out and one line in', () => {
  const text = 'a\nb\nc\nd: 1\ne\nf\ng\nh\n';
  expect(unifiedDiff('t.yaml', text, [{ start: 9, end: 10, old: '1', new: '22' }])).toBe(
    '--- a/t.yaml\n+++ b/t.yaml\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d: 1\n+d: 22\n e\n f\n g\n',
  );
});

test('an inserted line shows no other line as changed', () => {
  const diff = unifiedDiff('t', 'a\nb\n', [{ start: 1, end: 1, old: '', new: '\nx' }]);
  expect(diff).toBe('--- a/t\n+++ b/t\n@@ -1,2 +1,3 @@\n a\n+x\n b\n');
});

test('no edit is no diff', () => {
  expect(unifiedDiff('t', 'a', [])).toBe('');
});

test('git apply makes of the diff what the edits make, for any text with or without a last line break', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memfit-diff-'));
  const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ':', '1', 'é'), maxLength: 5 });
  const cases = fc.sample(
    fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 30 }),
      ended: fc.boolean(),
      cuts: fc.array(fc.nat(200), { minLength: 2, maxLength: 8 }),
      word: fc.constantFrom('512', '\nMemorySize: 512', 'x\ny\nz'),
    }),
    { numRuns: 60, seed: 4 },
  );
  for (const { lines, ended, cuts, word } of cases) {
    const text = lines.join('\n') + (ended ? '\n' : '');
    const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
    const edits = [];
    for (let i = 0; i + 1 < at.length; i += 2) {
      edits.push({ start: at[i]!, end: at[i + 1]!, old: text.slice(at[i], at[i + 1]), new: word });
    }
    let after = '';
    let done = 0;
    for (const edit of edits) {
      after += text.slice(done, edit.start) + edit.new;
      done = edit.end;
    }
    after += text.slice(done);
    if (after === text || edits.length === 0) continue;
    writeFileSync(join(folder, 't'), text);
    const diff = unifiedDiff('t', text, edits);
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { input: diff, cwd: folder });
    expect(readFileSync(join(folder, 't'), 'utf8'), JSON.stringify({ text, edits, diff })).toBe(after);
  }
});
