import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssemblerOptions, AssemblyCounts } from '../../../../src/core/logs/assembler.ts';
import { createAssembler } from '../../../../src/core/logs/create-assembler.ts';
import type { InvocationSink } from '../../../../src/core/logs/invocation-sink.ts';
import { createMarkerScanner } from '../../../../src/core/logs/scan/marker-scanner.ts';
import type { Collected } from '../../../../src/core/usage/accumulate/collected.ts';
import { createUsageCollector } from '../../../../src/core/usage/accumulate/collector.ts';
import { createRunSums } from '../../../../src/core/usage/accumulate/run-sums.ts';
import { OPTIONS, UNKNOWN } from '../../logs/reading.ts';

const ENCODER = new TextEncoder();

/** How reports get from the scan into usage. */
interface Way {
  /** Duplicates and holding in WebAssembly or in TypeScript. */
  readonly joining: 'wasm' | 'plain';
  /** Ordinary reports at once, or every one by itself. */
  readonly atOnce: boolean;
}

function read(
  texts: readonly string[],
  { joining, atOnce }: Way,
  options: Partial<AssemblerOptions> = {},
): { collected: Collected; counts: AssemblyCounts; atOnce: number } {
  const collector = createUsageCollector();
  let taken = 0;
  const sink: InvocationSink = {
    invocation: (one) => collector.invocation(one),
    setAside: (one, reason) => collector.setAside(one, reason),
    fact: (id, fact) => collector.fact(id, fact),
    functionMet: (id, ref) => collector.functionMet(id, ref),
    ...(atOnce
      ? {
          ordinary: (rows: Int32Array, from: number, count: number, isReal: boolean): number => {
            const here = collector.ordinary?.(rows, from, count, isReal) ?? 0;
            taken += here;
            return here;
          },
        }
      : {}),
  };
  const assembler = createAssembler({ ...OPTIONS, ...options }, sink, createMarkerScanner(512 * 1024), joining);
  for (const [index, text] of texts.entries()) {
    const bytes = ENCODER.encode(text);
    assembler.beginFile(`${index}.log`, `${index}.log`);
    assembler.text(assembler.context(UNKNOWN), bytes, 0, bytes.length);
  }
  assembler.end();
  return { collected: collector.finish(), counts: assembler.counts(), atOnce: taken };
}

/** What the world of a generated log is like. */
interface World {
  readonly seed: number;
  readonly reports: number;
  readonly streams: number;
  /** Seconds between the first and the last report. */
  readonly seconds: number;
  readonly sizes: number;
  /** Of a thousand: cold, failed, repeated, without time, without stream, out of memory. */
  readonly odd: number;
}

const world: fc.Arbitrary<World> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  reports: fc.integer({ min: 700, max: 3_000 }),
  streams: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(2_900)),
  seconds: fc.constantFrom(0, 50, 40_000, 3_000_000, 300_000_000),
  sizes: fc.constantFrom(1, 1, 2, 3),
  odd: fc.constantFrom(0, 5, 60),
});

function textOf({ seed, reports, streams, seconds, sizes, odd }: World): string {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  const lines: string[] = [];
  for (let n = 0; n < reports; n++) {
    if (next(1_000) < odd && n > 0) {
      lines.push(lines[next(lines.length)]!);
      continue;
    }
    const time = new Date(Date.UTC(2026, 0, 1) + (Math.floor((n / reports) * seconds) + next(3)) * 1_000 + next(1_000));
    const stream = `2026/01/01/[$LATEST]${String(next(streams)).padStart(32, '0')}`;
    const prefix = next(1_000) < odd / 10 ? '' : `${time.toISOString()} ${next(1_000) < odd / 10 ? '' : `${stream} `}`;
    const id = `${String(n).padStart(8, '0')}-0000-4000-8000-${String(seed).padStart(12, '0')}`;
    const us = Math.floor(Math.exp(next(1_000_000) / 50_000)) % 900_000_000;
    const billed = next(1_000) < odd ? Math.floor(us / 2_000) : next(50) === 0 ? 100 : Math.ceil(us / 1_000);
    const size = [128, 512, 1_024][next(sizes)];
    const init = next(1_000) < odd ? `\tInit Duration: ${next(9_000) / 10} ms` : '';
    const ending =
      next(1_000) < odd ? ['\tStatus: timeout', '\tStatus: error', '\tError Type: Runtime.OutOfMemory'][next(3)] : '\t';
    if (next(1_000) < odd)
      lines.push(`${prefix}${time.toISOString()} ${id} Task timed out after ${Math.floor(us / 1e6)}.00 seconds`);
    lines.push(
      `${prefix}REPORT RequestId: ${id}\tDuration: ${us / 1_000} ms\tBilled Duration: ${billed} ms\tMemory Size: ${size} MB\t` +
        `Max Memory Used: ${next(10) === 0 ? size : 40 + next(100)} MB${init}${ending}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

describe('ordinary reports at once', () => {
  it('come to bitwise the same as each by itself, with WebAssembly and without', () => {
    fc.assert(
      fc.property(fc.array(world, { minLength: 1, maxLength: 2 }), (worlds) => {
        const texts = worlds.map(textOf);
        const oneByOne = read(texts, { joining: 'plain', atOnce: false });
        const { atOnce: taken, ...atOnce } = read(texts, { joining: 'wasm', atOnce: true });
        const { atOnce: none, ...slow } = oneByOne;
        expect(none).toBe(0);
        expect(atOnce).toEqual(slow);
        if (worlds[0]?.sizes === 1 && worlds[0].odd < 60) expect(taken).toBeGreaterThan(0);
        const { atOnce: _, ...mixed } = read(texts, { joining: 'plain', atOnce: true });
        expect(mixed).toEqual(slow);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('stay the same where more reports come than are held, and tables of seen ones grow', () => {
    const text = textOf({ seed: 7, reports: 150_000, streams: 300, seconds: 40_000, sizes: 1, odd: 5 });
    const { atOnce: taken, ...atOnce } = read([text, text], { joining: 'wasm', atOnce: true });
    const { atOnce: _, ...oneByOne } = read([text, text], { joining: 'plain', atOnce: false });
    expect(atOnce).toEqual(oneByOne);
    expect(taken).toBeGreaterThan(100_000);
    expect(atOnce.counts.setAside.duplicate).toBeGreaterThan(145_000);
  }, 60_000);
});

describe('the logarithm of the sums', () => {
  it('is Math.log to the last bit', () => {
    const { ln } = createRunSums()!.exports;
    for (let us = 1; us < 300_000; us++)
      if (ln(us / 1_000) !== Math.log(us / 1_000)) expect(ln(us / 1_000)).toBe(Math.log(us / 1_000));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fffffff }), (us) => {
        expect(ln(us / 1_000)).toBe(Math.log(us / 1_000));
      }),
      { numRuns: 20_000 },
    );
  });
});
