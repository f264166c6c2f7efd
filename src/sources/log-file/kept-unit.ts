/** A unit whose rows wait for their turn. */
import type { MarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import type { KeptBatch, RowPool } from './row-pool.ts';
import { passUnit, type UnitEnd } from './scan-unit.ts';

/** Rows of one unit, in order. Plain data: it crosses from thread to thread. */
export interface KeptUnit extends UnitEnd {
  readonly unit: number;
  readonly batches: readonly KeptBatch[];
}

/** Reads and scans a unit as `passUnit` does, and keeps its rows in the pool. */
export function keepUnit(scanner: MarkerScanner, file: number, unit: number, size: number, pool: RowPool): KeptUnit {
  const batches: KeptBatch[] = [];
  const end = passUnit(scanner, file, unit, size, (batch) => batches.push(pool.keep(batch)));
  return { unit, batches, ...end };
}
