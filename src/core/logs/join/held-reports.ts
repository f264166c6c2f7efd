/** The last 65,536 reports, held back until the lines that tell how they ended had their chance to come. */
import type { MarkerReading } from '../scan/read-marker.ts';
import { ROW_WORDS, WORD } from '../scan/rows.ts';
import type { FailureMessage } from './failure-messages.ts';
import { HELD, type JoinMemory, PLACE } from './join-memory.ts';
import type { SeenReports } from './seen-reports.ts';

/** What a held row's word 0 is marked for besides its kind and flags: it has a reading or place, a verdict other than success, a suppressed init, a message. */
export const MARK = { read: 1 << 20, judged: 1 << 21, suppressed: 1 << 22, joined: 1 << 23 } as const;
const MARKS = 15 << 20;

/** Words of a held row that say something else than in a scanned one. */
export const HELD_WORD = { functionId: WORD.offset, origin: WORD.line } as const;

/** A ring of rows with their function, origin, marks, readings and the messages joined by stream. Places are order numbers: the n-th report admitted, from 0. */
export class HeldReports {
  readonly #memory: JoinMemory;
  readonly readings = new Map<number, MarkerReading>();
  readonly joins = new Map<number, FailureMessage[]>();
  readonly suppressed = new Set<number>();
  readonly places = new Map<number, { readonly file: string; readonly line: number; readonly stream: string | null }>();
  /** Order number of the oldest held report and of the next to come. */
  oldest = 0;
  next = 0;

  constructor(memory: JoinMemory) {
    this.#memory = memory;
  }

  /** All words of the memory; `at` tells where a report's row stands. Another array when the memory has grown. */
  get rows(): Int32Array {
    return this.#memory.words;
  }

  get isFull(): boolean {
    return this.next - this.oldest === HELD;
  }

  /** First word of a held report's row. */
  at(order: number): number {
    return PLACE.ring + (order & (HELD - 1)) * ROW_WORDS;
  }

  /** How many reports from this one on stand in a row. */
  untilTurn(order: number): number {
    return HELD - (order & (HELD - 1));
  }

  /** The first report in [order, next) whose stream's lowest 16 bits are in the filter (8,192 bytes at PLACE.filter); `next`: none. */
  seek(order: number): number {
    const { admission, words } = this.#memory;
    if (admission !== null) return order + admission.seek(order | 0, this.next - order);
    for (let one = order; one < this.next; one++) {
      const bit = words[this.at(one) + WORD.streamLow]! & 0xffff;
      if (((words[PLACE.filter + (bit >> 5)]! >>> (bit & 31)) & 1) !== 0) return one;
    }
    return this.next;
  }

  /** Fills the filter of `seek` with streams by their keys. */
  filter(streams: Iterable<number>): void {
    const { words } = this.#memory;
    words.fill(0, PLACE.filter, PLACE.filter + 2_048);
    for (const stream of streams) words[PLACE.filter + ((stream & 0xffff) >> 5)]! |= 1 << (stream & 31);
  }

  /** Admits staged rows [from, count) of one function and origin while they are ordinary, no duplicates, and there is room; gives how many. */
  admit(seen: SeenReports, from: number, count: number, functionId: number, origin: number): number {
    const { admission } = this.#memory;
    if (admission === null) return 0;
    const room = HELD - (this.next - this.oldest);
    const order = this.next | 0;
    if (seen.recent !== null) {
      const recent = seen.recent.admit(from, count, order, room, functionId, origin);
      this.next += recent;
      return recent;
    }
    const { full, additions, tables } = seen;
    const admitted = admission.admit(from, count, order, room, functionId, origin, tables, additions, full ? 0 : 1);
    this.next += admitted;
    if (!full) seen.added(admitted);
    return admitted;
  }

  /** Copies a row in and gives its order number. */
  hold(rows: Int32Array, from: number, functionId: number, origin: number): number {
    const order = this.next++;
    const to = this.at(order);
    const held = this.rows;
    for (let word = 0; word < ROW_WORDS; word++) held[to + word] = rows[from + word]!;
    held[to + HELD_WORD.functionId] = functionId;
    held[to + HELD_WORD.origin] = origin;
    return order;
  }

  mark(order: number, bit: number): void {
    this.rows[this.at(order)]! |= bit;
  }

  marked(order: number, bit: number): boolean {
    return (this.rows[this.at(order)]! & bit) !== 0;
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
    if ((this.rows[this.at(order)]! & MARKS) === 0) return;
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
