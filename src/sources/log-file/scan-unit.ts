/** One piece of a large text file, read and scanned for itself: what the main thread and the worker do alike. */
import { readSync } from 'node:fs';
import type { MarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import { createMarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import type { MarkerReading } from '../../core/logs/scan/read-marker.ts';
import { AHEAD, BACK } from '../../core/logs/scan/rows.ts';
import { scanText } from '../../core/logs/scan/text-scan.ts';
import { UNIT_BYTES } from './scan-job.ts';

/** Bytes read and scanned at a time: they stay in the processor's caches. */
const BLOCK_BYTES = 1024 * 1024;

/** Rows in input order; `rows` may hold more than `count`. Newlines are those of the unit before the batch. */
export interface UnitBatch {
  readonly rows: Int32Array;
  readonly count: number;
  readonly readings: ReadonlyMap<number, MarkerReading>;
  readonly newlinesBefore: number;
}

/** What a unit comes to besides its rows. */
export interface UnitEnd {
  readonly newlines: number;
  /** The unit's last byte is a newline. */
  readonly endsLine: boolean;
}

/** A scanner with room for a block and what must be seen around it. */
export function createUnitScanner(): MarkerScanner {
  return createMarkerScanner(BACK + BLOCK_BYTES + AHEAD);
}

/** Reads and scans unit number `unit` of an open file of `size` bytes and hands its rows out, valid during the call only. A file that has shrunk gives fewer rows, not an error. */
export function passUnit(
  scanner: MarkerScanner,
  file: number,
  unit: number,
  size: number,
  take: (batch: UnitBatch) => void,
): UnitEnd {
  const stop = Math.min(size, (unit + 1) * UNIT_BYTES);
  let newlines = 0;
  let endsLine = false;
  for (let start = unit * UNIT_BYTES; start < stop; start += BLOCK_BYTES) {
    const first = Math.max(0, start - BACK);
    const wanted = Math.min(size, start + BLOCK_BYTES + AHEAD) - first;
    const end = readFully(file, scanner.bytes, wanted, first);
    const from = Math.min(start - first, end);
    const to = Math.min(start + BLOCK_BYTES - first, end);
    const before = newlines;
    newlines += scanText(scanner, 0, from, to, end, false, ({ rows, count, readings }, newlinesBefore) =>
      take({ rows, count, readings, newlinesBefore: before + newlinesBefore }),
    );
    if (to > from) endsLine = scanner.bytes[to - 1] === 10;
  }
  return { newlines, endsLine };
}

function readFully(file: number, bytes: Uint8Array, wanted: number, position: number): number {
  let read = 0;
  while (read < wanted) {
    const got = readSync(file, bytes, read, wanted - read, position + read);
    if (got === 0) break;
    read += got;
  }
  return read;
}
