/** What the threads of a scan agree on. */

/** Bytes of a unit: large enough that handing over costs little, small enough that two threads end at the same time. */
export const UNIT_BYTES = 4 * 1024 * 1024;
/** From this size on a second thread pays for its start of some 30 ms. */
export const WORKER_PAYS_BYTES = 48 * 1024 * 1024;
/** Places of the row pool, and bytes of each: one batch of the scanner at most. */
export const PLACES = 128;
export const PLACE_BYTES = 4_096 * 64;

/** What the thread is started with. `shared[0]`: next free unit; `shared[1]`: units the main thread is done with. */
export interface ScanJob {
  readonly path: string;
  readonly size: number;
  readonly units: number;
  readonly shared: Int32Array;
  /** Of the row pool. */
  readonly memory: SharedArrayBuffer;
}

/** Memory of the row pool for both threads; pages nobody wrote to cost nothing. */
export function createRowMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(PLACES * 4 + PLACES * PLACE_BYTES);
}
