import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMENT_MARKER } from '../../../src/core/report/markdown.ts';
import { FORMATS, RENDERERS } from '../../../src/core/report/render.ts';
import { widthOf } from '../../../src/core/report/width.ts';
import type { Analysis } from '../../../src/model/analysis.ts';
import { context, fleet, poetry, thumbnail, youtube } from './analyses.ts';
import { ACTIVE, hostileText, poison } from './hostile.ts';

/** Words of our own unions and decimal amounts: everything else may come from outside. */
const OURS =
  /\.(action|kind|per|currency|code|severity|urgency|reason|outcome|invocationsFrom|method|architecture|basis|low|best|high|now|after|requests|compute|init|atStake|saving|origin|date|generatedAt|memfitVersion)$/;

function keep(path: string): boolean {
  return OURS.test(path) && !path.includes('suppressed') && !path.includes('unreadable');
}

function poisoned(hostile: string): Analysis {
  const analysis = fleet({ functions: [youtube(), poetry(), thumbnail()] });
  const bad = poison(analysis, hostile, keep);
  const functions = bad.functions.map((analysed) => ({
    ...analysed,
    usage: { ...analysed.usage, errorTypes: { [hostile]: 1 }, initFailures: { [hostile]: 2 } },
  }));
  return { ...bad, functions };
}

const written = (format: keyof typeof RENDERERS, analysis: Analysis, change = {}): string =>
  [...RENDERERS[format](analysis, context({ next: ['memfit', 'analyze'], ...change }))].join('');

describe('hostile text from logs, names and files', () => {
  it('reaches no output raw, in any format', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...FORMATS), fc.boolean(), (hostile, format, detail) => {
        const text = written(format, poisoned(hostile), { detail });
        expect(text.replaceAll('\r\n', '\n').replaceAll('\n', '')).not.toMatch(ACTIVE);
      }),
      { numRuns: 150 },
    );
  });

  it('never writes a line wider than the terminal', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 40, max: 200 }), fc.boolean(), (hostile, width, detail) => {
        for (const line of written('table', poisoned(hostile), { detail, width }).split('\n')) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('forges neither marker, nor tag, nor table cell in Markdown', () => {
    fc.assert(
      fc.property(hostileText, (hostile) => {
        const text = written('markdown', poisoned(hostile));
        expect(text.split('<!--').length).toBe(2);
        expect(text.startsWith(`${COMMENT_MARKER}\n`)).toBe(true);
        const tags = new Set(text.match(/<(?!https:\/\/memfit\.example\/)[^>]*>/g));
        tags.delete(COMMENT_MARKER);
        for (const tag of tags) expect(['<details>', '</details>', '<summary>', '</summary>']).toContain(tag);
        for (const line of text.split('\n').filter((part) => part.startsWith('| '))) {
          expect(line.replace(/\\[\s\S]/g, '').split('|').length).toBe(11);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('adds no tag and no attribute to the page', () => {
    const shape = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];
    const plain = shape(written('html', poisoned('x')));
    fc.assert(
      fc.property(hostileText, (hostile) => {
        expect(shape(written('html', poisoned(`x${hostile}`)))).toEqual(plain);
      }),
      { numRuns: 100 },
    );
  });

  it('gives as many CSV fields in every row as in the heading', () => {
    fc.assert(
      fc.property(hostileText, (hostile) => {
        const rows = written('csv', poisoned(hostile)).split('\r\n').slice(0, -1);
        const fields = rows.map((row) => row.replace(/"(?:[^"]|"")*"/g, '').split(',').length);
        expect(new Set(fields).size).toBe(1);
        expect(rows.length).toBe(4);
      }),
      { numRuns: 100 },
    );
  });

  it('comes back from JSON as the data it was', () => {
    fc.assert(
      fc.property(hostileText, (hostile) => {
        const analysis = poisoned(hostile);
        const document = JSON.parse(written('json', analysis));
        expect(document.functions[0].function).toBe(hostile);
        expect(Object.keys(document.functions[0].usage.errorTypes)).toEqual(Object.keys({ [hostile]: 1 }));
        for (const line of written('ndjson', analysis).trimEnd().split('\n'))
          expect(JSON.parse(line).function).toBe(hostile);
      }),
      { numRuns: 50 },
    );
  });
});
