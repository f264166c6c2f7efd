/**
 * First calls of environments as evidence. They load what later calls find loaded, so their times are no measure of the work; but how much longer they take
 * is much the same at every size, so that they do say how sizes compare.
 */
import type { Cell } from './cells.ts';
import type { SearchSample } from './options.ts';

/** What first calls say. */
export interface FirstCalls {
  /** For cells that have first calls: the ln of the warm duration that they speak for, and the weight of that (1 / variance). */
  readonly at: ReadonlyMap<Cell, { readonly log: number; readonly precision: number }>;
  /** Standard error (ln) of what a first call at another size would say; null: unknown. */
  readonly error: number | null;
}

/**
 * How far the ratio of first calls to warm ones differs between sizes (ln): 5 %, and a tenth of the ratio's own logarithm. On 75 public curves with both
 * (cebert): 1 to 8 % where first calls take as long as warm ones, 6 to 30 % where they take 5 to 13 times as long. Weight: three sizes.
 */
const [LEAST_SPREAD, SPREAD_OF_RATIO, FREEDOM] = [0.05, 0.1, 3];
/** A first call is compared with what is expected of it up to this many standard deviations. */
const CLIP = 3;

/** Each size's first calls beside what the other sizes say of first calls; a size's own warm calls have no part in that. */
export function firstCallsOf(cells: readonly Cell[], samples: readonly SearchSample[], noise: number): FirstCalls {
  const seen = cells.flatMap((cell) => {
    const logs = samples
      .filter(({ kind, sizeMB, payload }) => kind === 'cold' && sizeMB === cell.sizeMB && payload === cell.payload)
      .map(({ durationMs }) => Math.log(Math.max(durationMs, 0.01)));
    return logs.length === 0
      ? []
      : [{ cell, log: mean(logs), calls: logs.length, longer: mean(logs) - mean(cell.logs) }];
  });
  if (seen.length < 2) return { at: new Map(), error: null };
  const at = new Map<Cell, { log: number; precision: number }>();
  for (const one of seen) {
    const others = seen.filter((other) => other !== one);
    const { longer, variance } = ratioOf(others, noise);
    const error = Math.sqrt(variance / one.calls + variance / others.length);
    const expected = mean(one.cell.logs) + longer;
    const miss = Math.max(-CLIP * error, Math.min(CLIP * error, one.log - expected));
    at.set(one.cell, { log: mean(one.cell.logs) + miss, precision: 1 / error ** 2 });
  }
  const { variance } = ratioOf(seen, noise);
  return { at, error: Math.sqrt(variance + variance / seen.length) };
}

function ratioOf(seen: readonly { longer: number }[], noise: number): { longer: number; variance: number } {
  const longer = mean(seen.map((one) => one.longer));
  const spread = LEAST_SPREAD + SPREAD_OF_RATIO * Math.abs(longer);
  const squares = seen.reduce((sum, one) => sum + (one.longer - longer) ** 2, 0);
  const variance = (FREEDOM * (noise ** 2 + spread ** 2) + squares) / (FREEDOM + seen.length - 1);
  return { longer, variance };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
