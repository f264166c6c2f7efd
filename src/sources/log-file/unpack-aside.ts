/** Unpacks large files in a second thread while this one reads what came before. */
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../threads/start-thread.ts';
import { DamagedGzip, type GunzipLimits } from './gunzip.ts';
import { readInTurns } from './read-in-turns.ts';
import { type Unpacked, unpack } from './unpack.ts';
import { createPlaces, PlaceReader } from './unpack-places.ts';
import type { UnpackEnd, UnpackedPart, UnpackJob } from './unpack-worker.ts';

/** From this packed size on the thread's start pays. */
export const ASIDE_PAYS_BYTES = 3 * 1024 * 1024;

/** What zlib unpacked lies outside the heap and is only let go with it: a small young heap is collected often. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 1 };

/** A second thread that unpacks; it starts with the first file and ends with `close`. */
export interface UnpackThread {
  /** The file as `unpack` gives it, one file at a time, begun when its first chunk is asked for. `onRead` is told how many packed bytes were read so far. */
  unpack(path: string, limits: GunzipLimits, onRead: (bytes: number) => void): Unpacked;
  close(): void;
}

/** A thread to unpack in. Where none starts (odd surroundings), files are unpacked in this one. */
export function createUnpackThread(): UnpackThread {
  let thread: RunningThread | null = null;
  const close = (): void => {
    thread?.close();
    thread = null;
  };
  async function* chunks(job: UnpackJob, layers: string[], onRead: (bytes: number) => void) {
    thread ??= new RunningThread();
    const current = thread;
    try {
      yield* current.unpack(job, layers, onRead);
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      yield* unpack(readInTurns(job.path, onRead), job.limits, layers).chunks;
    } finally {
      // Left early, or gone: what it still says would be of this file.
      if (current.isBusy) close();
    }
  }
  return {
    unpack(path, limits, onRead) {
      const layers: string[] = [];
      return { chunks: chunks({ path, limits }, layers, onRead), layers };
    },
    close,
  };
}

/** The thread ended before it gave anything. */
class NotStarted extends Error {
  override readonly name = 'NotStarted';
}

class RunningThread {
  /** More is to come of a file. */
  isBusy = false;
  readonly #worker: Worker;
  readonly #reader: PlaceReader;
  readonly #waiting: (UnpackedPart | UnpackEnd)[] = [];
  #wake: () => void = () => {};
  #failure: Error | null = null;
  #spoke = false;

  constructor() {
    const memory = createPlaces();
    this.#reader = new PlaceReader(memory);
    this.#worker = startThread('unpack-worker', import.meta.url, memory, THREAD_LIMITS);
    this.#worker.on('message', (message: UnpackedPart | UnpackEnd) => {
      this.#spoke = true;
      this.#waiting.push(message);
      this.#wake();
    });
    this.#worker.on('error', (error) => this.#fail(error.message));
    this.#worker.on('exit', (code) => this.#fail(`the second thread ended (${code})`));
  }

  async *unpack(job: UnpackJob, layers: string[], onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
    this.isBusy = true;
    this.#worker.postMessage(job);
    for (;;) {
      const message = await this.#message();
      if (layers.length === 0) layers.push(...message.layers);
      if ('problem' in message) {
        this.isBusy = false;
        if (message.problem !== null) throw errorOf(message.problem);
        return;
      }
      onRead(message.bytesRead);
      yield this.#reader.next(message.length);
      this.#reader.done();
    }
  }

  /** Nobody waits for the thread's end: it takes some ms and says nothing more. */
  close(): void {
    this.#worker.removeAllListeners();
    this.#worker.on('error', () => {});
    void this.#worker.terminate();
  }

  async #message(): Promise<UnpackedPart | UnpackEnd> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) return message;
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  #fail(why: string): void {
    this.#failure ??= this.#spoke ? new Error(why) : new NotStarted(why);
    this.#wake();
  }
}

function errorOf({ message, code, damage }: NonNullable<UnpackEnd['problem']>): Error {
  return damage ? new DamagedGzip(message) : Object.assign(new Error(message), { code });
}
