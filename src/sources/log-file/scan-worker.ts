/** The second thread of a scan: takes unit after unit of the file and posts their rows. */
import { closeSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { createUnitScanner, scanUnit } from './scan-unit.ts';

/** What the worker is started with. `shared[0]`: next free unit; `shared[1]`: units the main thread is done with. */
export interface ScanJob {
  readonly path: string;
  readonly size: number;
  readonly units: number;
  readonly shared: Int32Array;
}

/** Units the worker may be ahead of the main thread: bounds what waits in memory. */
export const MOST_AHEAD = 48;

if (parentPort !== null) run(workerData as ScanJob);

function run({ path, size, units, shared }: ScanJob): void {
  const file = openSync(path, 'r');
  const scanner = createUnitScanner();
  for (;;) {
    waitFor(shared);
    const unit = Atomics.add(shared, 0, 1);
    if (unit >= units) break;
    const scanned = scanUnit(scanner, file, unit, size);
    parentPort?.postMessage(
      scanned,
      scanned.batches.map((batch) => batch.rows.buffer as ArrayBuffer),
    );
  }
  closeSync(file);
}

/** Waits while too far ahead. */
function waitFor(shared: Int32Array): void {
  for (;;) {
    const done = Atomics.load(shared, 1);
    if (Atomics.load(shared, 0) - done < MOST_AHEAD) return;
    Atomics.wait(shared, 1, done, 1_000);
  }
}
