import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unwrapper, wrappingOf } from '../../../../src/core/logs/envelopes/wrapped.ts';

const FIXTURES = 'test/fixtures/logs';
const id = (i: number) => `3f8a5c1e-89c2-4b7e-9f00-${String(i).padStart(12, '0')}`;
const report = (i: number) =>
  `REPORT RequestId: ${id(i)}\tDuration: ${(i * 7_919) % 20_000}.25 ms\tBilled Duration: ${((i * 7_919) % 20_000) + 1} ms\tMemory Size: 512 MB\tMax Memory Used: ${60 + ((i * 37) % 400)} MB\t${i % 5 === 0 ? 'Init Duration: 210.10 ms\t' : ''}`;

/** The lines of a log as one tool or another prints them. */
function logOf(prefix: (i: number) => string): string[] {
  return Array.from({ length: 40 }, (_, i) => [
    `${prefix(i)}START RequestId: ${id(i)} Version: $LATEST`,
    `${prefix(i)}2026-11-02T10:00:00.000Z\t${id(i)}\tINFO\tanswered in ${i} ms, größer als 12${i} Stück, and so on until the line is rather long and must be broken`,
    `${prefix(i)}${report(i)}`,
    ...(i % 7 === 0
      ? [
          `XRAY TraceId: 1-5f0e8f4c-${id(i).replaceAll('-', '').slice(0, 24)}\tSegmentId: 1234567890abcdef\tSampled: true\t`,
        ]
      : []),
    '',
  ]).flat();
}

const PREFIXES: readonly ((i: number) => string)[] = [
  () => '',
  (i) => `2026-11-02T10:00:${String(i).padStart(2, '0')}.123Z `,
  (i) =>
    `2026-11-02T10:00:${String(i).padStart(2, '0')}.123000+00:00 2026/11/02/[$LATEST]${'0123456789abcdef'.repeat(2)} `,
];

function wrapped(lines: readonly string[], width: number): string {
  const parts = lines.flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? ['']);
  return `${parts.join('\r\n')}\r\n`;
}

function unwrapped(text: string, measure: { readonly width: number; readonly tabs: boolean }, cut = 97): string {
  const bytes = new TextEncoder().encode(text);
  let out = '';
  const decoder = new TextDecoder();
  const lines = new Unwrapper(measure, (line) => {
    out += decoder.decode(line);
  });
  for (let at = 0; at < bytes.length; at += cut) lines.push(bytes.subarray(at, at + cut));
  lines.end();
  return out;
}

describe('lines that a window broke at its width', () => {
  it('are put together again, whatever the width, the shape and the cuts of the chunks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 130 }),
        fc.constantFrom(...PREFIXES),
        fc.integer({ min: 1, max: 5_000 }),
        (width, prefix, cut) => {
          const lines = logOf(prefix);
          const text = wrapped(lines, width);
          const found = wrappingOf(text, true);
          expect(found).toEqual({ kind: 'joins', width, tabs: false });
          const again = unwrapped(text, { width, tabs: false }, cut).split('\n').filter(Boolean);
          expect(again.filter((line) => /REPORT|XRAY/.test(line))).toEqual(
            lines.filter((line) => /REPORT|XRAY/.test(line)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keep their places: a line ends where its last part stood', () => {
    const text = `short\r\n${wrapped([report(1)], 80)}after\r\n`;
    const lines = unwrapped(text, { width: 80, tabs: false }).split('\n');
    expect(lines[0]).toBe('short');
    expect(lines[2]).toBe(report(1));
    expect(lines[3]).toBe('after');
  });

  it('are not joined where a full line ends by itself and an event begins', () => {
    const full = 'x'.repeat(80);
    expect(unwrapped(`${full}\nREPORT RequestId: a\n`, { width: 80, tabs: false })).toBe(
      `${full}\nREPORT RequestId: a\n`,
    );
    const prefix = PREFIXES[2]!(1);
    const text = wrapped([prefix + report(1)], prefix.length);
    expect(unwrapped(text, { width: prefix.length, tabs: false }).trim()).toBe((prefix + report(1)).trim());
  });

  it('are known by their columns too, where tabs reach to the next multiple of eight (fold -w)', () => {
    const folded = (line: string): string[] => {
      const parts = [''];
      let column = 0;
      for (const letter of line) {
        let next = letter === '\t' ? (column >> 3) * 8 + 8 : column + 1;
        if (next > 100) {
          parts.push('');
          next = letter === '\t' ? 8 : 1;
        }
        parts[parts.length - 1] += letter;
        column = next;
      }
      return parts;
    };
    const lines = logOf(() => '');
    const text = `${lines.flatMap(folded).join('\n')}\n`;
    expect(wrappingOf(text, true)).toEqual({ kind: 'joins', width: 100, tabs: true });
    const again = unwrapped(text, { width: 100, tabs: true }).split('\n');
    expect(again.filter((line) => line.includes('REPORT'))).toEqual(lines.filter((line) => line.includes('REPORT')));
  });

  it('are found only where that is proven', () => {
    const cut = logOf(() => '').map((line) => line.slice(0, 100));
    expect(wrappingOf(`${cut.join('\n')}\n`, true)).toEqual({ kind: 'cut', width: 100, tabs: false });
    // One piece is missing: nothing is joined.
    const lacking = wrapped(
      logOf(() => ''),
      80,
    ).split('\r\n');
    lacking.splice(lacking.findIndex((line) => line.startsWith('REPORT')) + 1, 1);
    expect(wrappingOf(lacking.join('\r\n'), true)?.kind).not.toBe('joins');
    expect(wrappingOf(`${logOf(() => '').join('\n')}\n`, true)).toBeNull();
    expect(wrappingOf('', true)).toBeNull();
  });

  it('cost nothing in one line of any length', () => {
    const line = JSON.stringify({ message: 'x'.repeat(60_000), note: 'Billed Duration' });
    for (let round = 0; round < 200; round++) expect(wrappingOf(line, false)).toBeNull();
  });

  const files = readdirSync(FIXTURES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  it.each(files.map((entry) => join(entry.parentPath, entry.name)))('are none in %s', (file) => {
    expect(wrappingOf(readFileSync(file, 'utf8'), true)).toBeNull();
  });
});
