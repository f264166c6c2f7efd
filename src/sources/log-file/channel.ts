/** Hands values from a reader that works in chunks to a consumer that takes them one by one, so that no more than a chunk's worth waits. */

/** A channel of one writer and one reader. */
export class Channel<T> {
  #waiting: T[] = [];
  #ended = false;
  #error: unknown = null;
  #wakeReader: (() => void) | null = null;
  #wakeWriter: (() => void) | null = null;

  /** Adds a value; it waits until the reader comes. */
  put(value: T): void {
    this.#waiting.push(value);
  }

  /** Resolves when the reader has taken everything put so far; at once when nothing waits or the reader has left. */
  async taken(): Promise<void> {
    if (this.#waiting.length === 0 || this.#ended) return;
    const taken = new Promise<void>((wake) => {
      this.#wakeWriter = wake;
    });
    this.#wakeReader?.();
    await taken;
  }

  /** No more values; with an error the reader gets it after the last value. */
  end(error: unknown = null): void {
    this.#ended = true;
    this.#error = error;
    this.#wakeReader?.();
  }

  /** The values in order, until the end. */
  async *values(): AsyncGenerator<T> {
    try {
      for (;;) {
        const batch = this.#waiting;
        this.#waiting = [];
        yield* batch;
        if (this.#waiting.length > 0) continue;
        this.#wakeWriter?.();
        if (this.#ended) break;
        await new Promise<void>((wake) => {
          this.#wakeReader = wake;
        });
      }
      if (this.#error !== null) throw this.#error;
    } finally {
      this.#ended = true;
      this.#wakeWriter?.();
    }
  }
}
