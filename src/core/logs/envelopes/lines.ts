/** Cuts a stream of bytes into lines, for the shapes that are read line by line; memory is bounded by one line. */
import { HeldBytes } from './held-bytes.ts';

/** Longest line held, in bytes: a base64 payload is at most 6 MB. */
const LONGEST_LINE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
const DECODER = new TextDecoder();

/** Takes a line without its end, as bytes valid during the call; `line` is 1-based. `null` bytes: it was longer than can be held, and was left out. */
export type LineTaker = (bytes: Uint8Array | null, line: number) => void;

/** The cutter. Push chunks in any cut, then end once. */
export class LineCutter {
  readonly #take: LineTaker;
  readonly #held = new HeldBytes();
  #line = 1;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, at);
      if (end < 0) break;
      this.#held.append(chunk, at, end, LONGEST_LINE);
      this.#pass();
      this.#line++;
      at = end + 1;
    }
    this.#held.append(chunk, at, chunk.length, LONGEST_LINE);
  }

  end(): void {
    if (this.#held.length > 0 || this.#held.isOver) this.#pass();
  }

  #pass(): void {
    const { bytes, length, isOver } = this.#held;
    this.#held.clear();
    const end = length > 0 && bytes[length - 1] === 0x0d ? length - 1 : length;
    this.#take(isOver ? null : bytes.subarray(0, end), this.#line);
  }
}

/** A line as text. */
export function textOf(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
