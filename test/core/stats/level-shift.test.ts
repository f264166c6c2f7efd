import { describe, expect, it } from 'vitest';
import { levelShift, type SeriesPoint } from '../../../src/core/stats/level-shift.ts';
import { normalVariate, randomFrom } from '../../../src/core/stats/prng.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Series {
  readonly slices: number;
  readonly widthMs: number;
  readonly noise: number;
  /** Lag-1 autocorrelation of the noise. */
  readonly likeness?: number;
  /** Height of a sine over the day with a plateau in its busy hours. */
  readonly rhythm?: number;
  readonly step?: number;
}

describe('levelShift', () => {
  const calm: Record<string, Series> = {
    'independent noise': { slices: 60, widthMs: 4 * HOUR, noise: 0.05 },
    'a daily rhythm': { slices: 60, widthMs: 4 * HOUR, noise: 0.05, rhythm: 0.3 },
    'a daily rhythm in slices that do not divide the day': {
      slices: 60,
      widthMs: 256 * 60_000,
      noise: 0.05,
      rhythm: 0.3,
    },
    'a daily rhythm in slices longer than a day': { slices: 40, widthMs: 2048 * 60_000, noise: 0.05, rhythm: 0.1 },
    'a daily rhythm over two days': { slices: 48, widthMs: HOUR, noise: 0.05, rhythm: 0.3 },
    'noise that resembles its neighbours': { slices: 60, widthMs: 4 * HOUR, noise: 0.05, likeness: 0.6 },
    'slices of a day': { slices: 30, widthMs: DAY, noise: 0.1 },
    'a fortnight': { slices: 14, widthMs: DAY, noise: 0.1 },
  };
  for (const [name, series] of Object.entries(calm)) {
    it(`sees a shift in at most 5 % of series with ${name} only`, () => {
      expect(rate(series, 200)).toBeLessThanOrEqual(0.05);
    });
  }

  it('finds a lasting change of 15 % beside a daily rhythm, where it happened and how large', () => {
    const series = { slices: 60, widthMs: 4 * HOUR, noise: 0.05, rhythm: 0.3, step: Math.log(1.15) };
    expect(rate(series, 60)).toBeGreaterThan(0.95);
    const shift = levelShift(draw(series, randomFrom(3), 30), series.widthMs)!;
    expect(Math.abs(shift.atMs - 30 * series.widthMs)).toBeLessThanOrEqual(2 * series.widthMs);
    expect(shift.shift.best).toBeCloseTo(Math.log(1.15), 1);
    expect(shift.shift.low).toBeLessThan(Math.log(1.15));
    expect(shift.shift.high).toBeGreaterThan(Math.log(1.15));
    expect(shift.rhythm).toBe('phases');
  });

  it('does not take the absence of noise for evidence, nor fail on it', () => {
    const flat = Array.from({ length: 30 }, (_, at) => ({ fromMs: at * DAY, value: 5, weight: 10 }));
    expect(levelShift(flat, DAY)!.p).toBe(1);
    const step = flat.map((point, at) => ({ ...point, value: at < 12 ? 5 : 6 }));
    expect(levelShift(step, DAY)!).toMatchObject({ atMs: 12 * DAY, before: 12, after: 18 });
    expect(levelShift(step, DAY)!.p).toBeLessThan(1e-6);
  });

  it('says nothing below twelve slices', () => {
    const few = Array.from({ length: 11 }, (_, at) => ({ fromMs: at * DAY, value: at, weight: 10 }));
    expect(levelShift(few, DAY)).toBeNull();
    expect(levelShift([], DAY)).toBeNull();
  });

  it('gives thin slices little weight', () => {
    const random = randomFrom(6);
    const points = Array.from({ length: 40 }, (_, at) => ({
      fromMs: at * DAY,
      value: at % 7 === 0 ? 9 : 5 + 0.02 * normalVariate(random),
      weight: at % 7 === 0 ? 0.001 : 100,
    }));
    expect(levelShift(points, DAY)!.p).toBeGreaterThan(0.05);
  });
});

function rate(series: Series, rounds: number): number {
  const random = randomFrom(23);
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    const at = Math.floor(series.slices * (0.25 + 0.5 * random()));
    if (levelShift(draw(series, random, at), series.widthMs)!.p <= 0.05) found++;
  }
  return found / rounds;
}

function draw(series: Series, random: () => number, at: number): SeriesPoint[] {
  const { slices, widthMs, noise, likeness = 0, rhythm = 0, step = 0 } = series;
  const phase = random() * 6;
  let error = noise * normalVariate(random);
  return Array.from({ length: slices }, (_, slice) => {
    error = likeness * error + Math.sqrt(1 - likeness ** 2) * noise * normalVariate(random);
    const wave = Math.sin((2 * Math.PI * slice * widthMs) / DAY + phase);
    const value = 5 + error + rhythm * wave + (wave > 0.5 ? 0.4 * rhythm : 0) + (slice >= at ? step : 0);
    return { fromMs: slice * widthMs, value, weight: 50 };
  });
}
