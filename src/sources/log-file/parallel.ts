/** Large line-shaped files with two cores: units are scanned by whoever is free and joined in file order, so the answer is the same as with one. */
import { closeSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { PieceAssembler } from '../../core/logs/create-assembler.ts';
import type { MarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import { type KeptUnit, keepUnit } from './kept-unit.ts';
import { createRowMemory, RowPool } from './row-pool.ts';
import { createUnitScanner, passUnit, UNIT_BYTES, type UnitBatch, type UnitEnd } from './scan-unit.ts';
import type { ScanJob } from './scan-worker.ts';
import { startThread } from './start-thread.ts';

/** From here a second thread pays for its start of some 30 ms. */
const WORKER_PAYS_BYTES = 48 * 1024 * 1024;
/** Units that wait for an earlier one at most before the main thread waits too. */
const MOST_WAITING = 6;

/** How a scan is done. `worker`: null decides by size and cores. */
export interface ParallelOptions {
  readonly worker: boolean | null;
  readonly onProgress: (bytes: number) => void;
}

/** Scans a whole text file of `size` bytes into the assembler's current file. Rejects when the file cannot be read. */
export async function scanTextFile(
  path: string,
  size: number,
  assembler: PieceAssembler,
  context: number,
  options: ParallelOptions,
): Promise<void> {
  const scan = new FileScan(path, size);
  try {
    if (options.worker ?? (size >= WORKER_PAYS_BYTES && availableParallelism() > 1)) scan.startWorker();
    for (let unit = 0; unit < scan.units; unit++) {
      const { newlines, endsLine } = await scan.pass(unit, (batch) => assembler.piece(context, batch));
      const isLast = unit === scan.units - 1;
      assembler.pieceLines(newlines, isLast && !endsLine);
      scan.done(unit);
      await breath();
      if (unit % 4 === 3) options.onProgress((unit + 1) * UNIT_BYTES);
    }
  } finally {
    scan.close();
  }
}

/** The event loop's turn: the worker's messages come in. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Units of one file, claimed one after the other by two threads. */
class FileScan {
  readonly units: number;
  readonly #size: number;
  readonly #path: string;
  readonly #file: number;
  readonly #scanner: MarkerScanner = createUnitScanner();
  readonly #shared = new Int32Array(new SharedArrayBuffer(8));
  readonly #memory = createRowMemory();
  readonly #pool = new RowPool(this.#memory);
  readonly #waiting = new Map<number, KeptUnit>();
  #worker: Worker | null = null;
  #wake: (() => void) | null = null;

  constructor(path: string, size: number) {
    this.#path = path;
    this.#size = size;
    this.units = Math.ceil(size / UNIT_BYTES);
    this.#file = openSync(path, 'r');
  }

  /** Without a worker (it may not start in odd surroundings) this thread does it all. */
  startWorker(): void {
    const job: ScanJob = {
      path: this.#path,
      size: this.#size,
      units: this.units,
      shared: this.#shared,
      memory: this.#memory,
    };
    const worker = startThread('scan-worker', job);
    this.#worker = worker;
    worker.on('message', (kept: KeptUnit) => {
      this.#waiting.set(kept.unit, kept);
      this.#wake?.();
    });
    const gone = (): void => {
      this.#worker = null;
      this.#wake?.();
    };
    worker.on('error', gone);
    worker.on('exit', gone);
  }

  /** Hands out the rows of a unit: the worker's, or made here; while the worker is at it, later units are made here. */
  async pass(unit: number, take: (batch: UnitBatch) => void): Promise<UnitEnd> {
    for (;;) {
      const there = this.#waiting.get(unit);
      if (there !== undefined) {
        this.#waiting.delete(unit);
        for (const batch of there.batches) this.#pool.release(batch, take);
        return there;
      }
      const claimed = this.#waiting.size < MOST_WAITING ? Atomics.add(this.#shared, 0, 1) : this.units;
      if (claimed < this.units) {
        if (claimed === unit) return passUnit(this.#scanner, this.#file, unit, this.#size, take);
        this.#waiting.set(claimed, keepUnit(this.#scanner, this.#file, claimed, this.#size, this.#pool));
        await breath();
      } else if (this.#worker === null) return passUnit(this.#scanner, this.#file, unit, this.#size, take);
      else await this.#message();
    }
  }

  /** Tells the worker how far the joining is. */
  done(unit: number): void {
    Atomics.store(this.#shared, 1, unit + 1);
    Atomics.notify(this.#shared, 1);
  }

  /** Nobody waits for the thread's end: it takes some ms and says nothing more. */
  close(): void {
    closeSync(this.#file);
    this.#worker?.removeAllListeners();
    this.#worker?.on('error', () => {});
    void this.#worker?.terminate();
    this.#worker = null;
  }

  /** Resolves with the next message or the worker's end. */
  #message(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
