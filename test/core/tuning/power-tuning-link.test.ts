import fc from 'fast-check';
import { expect, it } from 'vitest';
import { powerTuningLink } from '../../../src/core/tuning/power-tuning-link.ts';
import type { TunePoint } from '../../../src/model/tuning.ts';

function point(sizeMB: number, ms: number, perCall: number, measured = 1): TunePoint {
  const interval = { low: ms, best: ms, high: ms, level: 0.95, n: measured };
  const text = String(perCall * 1e6);
  const rest = { failed: 0, discarded: 0, durationRatio: 1, costRatio: 1, maxUsedMB: null, marks: [] };
  return { sizeMB, measured, durationMs: interval, perMillion: { low: text, best: text, high: text }, ...rest };
}

/** What the page does with a link. */
function drawn(link: string) {
  const [sizes = '', times = '', costs = ''] = (link.split('#')[1] ?? '').split(';');
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64')).buffer;
  return {
    sizes: [...new Int16Array(bytes(sizes))],
    times: [...new Float32Array(bytes(times))],
    costs: [...new Float32Array(bytes(costs))],
  };
}

it('is the link that Power Tuning makes of the same figures', () => {
  const link = powerTuningLink([point(1, 2, 3), point(3, 1, 2), point(2, 2, 2)], 'USD');
  expect(link).toBe('https://lambda-power-tuning.show/#AQACAAMA;AAAAQAAAAEAAAIA/;AABAQAAAAEAAAABA');
});

it('holds measured sizes only, and asks for yuan where prices are in yuan', () => {
  const link = powerTuningLink([point(128, 10, 1e-7), point(256, 5, 1e-7, 0)], 'CNY') ?? '';
  expect(link).toMatch(/^https:\/\/lambda-power-tuning\.show\/\?currency=CNY#/);
  expect(drawn(link).sizes).toEqual([128]);
  expect(powerTuningLink([point(256, 5, 1e-7, 0)], 'USD')).toBeNull();
});

it('gives every size, time and cost back to what a 32-bit float holds', () => {
  const size = fc.integer({ min: 128, max: 10_240 });
  const one = fc.tuple(
    size,
    fc.double({ min: 0.01, max: 9e5, noNaN: true }),
    fc.double({ min: 1e-9, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(one, { minLength: 1, maxLength: 12, selector: ([sizeMB]) => sizeMB }), (given) => {
      const { sizes, times, costs } = drawn(
        powerTuningLink(
          given.map(([a, b, c]) => point(a, b, c)),
          'USD',
        ) ?? '',
      );
      const sorted = [...given].sort(([a], [b]) => a - b);
      expect(sizes).toEqual(sorted.map(([sizeMB]) => sizeMB));
      for (const [i, [, ms, cost]] of sorted.entries()) {
        expect(times[i]).toBe(Math.fround(ms));
        expect((costs[i] ?? 0) / cost).toBeCloseTo(1, 5);
      }
    }),
  );
});
