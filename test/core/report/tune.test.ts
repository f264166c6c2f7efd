import { describe, expect, it } from 'vitest';
import { tuneFunction } from '../../../src/actions/tune.ts';
import { priceTable } from '../../../src/core/pricing/price-table.ts';
import { pricesUsed } from '../../../src/core/pricing/what-if.ts';
import type { RenderContext } from '../../../src/core/report/context.ts';
import { ASCII, PLAIN, UNICODE } from '../../../src/core/report/style.ts';
import { TUNE_RENDERERS } from '../../../src/core/report/tune.ts';
import { curvePicture } from '../../../src/core/report/tune-curve.ts';
import { widthOf } from '../../../src/core/report/width.ts';
import type { FunctionTuning, TuneReport } from '../../../src/model/tuning.ts';
import { bench, order } from '../../actions/tune-world.ts';

const look = (changes: Partial<RenderContext> = {}) =>
  ({ style: PLAIN, glyphs: UNICODE, width: 100, ...changes }) as RenderContext;

const measured = await tuneFunction(order({ sizesMB: [256, 512, 1_769] }), bench({ cpuMs: 80, waitMs: 1 }).ports);

function render(
  format: keyof typeof TUNE_RENDERERS,
  changes: Partial<FunctionTuning> = {},
  context: RenderContext = look(),
): string {
  const report: TuneReport = {
    schemaVersion: 1,
    kind: 'tune',
    memfitVersion: '0.1.0',
    runId: 'run-1',
    prices: pricesUsed(priceTable('us-east-1'), true),
    functions: [{ ...measured, ...changes }],
  };
  return [...TUNE_RENDERERS[format](report, context)].join('');
}

describe('the answer of tune in text', () => {
  it('leads with the recommendation, then sizes, curves, range, and what measured', () => {
    const text = render('table', {
      status: 'decided',
      reason: null,
      pickMB: 1_769,
      chance: 0.957,
      tie: { lowMB: 1_024, highMB: 1_769, within: 0.02, chance: 0.92, of: 'goal', timeRatio: 1.02 },
    });
    expect(text.split('\n')[0]).toBe('Fn: 512 MB → 1,769 MB for goal balanced, 95 % sure');
    expect(text).toMatch(/^> 1,769 +\d+ +\d+ ms \(\d+ ms–\d+ ms\) +\$\d\.\d\d /m);
    expect(text.replaceAll('\n', ' ')).toContain(
      'Anywhere in 1,024–1,769 MB cost is at most 8 % over the cheapest and time at most 2 % over the fastest size within 5 % of it (probability 92 %).',
    );
    expect(text).toContain('engine local, driver paper, calibration level 1 (a test)');
    expect(text).toContain('░');
    expect(text).toContain('--engine replay --run run-1');
  });

  it('shows ratios before figures of this machine where nothing is calibrated', () => {
    const level0 = { ...measured.ruler, calibration: { level: 0, factor: 1, source: 'none' } as const };
    const heading =
      render('table', { ruler: level0 })
        .split('\n')
        .find((line) => line.includes('mean duration')) ?? '';
    expect(heading.indexOf('time')).toBeLessThan(heading.indexOf('mean duration here'));
    expect(heading).toContain('a million calls here');
    expect(render('table', { ruler: level0 })).toContain('only shape and ratios hold');
  });

  it('names nothing where the function fails, and says what failed', () => {
    const text = render('table', {
      status: 'undecided',
      reason: 'failing',
      pickMB: null,
      chance: null,
      tie: null,
      failures: [{ sizeMB: 512, payload: 'p', status: 'error', errorType: 'X', why: 'status 500', calls: 2 }],
    });
    expect(text).toContain('Fn: no recommendation, the function fails');
    expect(text).toContain('2 calls failed at 512 MB with payload p: error, X: status 500.');
  });

  it('fits narrow terminals and those without UTF-8', () => {
    const ascii = render('table', {}, look({ glyphs: ASCII, width: 60 }));
    expect(ascii).toMatch(/^[\n\x20-\x7e]*$/);
    const lines = ascii.split('\n').filter((line) => !line.startsWith('https://'));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(60);
  });

  it('never lets a name act', () => {
    const name = 'a\u001b[31m|<b>,=1\n@x';
    expect(render('table', { name })).not.toContain('\u001b');
    expect(render('markdown', { name })).not.toMatch(/<b>|\u001b/);
    expect(render('csv', { name }).split('\r\n')[1]).toMatch(/^"a/);
    expect(JSON.parse(render('json', { name })).functions[0].name).toBe(name);
  });

  it('is a row a size in CSV and a table in Markdown', () => {
    const rows = render('csv').trim().split('\r\n');
    expect(rows).toHaveLength(1 + measured.points.length);
    expect(new Set(rows.map((row) => row.split(',').length)).size).toBe(1);
    expect(render('markdown')).toContain('| MB | n | mean duration | a million calls |');
  });
});

describe('several functions in turn', () => {
  const about = { schemaVersion: 1, kind: 'tune', memfitVersion: '0.1.0', runId: null } as const;
  const prices = pricesUsed(priceTable('us-east-1'), true);
  const [first, last] = [measured.points.find((point) => point.measured > 0)?.sizeMB, measured.points.at(-1)?.sizeMB];
  const functions = [
    { ...measured, name: 'First', status: 'decided', currentMB: first, pickMB: last } as FunctionTuning,
    { ...measured, name: 'Second|<b>', pickMB: null, chance: null, reason: 'failing' } as FunctionTuning,
  ];
  const all = (format: keyof typeof TUNE_RENDERERS, width = 100) =>
    [...TUNE_RENDERERS[format]({ ...about, prices, functions }, look({ width }))].join('');

  it('end in one table with sizes, answers and what changes', () => {
    expect(all('table')).toMatch(/function +now MB +best MB +answer +sure +time +cost +calls/);
    expect(all('table')).toMatch(/First +\d+ +[\d,]+ +change +\d+ % +−\d+ % /);
    expect(all('table')).toMatch(/Second\|<b> +[\d,]+ +none +it fails/);
    expect(all('markdown')).toMatch(/\| First \| \d+ \| [\d,]+ \| change \|/);
    expect(all('markdown')).not.toContain('<b>');
    expect(all('html')).toContain('<a href="#t1">Second|&lt;b&gt;</a>');
    expect(render('table')).not.toContain('best MB');
  });

  it('fits narrow terminals', () => {
    const lines = all('table', 44)
      .split('\n')
      .filter((line) => !line.startsWith('https://'));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(44);
  });
});

describe('the picture of a curve', () => {
  const place = (sizeMB: number, best: number) => ({ sizeMB, low: best * 0.9, best, high: best * 1.1, measured: true });

  it('falls from the left to the right where the values do, and marks what was measured', () => {
    const lines = curvePicture([place(128, 800), place(512, 200), place(2_048, 50)], 512, 41, String, UNICODE);
    const find = (mark: string) =>
      lines.flatMap((line, row) => [...line].flatMap((c, x) => (c === mark ? [[row, x]] : [])));
    const [left, right] = find('●');
    const [pick] = find('◆');
    expect(left?.[0]).toBeLessThan(pick?.[0] as number);
    expect(pick?.[0]).toBeLessThan(right?.[0] as number);
    // 512 lies half way between 128 and 2,048 on a log axis.
    expect((pick?.[1] as number) - (left?.[1] as number)).toBe(20);
    expect(lines.at(-1)).toMatch(/128 +512 +2048/);
  });

  it('draws a flat curve, and nothing of a single size', () => {
    const flat = { low: 5, best: 5, high: 5, measured: true };
    expect(
      curvePicture(
        [
          { ...flat, sizeMB: 128 },
          { ...flat, sizeMB: 256 },
        ],
        null,
        30,
        String,
        ASCII,
      ),
    ).toHaveLength(10);
    expect(curvePicture([place(128, 1)], null, 30, String, ASCII)).toEqual([]);
  });
});
