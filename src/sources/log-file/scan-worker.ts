/** The second thread of a scan: takes unit after unit of the file and posts their rows. */
import { closeSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { keepUnit } from './kept-unit.ts';
import { RowPool } from './row-pool.ts';
import type { ScanJob } from './scan-job.ts';
import { createUnitScanner } from './scan-unit.ts';

/** Units the worker may be ahead of the main thread when the row pool is no longer roomy: bounds what waits in memory. */
const MOST_AHEAD = 6;

if (parentPort !== null) run(workerData as ScanJob);

function run({ path, size, units, shared, memory }: ScanJob): void {
  const file = openSync(path, 'r');
  const scanner = createUnitScanner();
  const pool = new RowPool(memory);
  for (;;) {
    waitFor(shared, pool);
    const unit = Atomics.add(shared, 0, 1);
    if (unit >= units) break;
    parentPort?.postMessage(keepUnit(scanner, file, unit, size, pool));
  }
  closeSync(file);
}

/** Waits while too far ahead. */
function waitFor(shared: Int32Array, pool: RowPool): void {
  for (;;) {
    const done = Atomics.load(shared, 1);
    if (Atomics.load(shared, 0) - done < MOST_AHEAD || pool.isRoomy) return;
    Atomics.wait(shared, 1, done, 1_000);
  }
}
