/** The assembler: text and events into the scanner's memory, rows out of it, joined in input order. */
import type { PlatformLine } from '../../model/invocation.ts';
import type { Assembler, AssemblerOptions, AssemblyCounts, InputKnowledge } from './assembler.ts';
import type { EventContext } from './event-sink.ts';
import type { InvocationSink } from './invocation-sink.ts';
import { ReportJoiner } from './join/report-joiner.ts';
import { createMarkerScanner, type MarkerScanner } from './scan/marker-scanner.ts';
import type { MarkerReading } from './scan/read-marker.ts';
import { AHEAD, BACK, KIND, putLine, ROW_WORDS, WORD } from './scan/rows.ts';
import { type Bounds, type RowBatch, scanText } from './scan/text-scan.ts';

/** Bytes scanned at a time: they fit into the processor's second cache. */
const CAPACITY = 512 * 1024;
/** A single event longer than this is read up to here (Lambda's own limit for one event is 256 KB, 1 MB since 2025). */
const LONGEST_EVENT = CAPACITY / 2;

/** A piece of text whose rows were already made elsewhere (a worker), in input order. */
export interface ScannedPiece {
  readonly rows: Int32Array;
  readonly count: number;
  readonly readings: ReadonlyMap<number, MarkerReading>;
  /** Newlines before the piece's first row in the piece, and in the whole piece. */
  readonly newlinesBefore: number;
}

/** An assembler that can also be given rows: what `createAssembler` makes. */
export interface PieceAssembler extends Assembler {
  /** Rows of a piece of the current text; offsets in them do not matter. */
  piece(context: number, piece: ScannedPiece): void;
  /** The unit that the last pieces were of is complete: its newlines, and whether a last line without newline follows them. */
  pieceLines(newlines: number, openLine: boolean): void;
}

/** An assembler that releases joined invocations to `sink`. `scanner` and `joining` are for tests. */
export function createAssembler(
  options: AssemblerOptions,
  sink: InvocationSink,
  scanner: MarkerScanner = createMarkerScanner(CAPACITY),
  joining: 'wasm' | 'plain' = 'wasm',
): PieceAssembler {
  return new TextAssembler(options, sink, scanner, joining);
}

class TextAssembler implements PieceAssembler {
  readonly #joiner: ReportJoiner;
  readonly #scanner: MarkerScanner;
  readonly #detailed: boolean;
  #mode: 'none' | 'text' | 'events' = 'none';
  #filled = 0;
  /** Text: everything before is scanned. */
  #done = 0;
  #textContext = 0;
  /** Lines of the current text before the buffer's `done`. */
  #lines = 0;
  readonly #events = new EventTable();
  readonly #parsedRow = new Int32Array(ROW_WORDS);

  constructor(options: AssemblerOptions, sink: InvocationSink, scanner: MarkerScanner, joining: 'wasm' | 'plain') {
    this.#joiner = new ReportJoiner(options, sink, joining);
    this.#scanner = scanner;
    this.#detailed = options.detailed;
  }

  beginFile(file: string, label: string): void {
    this.#flush();
    this.#lines = 0;
    this.#joiner.beginFile(file, label);
  }

  context(context: EventContext): number {
    return this.#joiner.context(context);
  }

  text(context: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#mode === 'events' || (this.#mode === 'text' && context !== this.#textContext)) this.#flush();
    this.#mode = 'text';
    this.#textContext = context;
    for (let from = start; from < end; ) {
      const taken = Math.min(end - from, this.#scanner.capacity - this.#filled);
      this.#scanner.bytes.set(bytes.subarray(from, from + taken), this.#filled);
      this.#filled += taken;
      from += taken;
      if (this.#filled === this.#scanner.capacity) this.#scanFull();
    }
  }

  endText(): void {
    this.#flush();
  }

  event(context: number, timeMs: number, bytes: Uint8Array, start: number, end: number, line: number): void {
    if (this.#mode === 'text') this.#flush();
    this.#mode = 'events';
    const length = Math.min(end - start, LONGEST_EVENT);
    if (this.#filled + length + 1 > this.#scanner.capacity || this.#events.isFull) {
      this.#flush();
      this.#mode = 'events';
    }
    const at = this.#filled;
    this.#scanner.bytes.set(bytes.subarray(start, start + length), at);
    this.#scanner.bytes[at + length] = 10;
    this.#filled = at + length + 1;
    this.#events.add(at, at + length, context, timeMs, line);
  }

  parsed(context: number, timeMs: number, line: PlatformLine, lineNumber: number): void {
    this.#flush();
    const kind = PARSED_KINDS[line.kind];
    if (kind === undefined) return;
    this.#parsedRow.fill(0);
    putLine(this.#parsedRow, 0, kind, line);
    this.#joiner.row(this.#parsedRow, 0, { kind, line }, context, timeMs, lineNumber);
  }

  unreadable(line: number, reason: string, excerpt: string): void {
    this.#joiner.unreadable(line, reason, excerpt);
  }

  piece(context: number, piece: ScannedPiece): void {
    this.#joiner.batch(piece, context, this.#lines + piece.newlinesBefore);
  }

  pieceLines(newlines: number, openLine: boolean): void {
    this.#lines += newlines;
    this.#joiner.account.lines += newlines + (openLine ? 1 : 0);
  }

  end(): void {
    this.#flush();
    this.#joiner.end();
  }

  counts(): AssemblyCounts {
    return this.#joiner.account.counts();
  }

  knowledge(): InputKnowledge {
    return { ...this.#joiner.account.knowledge };
  }

  /** The buffer is full: scans all but what a marker near the end may still need, and moves the rest to the front. */
  #scanFull(): void {
    this.#scan(this.#filled - AHEAD);
    const keep = Math.max(0, this.#done - BACK);
    this.#scanner.bytes.copyWithin(0, keep, this.#filled);
    this.#done -= keep;
    this.#filled -= keep;
  }

  #scan(to: number): void {
    const before = this.#lines;
    const newlines = scanText(this.#scanner, 0, this.#done, to, this.#filled, this.#detailed, (batch, newlinesBefore) =>
      this.#joiner.batch(batch, this.#textContext, before + newlinesBefore),
    );
    this.#done = to;
    this.#lines = before + newlines;
    this.#joiner.account.lines += newlines;
  }

  #flush(): void {
    if (this.#mode === 'text') this.#flushText();
    else if (this.#mode === 'events') this.#scanEvents();
    this.#scanner.forget();
    this.#mode = 'none';
    this.#filled = 0;
    this.#done = 0;
  }

  #flushText(): void {
    this.#scan(this.#filled);
    if (this.#filled > 0 && this.#scanner.bytes[this.#filled - 1] !== 10) this.#joiner.account.lines++;
  }

  #scanEvents(): void {
    const events = this.#events;
    const bounds = (offset: number): Bounds => events.boundsOf(offset);
    const take = (batch: RowBatch): void => {
      for (let index = 0; index < batch.count; index++) {
        const at = index * ROW_WORDS;
        const event = events.find(batch.rows[at + WORD.offset]!);
        const line = events.lines[event]!;
        this.#joiner.row(
          batch.rows,
          at,
          batch.readings.get(index),
          events.contexts[event]!,
          events.times[event]!,
          line,
        );
      }
    };
    scanText(this.#scanner, 0, 0, this.#filled, this.#filled, this.#detailed, take, bounds);
    this.#joiner.account.lines += events.count;
    events.clear();
  }
}

const PARSED_KINDS: Readonly<Partial<Record<PlatformLine['kind'], number>>> = {
  report: KIND.report,
  init_report: KIND.initReport,
  restore_report: KIND.initReport,
  init_start: KIND.initStart,
  start: KIND.start,
  logs_dropped: KIND.logsDropped,
  fault: KIND.crash,
  crash_message: KIND.crash,
  timeout_message: KIND.timeoutMessage,
  not_aws_lambda: KIND.otherCloud,
};

/** The events in the buffer, ascending by place. */
class EventTable {
  count = 0;
  readonly contexts = new Int32Array(8_192);
  readonly times = new Float64Array(8_192);
  readonly lines = new Float64Array(8_192);
  readonly #starts = new Int32Array(8_192);
  readonly #ends = new Int32Array(8_192);

  get isFull(): boolean {
    return this.count === 8_192;
  }

  add(start: number, end: number, context: number, timeMs: number, line: number): void {
    const at = this.count++;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.contexts[at] = context;
    this.times[at] = timeMs;
    this.lines[at] = line;
  }

  /** Index of the event that holds the offset. */
  find(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  boundsOf(offset: number): Bounds {
    const event = this.find(offset);
    return { low: this.#starts[event]!, end: this.#ends[event]! };
  }

  clear(): void {
    this.count = 0;
  }
}
