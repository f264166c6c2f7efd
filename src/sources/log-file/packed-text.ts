/** The second thread's part for packed text: unpacks and scans a whole file, and hands over rows piece by piece. */
import type { MarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import { AHEAD, BACK, ROW_WORDS } from '../../core/logs/scan/rows.ts';
import { scanText } from '../../core/logs/scan/text-scan.ts';
import { DamagedGzip } from './gunzip.ts';
import { ioProblem } from './inputs.ts';
import { readInTurns } from './open-input.ts';
import { createUnitScanner, type UnitBatch, type UnitEnd } from './scan-unit.ts';
import { unpack } from './unpack.ts';

/** What the worker is started with to read a packed file. */
export interface PackedJob {
  readonly packedPath: string;
}

/** The last message: the whole file was read, or `problem` says what ended it. */
export interface PackedEnd {
  readonly ended: true;
  readonly problem: string | null;
  readonly layers: readonly string[];
}

/** Rows of a part of the text, in order. */
interface Scanned extends UnitEnd {
  readonly batches: readonly UnitBatch[];
}

/** A piece of the text's rows, and how many packed bytes were read so far. */
export interface PackedPiece extends Scanned {
  readonly bytesRead: number;
}

/** Reads the file to its end. `give` may wait. Never throws: damage is in the result. */
export async function scanPackedText(path: string, give: (piece: PackedPiece) => Promise<void>): Promise<PackedEnd> {
  let bytesRead = 0;
  const { chunks, layers } = unpack(
    readInTurns(path, (bytes) => {
      bytesRead += bytes;
    }),
  );
  const pieces = new Pieces(createUnitScanner());
  let problem: string | null = null;
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length; ) {
        from += pieces.fill(chunk, from);
        if (pieces.isFull) await give({ ...pieces.scan(false), bytesRead });
      }
    }
  } catch (error) {
    problem = error instanceof DamagedGzip ? error.message : ioProblem(error);
  }
  await give({ ...pieces.scan(true), bytesRead });
  return { ended: true, problem, layers };
}

/** Text in the scanner's memory, scanned whenever it is full; what a marker near the end may still need stays. */
class Pieces {
  readonly #scanner: MarkerScanner;
  #filled = 0;
  #done = 0;

  constructor(scanner: MarkerScanner) {
    this.#scanner = scanner;
  }

  get isFull(): boolean {
    return this.#filled === this.#scanner.capacity;
  }

  /** Takes as much of the chunk as there is room for; gives how much. */
  fill(chunk: Uint8Array, from: number): number {
    const taken = Math.min(chunk.length - from, this.#scanner.capacity - this.#filled);
    this.#scanner.bytes.set(chunk.subarray(from, from + taken), this.#filled);
    this.#filled += taken;
    return taken;
  }

  /** Rows of all but the end, or of all when it is the last. */
  scan(isLast: boolean): Scanned {
    const { bytes } = this.#scanner;
    const to = isLast ? this.#filled : this.#filled - AHEAD;
    const batches: UnitBatch[] = [];
    const newlines = scanText(this.#scanner, 0, this.#done, to, this.#filled, false, (batch, newlinesBefore) => {
      const rows = batch.rows.slice(0, batch.count * ROW_WORDS);
      batches.push({ rows, count: batch.count, readings: batch.readings, newlinesBefore });
    });
    const endsLine = to === 0 || bytes[to - 1] === 10;
    const keep = Math.max(0, to - BACK);
    bytes.copyWithin(0, keep, this.#filled);
    this.#done = to - keep;
    this.#filled -= keep;
    return { batches, newlines, endsLine };
  }
}
