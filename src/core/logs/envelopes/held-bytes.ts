/** Bytes kept of a value that runs over several chunks: grows up to a limit, then only remembers that it was too long. */

/** A growing buffer, used again and again. */
export class HeldBytes {
  bytes = new Uint8Array(4096);
  length = 0;
  /** More was given than the limit allows: what is held is the beginning. */
  isOver = false;

  /** Adds `from[start, end)` unless it would be more than `limit` bytes in all. */
  append(from: Uint8Array, start: number, end: number, limit: number): void {
    const length = this.length + (end - start);
    if (this.isOver || length > limit) {
      this.isOver = true;
      return;
    }
    if (length > this.bytes.length) this.#grow(length);
    this.bytes.set(from.subarray(start, end), this.length);
    this.length = length;
  }

  /** Holds nothing again; the bytes stay until the next `append`. */
  clear(): void {
    this.length = 0;
    this.isOver = false;
  }

  /** What is held, as a view. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** The beginning as text, for showing. */
  excerpt(): string {
    return DECODER.decode(this.bytes.subarray(0, Math.min(this.length, 120)));
  }

  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(length, this.bytes.length * 2));
    larger.set(this.view());
    this.bytes = larger;
  }
}

const DECODER = new TextDecoder();
