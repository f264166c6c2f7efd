/** Calls that are compared with one another: one payload at one size. */
import type { SearchSample } from './options.ts';

/** Warm calls of one payload at one size; durations as logarithms. */
export interface Cell {
  readonly sizeMB: number;
  readonly payload: string;
  readonly logs: number[];
  readonly environments: string[];
  readonly cpu: number[];
}

/** The key of a cell. */
export function keyOf(sizeMB: number, payload: string): string {
  return `${sizeMB} ${payload}`;
}

/** Calls by size and payload. */
export function cellsOf(samples: readonly SearchSample[]): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const { sizeMB, payload, durationMs, environment, cpuMs } of samples) {
    const key = keyOf(sizeMB, payload);
    const cell = cells.get(key) ?? { sizeMB, payload, logs: [], environments: [], cpu: [] };
    cells.set(key, cell);
    cell.logs.push(Math.log(Math.max(durationMs, 0.01)));
    cell.environments.push(environment);
    if (cpuMs !== undefined && cpuMs > 0) cell.cpu.push(cpuMs);
  }
  return cells;
}
