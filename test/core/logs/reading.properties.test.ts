import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/core/logs/parse-line.ts';
import { hashText } from '../../../src/core/logs/scan/text-hash.ts';
import { event, log, mutatedLog, oddRecord, oddReport, timedReport } from './log-arbitrary.ts';
import { type Reading, readText, readTexts } from './reading.ts';

/** What must not depend on how the text came in. */
function answer({ seen, facts, counts, collected }: Reading): unknown {
  return { seen, facts, counts, functions: collected.functions, setAside: collected.setAside };
}

const RUNS = { numRuns: 60 };

describe('reading any text', () => {
  it('never throws, and counts every report it met as used or set aside', () => {
    fc.assert(
      fc.property(mutatedLog, (bytes) => {
        const { counts, seen } = readText(bytes);
        const aside = Object.values(counts.setAside).reduce((sum, count) => sum + count, 0);
        expect(counts.reports).toBe(counts.used + aside);
        expect(seen.length).toBe(counts.reports);
      }),
      RUNS,
    );
  });

  it('gives the same answer wherever the chunks are cut', () => {
    fc.assert(
      fc.property(log, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }), (text, sizes) => {
        let turn = 0;
        const cut = (): number => sizes[turn++ % sizes.length] ?? 1;
        expect(answer(readTexts([{ text }], {}, 'wasm', cut))).toEqual(answer(readText(text)));
      }),
      RUNS,
    );
  });

  it('gives the same answer where the scanner has to work in several pieces', () => {
    const filler = `${'x'.repeat(997)}\n`;
    fc.assert(
      fc.property(log, fc.integer({ min: 0, max: 66_000 }), fc.nat(1), (text, before, newline) => {
        const front = newline ? `${filler.repeat(Math.ceil(before / 998)).slice(0, before)}\n` : `${filler.repeat(66)}`;
        const long = readText(front + text + filler.repeat(70));
        const short = readText(text);
        expect(long.seen.map((one) => [one.usedMB, one.outcome, one.aside, one.timeMs])).toEqual(
          short.seen.map((one) => [one.usedMB, one.outcome, one.aside, one.timeMs]),
        );
      }),
      RUNS,
    );
  });

  it('finds the same with WebAssembly as without', () => {
    fc.assert(
      fc.property(mutatedLog, (text) => {
        expect(answer(readTexts([{ text }], {}, 'wasm'))).toEqual(answer(readTexts([{ text }], {}, 'plain')));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('reads times and figures of every length with WebAssembly as without', () => {
    fc.assert(
      fc.property(fc.array(oddReport, { minLength: 10, maxLength: 60 }), (reports) => {
        const text = `${reports.join('\n')}\n`;
        expect(answer(readTexts([{ text }], {}, 'wasm'))).toEqual(answer(readTexts([{ text }], {}, 'plain')));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('reads records in JSON with WebAssembly as without, in detail and at full speed', () => {
    fc.assert(
      fc.property(
        fc.array(oddRecord, { minLength: 10, maxLength: 40 }),
        fc.constantFrom('\n', '\r\n'),
        (records, end) => {
          const text = `${records.join(end)}\n`;
          const fast = readTexts([{ text }], {}, 'wasm');
          expect(answer(fast)).toEqual(answer(readTexts([{ text }], {}, 'plain')));
          const figures = ({ seen }: Reading): unknown =>
            seen.map(({ line: _, lineNumber: __, file: ___, logStream: ____, ...rest }) => rest);
          expect(figures(fast)).toEqual(figures(readText(text, { detailed: true })));
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('tells the same invocations in detail and at full speed', () => {
    fc.assert(
      fc.property(log, (text) => {
        const plain = (reading: Reading): unknown =>
          reading.seen.map(({ line: _, lineNumber: __, file: ___, logStream: ____, ...rest }) => rest);
        expect(plain(readText(text, { detailed: true }))).toEqual(plain(readText(text)));
      }),
      RUNS,
    );
  });

  it('never loses a whole report between other events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 15 }), fc.array(timedReport, { maxLength: 15 }), (noise, reports) => {
        const marked = reports.map((text, index) =>
          text.replace(/RequestId: [0-9a-f-]+/, `RequestId: marked-${index}`),
        );
        const lines = [...noise, ...marked].sort((a, b) => (a.length % 7) - (b.length % 7));
        const { seen } = readText(`${lines.join('\n')}\n`, { detailed: true });
        const met = new Set(seen.map((one) => one.line?.requestId));
        for (const index of marked.keys()) expect(met.has(`marked-${index}`)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('places that cannot be read', () => {
  it.each(['wasm', 'plain'] as const)('are all counted, and the first ones shown with their text (%s)', (kind) => {
    const cut = Array.from({ length: 9_000 }, (_, n) => `REPORT RequestId: cut-${n} Duration: x ms`);
    const { counts } = readTexts([{ text: `${cut.join('\n')}\n` }], {}, kind);
    expect(counts.unreadableCount).toBe(9_000);
    expect(counts.unreadable.map(({ line, excerpt }) => [line, excerpt])).toEqual(
      cut.slice(0, 20).map((text, n) => [n + 1, text]),
    );
  });
});

describe('parseLine', () => {
  it('never throws on any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), event), (text) => void parseLine(text)));
  });
});

describe('hashes of request ids and streams', () => {
  it('differ for different short texts', () => {
    const seen = new Set<string>();
    for (let n = 0; n < 20_000; n++) seen.add(hashText(`id-${n}`).join());
    expect(seen.size).toBe(20_000);
  });
});
