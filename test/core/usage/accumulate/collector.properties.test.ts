import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../../src/core/logs/invocation-sink.ts';
import { emptyInvocation } from '../../../../src/core/logs/join/invocation-slot.ts';
import type { UsageCollector } from '../../../../src/core/usage/accumulate/collected.ts';
import { createUsageCollector } from '../../../../src/core/usage/accumulate/collector.ts';
import { timedReport } from '../../logs/log-arbitrary.ts';
import { readText } from '../../logs/reading.ts';

const optional = (values: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(Number.NaN) }, values);

const invocation: fc.Arbitrary<Invocation> = fc
  .record({
    functionId: fc.integer({ min: 0, max: 70 }),
    timeMs: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1.79e12, max: 1.8e12 }) }, fc.constant(Number.NaN)),
    streamLow: fc.integer({ min: 0, max: 5 }),
    durationUs: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1_000, max: 3_000 }) },
      fc.integer({ min: 0, max: 900_000_000 }),
    ),
    billedMs: fc.integer({ min: 0, max: 900_000 }),
    sizeMB: fc.constantFrom(128, 512),
    usedMB: fc.integer({ min: 30, max: 520 }),
    initUs: optional(fc.integer({ min: 0, max: 10_000_000 })),
    restoreUs: optional(fc.integer({ min: 0, max: 10_000_000 })),
    billedRestoreMs: optional(fc.integer({ min: 0, max: 100 })),
    outcome: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 5 })),
    errorType: fc.constantFrom(null, 'Runtime.ExitError', 'Runtime.OutOfMemory'),
    suppressedInit: fc.boolean(),
    json: fc.boolean(),
  })
  .map((one) => ({ ...emptyInvocation(), source: 'aws' as const, ...one }));

function collect(invocations: readonly Invocation[]): UsageCollector {
  const collector = createUsageCollector();
  const met = new Map<number, number>();
  for (const one of invocations) {
    if (!met.has(one.functionId)) {
      collector.functionMet(met.size, {
        name: `f${one.functionId}`,
        origin: 'log-group',
        logGroup: null,
        account: null,
        region: null,
      });
      met.set(one.functionId, met.size);
    }
    collector.invocation({ ...one, functionId: met.get(one.functionId) ?? 0 });
  }
  return collector;
}

const usage = (collector: UsageCollector): unknown => collector.finish().functions;

describe('summing up invocations', () => {
  it('gives bitwise the same in any order', () => {
    fc.assert(
      fc.property(fc.array(invocation, { maxLength: 400 }), fc.integer(), (invocations, seed) => {
        const shuffled = [...invocations]
          .map((one, at) => [Math.imul(at + 1, seed | 1) >>> 0, one] as const)
          .sort(([a], [b]) => a - b);
        expect(usage(collect(shuffled.map(([, one]) => one)))).toEqual(usage(collect(invocations)));
      }),
      { numRuns: 100 },
    );
  });

  it('merged from two parts is the summary of the union', () => {
    fc.assert(
      fc.property(fc.array(invocation, { maxLength: 300 }), fc.nat(300), (invocations, cut) => {
        const first = collect(invocations.slice(0, cut));
        first.merge(collect(invocations.slice(cut)));
        expect(usage(first)).toEqual(usage(collect(invocations)));
      }),
      { numRuns: 100 },
    );
  });

  it('stays the same when one function has thousands of values and slices', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => ({
      ...emptyInvocation(),
      source: 'aws' as const,
      timeMs: 1.79e12 + ((n * 7_919) % 5_000) * 3_600_000,
      streamLow: n % 50,
      durationUs: 1_000 + ((n * n * 31) % 800_000_000),
      billedMs: n,
      sizeMB: 128,
      usedMB: 30 + (n % 90),
    }));
    const half = collect(many.filter((_, at) => at % 2 === 0));
    half.merge(collect(many.filter((_, at) => at % 2 === 1)));
    const whole = collect(many).finish().functions;
    expect(half.finish().functions).toEqual(whole);
    expect(collect([...many].reverse()).finish().functions).toEqual(whole);
    expect(whole[0]?.sizes[0]?.bins.length).toBeLessThanOrEqual(64);
  });

  it('of timestamped lines does not depend on their order in the file', () => {
    fc.assert(
      fc.property(fc.uniqueArray(timedReport, { maxLength: 40 }), (lines) => {
        const forth = readText(`${lines.join('\n')}\n`).collected.functions;
        expect(readText(`${[...lines].reverse().join('\n')}\n`).collected.functions).toEqual(forth);
      }),
      { numRuns: 80 },
    );
  });
});

describe('distributions', () => {
  it('put every value into the bucket its base says, within the stated error', () => {
    const invocations = Array.from({ length: 2_000 }, (_, n) => ({
      ...emptyInvocation(),
      durationUs: 1_000 + n * n * 200,
      billedMs: 1,
      sizeMB: 128,
      usedMB: 40,
    }));
    const warm = collect(invocations).finish().functions[0]?.sizes[0]?.warmMs;
    expect(warm?.values).toBeNull();
    expect(warm?.buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(2_000);
    const median = invocations[999]!.durationUs / 1000;
    let below = 0;
    const bucket = warm!.buckets.find(([, count]) => {
      below += count;
      return below >= 1_000;
    })!;
    const middle = (2 * warm!.base ** (bucket[0] + 1)) / (warm!.base + 1);
    expect(Math.abs(middle - median) / median).toBeLessThanOrEqual(warm!.relativeError + 1e-9);
  });
});
