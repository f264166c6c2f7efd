/** The second thread of a scan as the main thread sees it. Loads next to nothing, so that it can be started before all that joins is loaded. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../threads/start-thread.ts';
import type { KeptUnit } from './kept-unit.ts';
import { createRowMemory, type ScanJob, UNIT_BYTES } from './scan-job.ts';

/** Whether this machine has a core for it. */
export function hasCore(): boolean {
  return availableParallelism() > 1;
}

/** A second thread at the units of one text file, which both threads claim one after the other. It keeps no process alive before `adopt`. */
export class ScanThread {
  readonly job: ScanJob;
  /** Units that wait for their turn, the main thread's own too. */
  readonly waiting = new Map<number, KeptUnit>();
  #worker: Worker | null;
  #wake: (() => void) | null = null;

  constructor(path: string, size: number) {
    const units = Math.ceil(size / UNIT_BYTES);
    this.job = { path, size, units, shared: new Int32Array(new SharedArrayBuffer(8)), memory: createRowMemory() };
    const worker = startThread('scan-worker', import.meta.url, this.job);
    this.#worker = worker;
    worker.on('message', (kept: KeptUnit) => {
      this.waiting.set(kept.unit, kept);
      this.#wake?.();
    });
    const gone = (): void => {
      this.#worker = null;
      this.#wake?.();
    };
    worker.on('error', gone);
    worker.on('exit', gone);
    worker.unref();
  }

  /** Ended, or never begun in odd surroundings: what is missing must be scanned here. */
  get isGone(): boolean {
    return this.#worker === null;
  }

  /** From here on the process waits for it. */
  adopt(): this {
    this.#worker?.ref();
    return this;
  }

  /** The next free unit, or a number from `units` on: all are taken. */
  claim(): number {
    return Atomics.add(this.job.shared, 0, 1);
  }

  /** Tells the worker how far the joining is. */
  done(unit: number): void {
    Atomics.store(this.job.shared, 1, unit + 1);
    Atomics.notify(this.job.shared, 1);
  }

  /** Resolves with the next unit or the worker's end. */
  news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Nobody waits for the thread's end: it takes some ms and says nothing more. */
  close(): void {
    this.#worker?.removeAllListeners();
    this.#worker?.on('error', () => {});
    this.#worker?.unref();
    void this.#worker?.terminate();
    this.#worker = null;
  }
}
