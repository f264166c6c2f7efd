import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Origin } from '../../../src/core/config/fault.ts';
import {
  goalText,
  readDurationMs,
  readFailOn,
  readGoal,
  readNumber,
  readSize,
  readStep,
} from '../../../src/core/config/quantity.ts';

const FLAG: Origin = { kind: 'flag', name: '--x' };

describe('what people write', () => {
  it.each([
    ['512', 512],
    ['512MB', 512],
    ['2 GB', 2_048],
    ['1.5gb', 1_536],
    ['10,240', 10_240],
    ['3_008', 3_008],
  ])('size %s is %d MB', (text, size) => expect(readSize(text, FLAG)).toBe(size));

  it.each(['64', '10241', '0.5', '512.5', 'big', '', '1e3', '-512', '2TB'])('size %s is refused', (text) => {
    expect(() => readSize(text, FLAG)).toThrow(/^--x: /);
  });

  it.each([
    ['850ms', 850],
    ['10s', 10_000],
    ['1.5s', 1_500],
    ['0.1s', 100],
    ['2.3s', 2_300],
    ['15m', 900_000],
    ['12.34 ms', 12.34],
  ])('duration %s is %d ms', (text, ms) => expect(readDurationMs(text, FLAG)).toBe(ms));

  it('a duration without unit is refused, with both readings as advice', () => {
    expect(() => readDurationMs('10', FLAG)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ next: 'write 10ms or 10s' }) }),
    );
    expect(() => readDurationMs('16m', FLAG)).toThrow(/too long/);
  });

  it('steps, gates and bounds', () => {
    expect(readStep('512', FLAG)).toEqual({ kind: 'mb', value: 512 });
    expect(readStep('25%', FLAG)).toEqual({ kind: 'percent', value: 25 });
    expect(() => readStep('0%', FLAG)).toThrow();
    expect(() => readStep('half', FLAG)).toThrow();
    expect(readFailOn('warning', FLAG)).toEqual({ kind: 'severity', severity: 'warning' });
    expect(() => readFailOn('info', FLAG)).toThrow();
    expect(() => readNumber('', FLAG, 0, 1)).toThrow();
    expect(() => readNumber('NaN', FLAG, 0, 1)).toThrow();
    expect(() => readNumber('0x1', FLAG, 0, 1)).toThrow();
  });

  it.each(['balanced', 'cost', 'speed', 'weighted:0.7', 'slo:p95<=800ms', 'slo:p99.9<=1500ms'])(
    'goal %s comes back as written',
    (text) => {
      expect(goalText(readGoal(text, FLAG))).toBe(text);
    },
  );

  it.each(['', 'cheap', 'weighted', 'weighted:2', 'slo:p95', 'slo:p0<=1s', 'slo:p95<=0ms', 'slo:p95<=800'])(
    'goal %j is refused',
    (text) => {
      expect(() => readGoal(text, FLAG)).toThrow(/^--x: /);
    },
  );

  it('readers throw nothing but errors for people', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(readSize, readDurationMs, readStep, readGoal, readFailOn),
        (text, read) => {
          try {
            read(text, FLAG);
          } catch (error) {
            expect((error as Error).name).toBe('UserError');
          }
        },
      ),
    );
  });
});
