/** Cuts a stream of bytes into lines, for the shapes that are read line by line; memory is bounded by one line. */

/** Longest line held, in bytes: a base64 payload is at most 6 MB. */
const LONGEST_LINE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
const DECODER = new TextDecoder();

/** Takes a line without its end, as bytes valid during the call; `line` is 1-based. `null` bytes: it was longer than can be held, and was left out. */
export type LineTaker = (bytes: Uint8Array | null, line: number) => void;

/** The cutter. Push chunks in any cut, then end once. */
export class LineCutter {
  readonly #take: LineTaker;
  #held = new Uint8Array(4096);
  #length = 0;
  #overflow = false;
  #line = 1;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, at);
      if (end < 0) break;
      this.#hold(chunk, at, end);
      this.#pass();
      this.#line++;
      at = end + 1;
    }
    this.#hold(chunk, at, chunk.length);
  }

  end(): void {
    if (this.#length > 0 || this.#overflow) this.#pass();
  }

  #pass(): void {
    const length = this.#length > 0 && this.#held[this.#length - 1] === 0x0d ? this.#length - 1 : this.#length;
    this.#take(this.#overflow ? null : this.#held.subarray(0, length), this.#line);
    this.#length = 0;
    this.#overflow = false;
  }

  #hold(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (this.#overflow || length > LONGEST_LINE) {
      this.#overflow = true;
      this.#length = 0;
      return;
    }
    if (length > this.#held.length) {
      const larger = new Uint8Array(Math.max(length, this.#held.length * 2));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(chunk.subarray(start, end), this.#length);
    this.#length = length;
  }
}

/** A line as text. */
export function textOf(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
