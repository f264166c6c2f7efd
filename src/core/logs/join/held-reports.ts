/** The last 65,536 reports, held back until the lines that tell how they ended had their chance to come. */
import type { MarkerReading } from '../scan/read-marker.ts';
import { ROW_WORDS, WORD } from '../scan/rows.ts';
import type { FailureMessage } from './failure-messages.ts';

/** What a place is marked for: it has a reading or place, a verdict other than success, a suppressed init. */
export const MARK = { read: 1, judged: 2, suppressed: 4, joined: 8 } as const;

/** Reports held at most. */
export const HELD = 65_536;

/** A ring of rows with their function, origin, reading and the messages joined by stream. Places are order numbers: the n-th report admitted, from 0. */
export class HeldReports {
  readonly rows: Int32Array;
  readonly functionIds: Int32Array;
  readonly origins: Int32Array;
  readonly readings = new Map<number, MarkerReading>();
  readonly joins = new Map<number, FailureMessage[]>();
  readonly suppressed = new Set<number>();
  readonly places = new Map<number, { readonly file: string; readonly line: number; readonly stream: string | null }>();
  /** Per place: bits of MARK, so that the maps are asked for marked places only. */
  readonly marks = new Uint8Array(HELD);
  /** Order number of the oldest held report and of the next to come. */
  oldest = 0;
  next = 0;

  constructor() {
    this.rows = new Int32Array(HELD * ROW_WORDS);
    this.functionIds = new Int32Array(HELD);
    this.origins = new Int32Array(HELD);
  }

  get isFull(): boolean {
    return this.next - this.oldest === HELD;
  }

  /** First word of a held report's row. */
  at(order: number): number {
    return (order & (HELD - 1)) * ROW_WORDS;
  }

  /** Copies a row in and gives its order number. */
  hold(rows: Int32Array, from: number, functionId: number, origin: number): number {
    const order = this.next++;
    const slot = order & (HELD - 1);
    const to = slot * ROW_WORDS;
    for (let word = 0; word < ROW_WORDS; word++) this.rows[to + word] = rows[from + word]!;
    this.functionIds[slot] = functionId;
    this.origins[slot] = origin;
    this.marks[slot] = 0;
    return order;
  }

  mark(order: number, bit: number): void {
    this.marks[order & (HELD - 1)]! |= bit;
  }

  marked(order: number, bit: number): boolean {
    return (this.marks[order & (HELD - 1)]! & bit) !== 0;
  }

  /** 53-bit key of the stream, 0: unknown. */
  streamKey(order: number): number {
    const at = this.at(order);
    return keyOf(this.rows[at + WORD.streamLow]!, this.rows[at + WORD.streamHigh]!);
  }

  /** Where in time a report stands: ms since 1970, or its order when the time is unknown. */
  moment(order: number): number {
    const at = this.at(order);
    const seconds = this.rows[at + WORD.seconds]!;
    return seconds === 0 ? order : seconds * 1000 + this.rows[at + WORD.millis]!;
  }

  /** Forgets the oldest report. */
  drop(): void {
    const order = this.oldest++;
    if (this.marks[order & (HELD - 1)] === 0) return;
    if (this.readings.size > 0) this.readings.delete(order);
    if (this.joins.size > 0) this.joins.delete(order);
    if (this.suppressed.size > 0) this.suppressed.delete(order);
    if (this.places.size > 0) this.places.delete(order);
  }
}

/** 53 bits of a 64-bit hash as a number; 0 only for unknown. */
export function keyOf(low: number, high: number): number {
  return (high & 0x1fffff) * 4_294_967_296 + (low >>> 0);
}
