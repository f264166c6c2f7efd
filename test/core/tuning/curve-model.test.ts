import { describe, expect, it } from 'vitest';
import { curveBank, standardBank } from '../../../src/core/tuning/curve-bank.ts';
import { curvePosterior } from '../../../src/core/tuning/curve-model.ts';
import { logDuration } from '../../../src/core/tuning/curve-shapes.ts';
import { FITTED_PRIOR } from '../../../src/core/tuning/prior.ts';

const spreadOf = (values: Float64Array) => {
  const sorted = values.slice().sort();
  return (sorted[Math.floor(0.975 * sorted.length)] ?? 0) - (sorted[Math.floor(0.025 * sorted.length)] ?? 0);
};
const middleOf = (values: Float64Array) => values.slice().sort()[values.length >> 1] ?? Number.NaN;

describe('shapes of curves', () => {
  it('fall to one vCPU and are flat above it for one thread', () => {
    const shape = { kind: 'smooth', cpuShare: 0.9, exponent: 1.05, overlap: 1, threads: 1, excess: 0 } as const;
    expect(logDuration(shape, 1_769)).toBeCloseTo(0, 12);
    expect(logDuration(shape, 442)).toBeGreaterThan(1);
    expect(logDuration(shape, 10_240)).toBeCloseTo(0, 12);
    expect(logDuration({ ...shape, threads: 4 }, 7_076)).toBeLessThan(-1);
  });

  it('are stairs for short bursts, as measured: 17 ms of CPU take about 223 ms at 128 MB and 17 ms above 1,504 MB', () => {
    const burst = { kind: 'burst', waitMs: 0.1, cpuMs: 17, phaseMs: 15.5 } as const;
    expect(Math.exp(logDuration(burst, 128))).toBeGreaterThan(200);
    expect(Math.exp(logDuration(burst, 128))).toBeLessThan(245);
    expect(Math.exp(logDuration(burst, 1_769))).toBeCloseTo(17.1, 1);
  });
});

describe('the belief about a curve', () => {
  const bank = standardBank();

  it('passes through what was seen', () => {
    const sizes = [
      { sizeMB: 512, meanMs: 400, logError: 0.01 },
      { sizeMB: 1_024, meanMs: 210, logError: 0.01 },
    ];
    const belief = curvePosterior(bank, { sizes, cpuMs: null }, 1);
    for (const { sizeMB, meanMs } of sizes) {
      expect(Math.exp(middleOf(belief.logMs(sizeMB)))).toBeGreaterThan(0.95 * meanMs);
      expect(Math.exp(middleOf(belief.logMs(sizeMB)))).toBeLessThan(1.05 * meanMs);
    }
  });

  it('is narrower between sizes seen than beyond them, and narrower with more sizes', () => {
    const at = (sizeMB: number, meanMs: number) => ({ sizeMB, meanMs, logError: 0.01 });
    const one = curvePosterior(bank, { sizes: [at(512, 400)], cpuMs: null }, 1);
    const two = curvePosterior(bank, { sizes: [at(512, 400), at(2_048, 110)], cpuMs: null }, 1);
    expect(spreadOf(two.logMs(1_024))).toBeLessThan(spreadOf(two.logMs(128)));
    expect(spreadOf(two.logMs(1_024))).toBeLessThan(spreadOf(one.logMs(1_024)));
  });

  it('few calls near the edge of a stair may be lucky: they move the belief less than many do', () => {
    // 17 ms of CPU: the edge is near 752 MB. A duration that says "above it already at 704 MB", from one call or from hundreds.
    const sizes = [
      { sizeMB: 512, meanMs: 41, logError: 0.03 },
      { sizeMB: 704, meanMs: 22, logError: 0.04 },
      { sizeMB: 1_769, meanMs: 17.3, logError: 0.02 },
    ];
    const at704 = (fewCalls?: number) => {
      const evidence = sizes.map((size) => (fewCalls === undefined ? size : { ...size, fewCalls }));
      return curvePosterior(bank, { sizes: evidence, cpuMs: null }, 1);
    };
    expect(spreadOf(at704(1).logMs(704))).toBeGreaterThan(1.3 * spreadOf(at704().logMs(704)));
    expect(at704(1).luckAt(704)).toBeGreaterThan(3 * at704(1).luckAt(1_769));
  });

  it('expects stairs of a short function that computes, and none of a long one', () => {
    // Both seem to follow 1/m exactly.
    const halfway = (scale: number) => {
      const sizes = [128, 512, 1_769].map((sizeMB) => ({
        sizeMB,
        meanMs: (scale * 1_769) / sizeMB,
        logError: 0.03,
        fewCalls: 1,
      }));
      return spreadOf(curvePosterior(bank, { sizes, cpuMs: null }, 1).logMs(950));
    };
    expect(halfway(17)).toBeGreaterThan(2 * halfway(5_000));
  });

  it('learns from CPU time what one size cannot tell', () => {
    const sizes = [{ sizeMB: 1_769, meanMs: 1_000, logError: 0.01 }];
    const slowdown = (cpuMs: number) => {
      const belief = curvePosterior(bank, { sizes, cpuMs }, 1);
      return Math.exp(middleOf(belief.logMs(256)) - middleOf(belief.logMs(1_769)));
    };
    expect(slowdown(950)).toBeGreaterThan(4);
    expect(slowdown(10)).toBeLessThan(1.8);
  });

  it('is the same for the same seed and falls back on the prior without evidence', () => {
    const evidence = { sizes: [{ sizeMB: 512, meanMs: 90, logError: 0.02 }], cpuMs: null };
    expect(curvePosterior(bank, evidence, 4).logMs(256)).toEqual(curvePosterior(bank, evidence, 4).logMs(256));
    expect(curvePosterior(bank, { sizes: [], cpuMs: null }, 4).effectiveCurves).toBeCloseTo(bank.count, 6);
  });

  it('survives evidence that no curve explains', () => {
    const sizes = [128, 256, 512, 1_024].map((sizeMB, i) => ({ sizeMB, meanMs: i % 2 ? 1 : 5_000, logError: 0.005 }));
    const belief = curvePosterior(bank, { sizes, cpuMs: null }, 1);
    expect(belief.logMs(300).every(Number.isFinite)).toBe(true);
  });
});

describe('a bank of curves', () => {
  it('has the durations that its shapes say, whichever were asked for first', () => {
    const bank = curveBank(FITTED_PRIOR, 5, 200);
    const some = bank.shapeAt(300, Uint32Array.of(3, 7, 150));
    expect(some[7]).toBe(logDuration(bank.shapes[7]!, 300));
    expect([...bank.shapeAt(300)]).toEqual(bank.shapes.map((shape) => logDuration(shape, 300)));
  });

  it('has departures that are narrow at one vCPU and wide at the smallest size', () => {
    const bank = standardBank();
    expect(spreadOf(bank.departureAt(1_769))).toBeGreaterThan(0.15);
    expect(spreadOf(bank.departureAt(128))).toBeGreaterThan(2 * spreadOf(bank.departureAt(1_769)));
  });
});

describe('the fitted prior', () => {
  it('has weights that sum to one', () => {
    expect(FITTED_PRIOR.support.reduce((sum, row) => sum + row[1], 0)).toBeCloseTo(1, 2);
  });

  it('gives the same bank for the same seed', () => {
    expect(curveBank(FITTED_PRIOR, 3, 50).shapes).toEqual(curveBank(FITTED_PRIOR, 3, 50).shapes);
  });
});
