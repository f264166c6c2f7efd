/** What an analysis saw of each function, for the inventory: from its value or from a saved one. */
import { quantile } from '../core/stats/quantile.ts';
import type { Analysis } from '../model/analysis.ts';
import { readDocument } from './advised.ts';

/** One function as the logs show it. Null: not known. */
export interface SeenFunction {
  readonly name: string;
  readonly logGroup: string | null;
  /** The size in force. */
  readonly deployedMB: number | null;
  /** Median duration of warm calls at that size, ms. */
  readonly typicalMs: number | null;
  /** Median over its environments of the most memory used, MB. */
  readonly typicalUsedMB: number | null;
}

/** From an analysis at hand. */
export function seenBy(analysis: Pick<Analysis, 'functions'>): readonly SeenFunction[] {
  return analysis.functions.map(({ usage, currentMB }) => {
    const size = usage.sizes.find(({ sizeMB }) => sizeMB === currentMB);
    const warm = size?.warmMs ?? null;
    const table = size?.environments ?? null;
    const used = table ? table.maxUsedMB.slice(0, table.count).sort() : null;
    return {
      name: usage.ref.name,
      logGroup: usage.ref.logGroup,
      deployedMB: currentMB,
      typicalMs: warm && warm.n > 0 ? quantile(warm, 0.5) : null,
      typicalUsedMB: used?.[(used.length - 1) >> 1] ?? null,
    };
  });
}

/** From what `memfit analyze -o json` saved. Throws UserError `invalid-analysis` for anything else. */
export function readSeen(text: string, where: string): readonly SeenFunction[] {
  return readDocument(text, where).map((one) => {
    const deployedMB = numberAt(one, 'currentMB');
    const sizes = at(at(one, 'usage'), 'sizes');
    const size = Array.isArray(sizes) ? sizes.find((each) => numberAt(each, 'sizeMB') === deployedMB) : null;
    const logGroup = at(at(one, 'ref'), 'logGroup');
    return {
      name: String(at(one, 'function')),
      logGroup: typeof logGroup === 'string' ? logGroup : null,
      deployedMB,
      typicalMs: numberAt(at(size, 'warmMs'), 'p50'),
      typicalUsedMB: numberAt(at(at(size, 'environments'), 'maxUsedMB'), 'p50'),
    };
  });
}

function at(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
}

function numberAt(value: unknown, key: string): number | null {
  const found = at(value, key);
  return typeof found === 'number' ? found : null;
}
