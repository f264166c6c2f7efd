/** One piece of a large text file, read and scanned for itself: what the main thread and the worker do alike. */
import { readSync } from 'node:fs';
import type { MarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import { createMarkerScanner } from '../../core/logs/scan/marker-scanner.ts';
import type { MarkerReading } from '../../core/logs/scan/read-marker.ts';
import { AHEAD, BACK, ROW_WORDS } from '../../core/logs/scan/rows.ts';
import { scanText } from '../../core/logs/scan/text-scan.ts';

/** Bytes of a unit: large enough that handing over costs nothing, small enough for the processor's cache. */
export const UNIT_BYTES = 1024 * 1024;

/** Rows of one unit, in order. Plain data: it crosses from thread to thread. */
export interface ScannedUnit {
  readonly unit: number;
  readonly batches: readonly {
    readonly rows: Int32Array;
    readonly count: number;
    readonly readings: ReadonlyMap<number, MarkerReading>;
    readonly newlinesBefore: number;
  }[];
  readonly newlines: number;
  /** The unit's last byte is a newline. */
  readonly endsLine: boolean;
}

/** A scanner with room for a unit and what must be seen around it. */
export function createUnitScanner(): MarkerScanner {
  return createMarkerScanner(BACK + UNIT_BYTES + AHEAD);
}

/** Reads and scans unit number `unit` of an open file of `size` bytes. A file that has shrunk gives fewer rows, not an error. */
export function scanUnit(scanner: MarkerScanner, file: number, unit: number, size: number): ScannedUnit {
  const start = unit * UNIT_BYTES;
  const first = Math.max(0, start - BACK);
  const wanted = Math.min(size, start + UNIT_BYTES + AHEAD) - first;
  const end = readFully(file, scanner.bytes, wanted, first);
  const from = Math.min(start - first, end);
  const to = Math.min(start + UNIT_BYTES - first, end);
  const batches: ScannedUnit['batches'][number][] = [];
  const newlines = scanText(scanner, 0, from, to, end, false, (batch, newlinesBefore) => {
    const rows = batch.rows.slice(0, batch.count * ROW_WORDS);
    batches.push({ rows, count: batch.count, readings: batch.readings, newlinesBefore });
  });
  return { unit, batches, newlines, endsLine: to > from && scanner.bytes[to - 1] === 10 };
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
