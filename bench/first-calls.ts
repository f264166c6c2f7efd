/** How much longer the first call of an environment takes, as measured: functions with cold and warm means at the same sizes. */
import { integerBelow, type Random } from '../src/core/stats/prng.ts';
import { readCsv } from './csv-file.ts';
import { byKey, isCold } from './curve-data.ts';

/** Cold over warm mean durations (init not in them) of one function, by size. */
export interface FirstCallRatios {
  readonly source: string;
  readonly name: string;
  /** Warm mean at the largest size, ms: the shorter a function, the more a first call adds to it. */
  readonly warmMs: number;
  readonly at: readonly { readonly sizeMB: number; readonly ratio: number }[];
}

/** Sizes that must have both. */
const FEWEST = 3;
/** A function without cold means borrows the ratios of one of this many whose warm durations are nearest to its own. */
const NEAREST = 8;

/** The functions of a file that have both. */
export function firstCallRatios(path: string): FirstCallRatios[] {
  const rows = readCsv(path, ['function', 'memory_mb', 'mean_ms']).filter(
    ({ mean_ms, memory_mb }) => Number(mean_ms) > 0 && Number(memory_mb) > 0,
  );
  const functions = byKey(rows, ({ source, function: name, arch }) => [source, name, arch].join('\u0000'));
  return [...functions.values()].flatMap((own) => {
    const [cold, warm] = [true, false].map(
      (wanted) =>
        new Map(
          own.filter((row) => isCold(row.cold) === wanted).map((row) => [Number(row.memory_mb), Number(row.mean_ms)]),
        ),
    ) as [Map<number, number>, Map<number, number>];
    const sizes = [...warm.keys()].filter((size) => cold.has(size)).sort((a, b) => a - b);
    if (sizes.length < FEWEST) return [];
    const { source = '', function: name = '', arch = '' } = own[0] ?? {};
    const at = sizes.map((sizeMB) => ({ sizeMB, ratio: (cold.get(sizeMB) ?? 1) / (warm.get(sizeMB) ?? 1) }));
    return [{ source, name: `${name} ${arch}`.trim(), warmMs: warm.get(sizes.at(-1) ?? 0) ?? 1, at }];
  });
}

/** The ratio at any size for a function: its own, else of one with a like duration; 1 everywhere where no file has any. */
export function firstCallRatioOf(
  curve: { readonly source: string; readonly name: string; readonly points: readonly { readonly meanMs: number }[] },
  known: readonly FirstCallRatios[],
  random: Random,
): (sizeMB: number) => number {
  const warmMs = curve.points.at(-1)?.meanMs ?? 1;
  const apart = (one: FirstCallRatios) => Math.abs(Math.log(one.warmMs / warmMs));
  const near = [...known].sort((a, b) => apart(a) - apart(b)).slice(0, NEAREST);
  const own = known.find(({ source, name }) => source === curve.source && name === curve.name);
  const chosen = own ?? near[near.length === 0 ? 0 : integerBelow(random, near.length)];
  return (sizeMB) => (chosen === undefined ? 1 : nearestIn(chosen, sizeMB));
}

function nearestIn({ at }: FirstCallRatios, sizeMB: number): number {
  const far = (size: number) => Math.abs(Math.log(size / sizeMB));
  return at.reduce((best, next) => (far(next.sizeMB) < far(best.sizeMB) ? next : best)).ratio;
}
