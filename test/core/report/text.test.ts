import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RenderContext } from '../../../src/core/report/context.ts';
import { FORMATS, RENDERERS } from '../../../src/core/report/render.ts';
import { ASCII } from '../../../src/core/report/style.ts';
import { layOut } from '../../../src/core/report/table.ts';
import { pad, shorten, widthOf, wrap } from '../../../src/core/report/width.ts';
import type { Analysis } from '../../../src/model/analysis.ts';
import { ACCOUNT, context, fleet, poetry, TOTAL, thumbnail, youtube } from './analyses.ts';

const GOLDEN = new URL('../../golden/report/', import.meta.url);

function table(analysis: Analysis, change: Partial<RenderContext> = {}): string {
  return [...RENDERERS.table(analysis, context(change))].join('');
}

/** Compares with a file a person can read; UPDATE=1 writes it anew. */
function expectGolden(name: string, text: string): void {
  const file = new URL(name, GOLDEN);
  if (process.env.UPDATE === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

const NEXT = ['memfit', 'analyze', 'logs/', '--function', 'music-youtube'];

describe('golden renderings', () => {
  it.each([
    ['fleet-160.txt', fleet(), { width: 160, next: NEXT }],
    ['fleet-80.txt', fleet(), { width: 80, next: NEXT }],
    ['fleet-40.txt', fleet(), { width: 40, next: NEXT }],
    ['change-100.txt', fleet({ functions: [youtube()] }), { width: 100 }],
    ['change-100-ascii.txt', fleet({ functions: [youtube()] }), { width: 100, glyphs: ASCII }],
    ['undecided-100.txt', fleet({ functions: [poetry()] }), { width: 100 }],
  ] as const)('%s is as it was', (name, analysis, change) => {
    expectGolden(name, table(analysis, change));
  });

  it.each(['markdown', 'csv', 'json', 'ndjson', 'html'] as const)('the fleet as %s is as it was', (format) => {
    const text = [...RENDERERS[format](fleet(), context())].join('');
    expectGolden(`fleet.${format}`, text.replaceAll('\r\n', '\n'));
    expect(text.split('\n').some((line) => line.endsWith('\r'))).toBe(format === 'csv');
  });
});

describe('the headline', () => {
  const first = (analysis: Analysis): string => table(analysis, { width: 400 }).split('\n')[0] ?? '';

  it('names the total, what changes save with its interval, what is at stake and what stays', () => {
    expect(first(fleet())).toBe(
      '3 functions, $211.28 a month: 1 change saves about $52.60 (95 %: $40.10–$60.20) a month; 1 undecided, up to $0.40 at stake; 1 stays.',
    );
  });

  it('says that changes for safety cost more, instead of a negative saving', () => {
    const total = { ...TOTAL, saving: { low: '-4', best: '-3', high: '-2', level: 0.95 }, undecided: 0, keeps: 0 };
    expect(first(fleet({ totals: [total] }))).toContain('1 change costs about $3.00 more (95 %: $2.00–$4.00) a month.');
  });

  it('speaks of a million invocations where time is unknown', () => {
    expect(first(fleet({ totals: [{ ...TOTAL, per: 'million-invocations' }] }))).toContain(
      '$211.28 per million invocations:',
    );
  });

  it('says when nothing was found, and when all that was found is set aside', () => {
    const none = { ...ACCOUNT, reports: 0, used: 0 };
    expect(first(fleet({ functions: [], totals: [], account: none }))).toBe(
      'No Lambda invocations were found: no REPORT line and no platform.report record in what was read.',
    );
    expect(first(fleet({ functions: [], totals: [] }))).toContain('none of them counts');
  });

  it('counts functions without a cost instead of leaving them out', () => {
    const unpriced = { ...thumbnail(), recommendation: { ...thumbnail().recommendation, cost: null } };
    const analysis = fleet({ functions: [youtube(), unpriced], totals: [{ ...TOTAL, keeps: 0, undecided: 0 }] });
    expect(table(analysis)).toContain('1 function without a cost besides.');
  });
});

describe('the fleet table', () => {
  it('shows the first functions only with --top and says how many more there are', () => {
    const text = table(fleet(), { top: 1 });
    expect(text).toContain('music-youtube');
    expect(text).not.toContain('music-thumbnail');
    expect(text).toContain('And 2 more functions; --top shows more.');
  });

  it('gives no number broken or shortened at any width', () => {
    for (let width = 40; width <= 170; width++) {
      const text = table(fleet(), { width });
      for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
      for (const figure of ['2048 → 1536', '$211.28', '$52.60']) expect(text).toContain(figure);
      expect(text).not.toMatch(/\d…|…\d/);
    }
  });

  it('uses ASCII alone where the terminal shows nothing else', () => {
    const text = table(fleet({ functions: [youtube()] }), { glyphs: ASCII });
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('writes a wide fleet piece by piece', () => {
    const pieces = [...RENDERERS.table(fleet(), context({ detail: true }))];
    expect(pieces.length).toBe(5);
    expect(FORMATS.every((format) => [...RENDERERS[format](fleet(), context())].length > 1)).toBe(true);
  });
});

describe('text laid out in columns', () => {
  it('counts wide characters as two columns and combining ones as none', () => {
    expect(widthOf('関数')).toBe(4);
    expect(pad('関数', 6)).toBe('関数  ');
    expect(widthOf('e\u0301')).toBe(1);
    expect(shorten('関数関数関数', 8, '…')).toBe('関数…数');
  });

  it('keeps a number and its unit on one line', () => {
    expect(wrap('at most 95 % of it', 10)).toEqual(['at most', '95 % of it']);
    expect(wrap('used 812 MB now', 9)).toEqual(['used', '812 MB', 'now']);
  });

  it('drops columns in the stated order and never cuts what may not be cut', () => {
    const columns = [
      { title: 'A', side: 'left' as const, cell: () => 'name-of-something', min: 6 },
      { title: 'B', side: 'right' as const, cell: () => '123456', drop: 2 },
      { title: 'C', side: 'right' as const, cell: () => '9999', drop: 1 },
    ];
    const at = (width: number) => layOut(columns, [0], { width, ellipsis: '…', heading: (text) => text });
    expect(at(40).dropped).toEqual([]);
    expect(at(18).dropped).toEqual(['C']);
    expect(at(13).dropped).toEqual(['C', 'B']);
    expect(at(5).lines).toBeNull();
    expect(at(20).lines?.[1]).toBe('name…g  123456  9999');
  });
});
