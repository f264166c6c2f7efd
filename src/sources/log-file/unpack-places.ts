/** Memory that two threads share: places which one fills in turn and the other reads in the same order, so that nothing is allocated for what passes through. */

const PLACES = 8;
const PLACE_BYTES = 512 * 1024;
/** The count of places read, before the first place; a cache line of its own. */
const HEAD_BYTES = 64;
/** A reader that has gone is noticed by the thread's end, not by this. */
const LONGEST_WAIT_MS = 1_000;

/** The memory; pages nobody wrote to cost nothing. */
export function createPlaces(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_BYTES + PLACES * PLACE_BYTES);
}

/** The side that fills. */
export class PlaceWriter {
  readonly #memory: SharedArrayBuffer;
  readonly #read: Int32Array;
  readonly #onFull: (length: number) => void;
  #place: Uint8Array;
  #number = 0;
  #filled = 0;

  /** `onFull` is told how many bytes were put into the next place, in order, as soon as they may be read. */
  constructor(memory: SharedArrayBuffer, onFull: (length: number) => void) {
    this.#memory = memory;
    this.#read = new Int32Array(memory, 0, 1);
    this.#onFull = onFull;
    this.#place = placeOf(memory, 0);
  }

  /** Copies the bytes in; blocks this thread while all places wait to be read. */
  put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const length = Math.min(bytes.length - at, PLACE_BYTES - this.#filled);
      if (this.#filled === 0) this.#next();
      this.#place.set(bytes.subarray(at, at + length), this.#filled);
      this.#filled += length;
      at += length;
      if (this.#filled === PLACE_BYTES) this.flush();
    }
  }

  /** Hands over what the current place holds. */
  flush(): void {
    if (this.#filled === 0) return;
    this.#onFull(this.#filled);
    this.#filled = 0;
    this.#number++;
  }

  #next(): void {
    for (;;) {
      const read = Atomics.load(this.#read, 0);
      if (this.#number - read < PLACES) break;
      Atomics.wait(this.#read, 0, read, LONGEST_WAIT_MS);
    }
    this.#place = placeOf(this.#memory, this.#number);
  }
}

/** The side that reads: asks for each place the writer told of. */
export class PlaceReader {
  readonly #memory: SharedArrayBuffer;
  readonly #read: Int32Array;
  #number = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory;
    this.#read = new Int32Array(memory, 0, 1);
  }

  /** The next place's bytes, good until `done`. */
  next(length: number): Uint8Array {
    return placeOf(this.#memory, this.#number).subarray(0, length);
  }

  done(): void {
    Atomics.store(this.#read, 0, ++this.#number);
    Atomics.notify(this.#read, 0);
  }
}

function placeOf(memory: SharedArrayBuffer, number: number): Uint8Array {
  return new Uint8Array(memory, HEAD_BYTES + (number % PLACES) * PLACE_BYTES, PLACE_BYTES);
}
