/** From text in the scanner's memory to rows and readings: the part of reading that needs no memory of what came before, so that pieces can be read side by side. */

import type { MarkerScanner } from './marker-scanner.ts';
import { type MarkerReading, readMarker } from './read-marker.ts';
import { FLAG, KIND, putLine, ROW_WORDS, SHOWN_UNREADABLE, WORD } from './rows.ts';

/** Rows in input order; `readings` holds, by row index, what the numbers do not say. Rows are valid during the call only. */
export interface RowBatch {
  readonly rows: Int32Array;
  readonly count: number;
  /** Row index → reading, for rows that came the careful way. */
  readonly readings: ReadonlyMap<number, MarkerReading>;
}

/** What may be looked at around a place. */
export interface Bounds {
  readonly low: number;
  readonly end: number;
}

/** The bounds of the event that holds an offset, where an envelope told them. */
export type EventBounds = (offset: number) => Bounds;

/** Scans `bytes[from, to)` of the scanner's memory (see MarkerScanner.scan for the bounds) and hands out one or more batches. Gives the number of newlines met. */
export function scanText(
  scanner: MarkerScanner,
  lowest: number,
  from: number,
  to: number,
  end: number,
  detailed: boolean,
  take: (batch: RowBatch, newlinesBefore: number) => void,
  events: EventBounds | null = null,
): number {
  let newlines = 0;
  for (let at = from; at < to; at = scanner.next) {
    const count = scanner.scan(lowest, at, to, end, events !== null);
    const readings = readRows(scanner, count, { low: lowest, end }, detailed, events);
    if (count > 0) take({ rows: scanner.rows, count, readings }, newlines);
    newlines += scanner.newlines;
  }
  return newlines;
}

function readRows(
  scanner: MarkerScanner,
  count: number,
  bounds: Bounds,
  detailed: boolean,
  events: EventBounds | null,
): Map<number, MarkerReading> {
  const readings = new Map<number, MarkerReading>();
  const { rows, bytes } = scanner;
  let unreadable = 0;
  for (let index = 0; index < count; index++) {
    const at = index * ROW_WORDS;
    const kind = rows[at]! & 255;
    if (kind === KIND.start || (kind === KIND.report && !detailed)) continue;
    const offset = rows[at + WORD.offset]!;
    const reading = readMarker(kind === KIND.report ? reportMarker(rows[at]!) : kind, {
      bytes,
      at: offset,
      ...(events === null ? bounds : events(offset)),
      whole: events !== null,
    });
    putReading(rows, at, reading);
    if (reading === null) continue;
    if (!detailed && events === null && isAllInRow(reading)) rows[at]! &= ~FLAG.read;
    else readings.set(index, isPlainlyUnreadable(reading) && ++unreadable > SHOWN_UNREADABLE ? COUNTED : reading);
  }
  return readings;
}

/** One for all places of a batch behind those that may be shown: a log of nothing else would fill the memory with them. */
const COUNTED: MarkerReading = { kind: KIND.unreadable, line: { kind: 'unparsable' } };

/** Nothing is known of the place but its text. */
function isPlainlyUnreadable({ kind, line, functionName, arnRegion }: MarkerReading): boolean {
  return kind === KIND.unreadable && (functionName ?? arnRegion ?? line.functionName ?? line.logStream) === undefined;
}

/** A report of a success that tells nothing its row does not: thousands of them are held at a time. */
function isAllInRow({ kind, line, emulator, functionName, arnRegion }: MarkerReading): boolean {
  if (kind !== KIND.report || line.managedInstance || line.outOfMemory) return false;
  if ((line.status !== undefined && line.status !== 'success') || line.errorType !== undefined) return false;
  if ((emulator ?? functionName ?? arnRegion ?? line.functionName) !== undefined) return false;
  const { logStream, durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB } = line;
  const isWhole = [durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB].every((one) => one !== undefined);
  // Other streams may name a function.
  return isWhole && (logStream === undefined || /^\d{4}\/\d\d\/\d\d\/\[/.test(logStream));
}

/** What a report that is wanted in words was met as. */
function reportMarker(head: number): number {
  return (head & FLAG.json) === 0 ? KIND.meetsReport : KIND.meetsPlatformJson;
}

/** Replaces a met marker by what it turned out to be. */
function putReading(rows: Int32Array, at: number, reading: MarkerReading | null): void {
  if (reading === null) {
    rows[at] = KIND.nothing;
    return;
  }
  putLine(rows, at, reading.kind, reading.line);
  rows[at]! |= FLAG.read;
  if (reading.emulator) rows[at]! |= FLAG.emulator;
  if (reading.traced) rows[at]! |= FLAG.real;
}
