import { describe, expect, it } from 'vitest';
import { observe } from '../../../../src/core/tuning/search/observations.ts';
import type { SearchSample } from '../../../../src/core/tuning/search/options.ts';

const strata = [{ name: 'default', weight: 1 }];

/** One first call and one warm call at every size, ms. */
function calls(sizes: readonly (readonly [sizeMB: number, firstMs: number, warmMs: number])[]): SearchSample[] {
  return sizes.flatMap(([sizeMB, firstMs, warmMs]) =>
    (['cold', 'warm'] as const).map((kind) => {
      const durationMs = kind === 'cold' ? firstMs : warmMs;
      return {
        ...{ sizeMB, kind, durationMs, billedMs: durationMs, environment: `at ${sizeMB}` },
        ...{ payload: 'default', status: 'success' as const },
      };
    }),
  );
}

describe('first calls as evidence', () => {
  it('say nothing alone: how much longer they take is not known from one size', () => {
    const seen = observe({ strata }, calls([[512, 900, 200]]));
    const warm = observe(
      { strata },
      calls([[512, 900, 200]]).filter(({ kind }) => kind === 'warm'),
    );
    expect(seen.sizes).toEqual(warm.sizes);
    expect(seen.firstCallError).toBeNull();
  });

  it('pull a size towards what they say of it, and make it surer, when they take as long as warm ones', () => {
    const samples = calls([
      [128, 1_000, 1_000],
      [256, 500, 500],
      [512, 250, 290],
    ]);
    const seen = observe({ strata }, samples);
    const warm = observe(
      { strata },
      samples.filter(({ kind }) => kind === 'warm'),
    );
    const [with512, without512] = [seen, warm].map(({ sizes }) => sizes.find(({ sizeMB }) => sizeMB === 512)!);
    expect(with512!.meanMs).toBeLessThan(without512!.meanMs);
    expect(with512!.meanMs).toBeGreaterThan(255);
    expect(with512!.logError).toBeLessThan(without512!.logError);
    expect(with512!.calls).toBe(1);
  });

  it('count for their ratio to warm calls, not for their level', () => {
    const like = observe(
      { strata },
      calls([
        [128, 5_000, 1_000],
        [256, 2_500, 500],
        [512, 1_250, 250],
      ]),
    );
    for (const { sizeMB, meanMs } of like.sizes) expect(meanMs / (128_000 / sizeMB)).toBeCloseTo(1, 1);
  });

  it('weigh next to nothing where their ratio differs from size to size', () => {
    const wild = calls([
      [128, 9_000, 1_000],
      [256, 700, 500],
      [512, 3_000, 250],
      [1_024, 130, 125],
    ]);
    const seen = observe({ strata }, wild);
    const warm = observe(
      { strata },
      wild.filter(({ kind }) => kind === 'warm'),
    );
    seen.sizes.forEach(({ meanMs, logError }, i) => {
      expect(meanMs / warm.sizes[i]!.meanMs).toBeGreaterThan(0.95);
      expect(meanMs / warm.sizes[i]!.meanMs).toBeLessThan(1.05);
      expect(logError).toBeGreaterThan(0.95 * warm.sizes[i]!.logError);
    });
  });
});
