/** Events of a document whose stream is named only behind them, kept until then. */

/** Most bytes kept; a subscription document is at most a few MB. Beyond it events are passed on without their stream. */
const MOST_HELD = 64 * 1024 * 1024;

/** Copies of items, in order. */
export class HeldItems {
  #holding = false;
  #items: { readonly bytes: Uint8Array; readonly line: number }[] = [];
  #size = 0;

  /** Begins a document; `hold` when its origin is not known yet. */
  begin(hold: boolean): void {
    this.#holding = hold;
    this.#items = [];
    this.#size = 0;
  }

  /** Keeps a copy of an item; false when items are not held (any more). */
  take(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    if (!this.#holding || this.#size > MOST_HELD) return false;
    this.#items.push({ bytes: bytes.slice(start, end), line });
    this.#size += end - start;
    return true;
  }

  /** Gives out what was kept, in order, and keeps nothing more. */
  release(give: (bytes: Uint8Array, line: number) => void): void {
    const items = this.#items;
    this.begin(false);
    for (const item of items) give(item.bytes, item.line);
  }
}
