/** Large line-shaped files with two cores: units are scanned by whoever is free and joined in file order, so the answer is the same as with one. */
import { closeSync, openSync } from 'node:fs';
import type { PieceAssembler } from '../../core/logs/create-assembler.ts';
import type { MarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import { keepUnit } from './kept-unit.ts';
import { RowPool } from './row-pool.ts';
import { takeScanAhead } from './scan-ahead.ts';
import { UNIT_BYTES, WORKER_PAYS_BYTES } from './scan-job.ts';
import { hasCore, ScanThread } from './scan-thread.ts';
import { createUnitScanner, passUnit, type UnitBatch, type UnitEnd } from './scan-unit.ts';

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
  const scan = openScan(path, size, options.worker);
  try {
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

/** With a second thread: the one that began ahead, or one started now. */
function openScan(path: string, size: number, worker: boolean | null): FileScan {
  const thread =
    (worker ?? (size >= WORKER_PAYS_BYTES && hasCore()))
      ? (takeScanAhead(path, size) ?? new ScanThread(path, size).adopt())
      : null;
  try {
    return new FileScan(path, size, thread);
  } catch (error) {
    thread?.close();
    throw error;
  }
}

/** The event loop's turn: the worker's messages come in. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Units of one file, scanned here, and by a second thread where there is one. */
class FileScan {
  readonly units: number;
  readonly #size: number;
  readonly #file: number;
  readonly #thread: ScanThread | null;
  readonly #scanner: MarkerScanner = createUnitScanner();
  readonly #pool: RowPool | null;

  constructor(path: string, size: number, thread: ScanThread | null) {
    this.#size = size;
    this.units = Math.ceil(size / UNIT_BYTES);
    this.#thread = thread;
    this.#pool = thread === null ? null : new RowPool(thread.job.memory);
    this.#file = openSync(path, 'r');
  }

  /** Hands out the rows of a unit: the worker's, or made here; while the worker is at it, later units are made here. */
  async pass(unit: number, take: (batch: UnitBatch) => void): Promise<UnitEnd> {
    const thread = this.#thread;
    const pool = this.#pool;
    if (thread === null || pool === null) return this.#scan(unit, take);
    for (;;) {
      const there = thread.waiting.get(unit);
      if (there !== undefined) {
        thread.waiting.delete(unit);
        for (const batch of there.batches) pool.release(batch, take);
        return there;
      }
      const claimed = thread.waiting.size < MOST_WAITING ? thread.claim() : this.units;
      if (claimed < this.units) {
        if (claimed === unit) return this.#scan(unit, take);
        thread.waiting.set(claimed, keepUnit(this.#scanner, this.#file, claimed, this.#size, pool));
        await breath();
      } else if (thread.isGone) return this.#scan(unit, take);
      else await thread.news();
    }
  }

  done(unit: number): void {
    this.#thread?.done(unit);
  }

  close(): void {
    closeSync(this.#file);
    this.#thread?.close();
  }

  #scan(unit: number, take: (batch: UnitBatch) => void): UnitEnd {
    return passUnit(this.#scanner, this.#file, unit, this.#size, take);
  }
}
