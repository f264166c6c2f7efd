/** Unpacks gzip as a stream: in zlib's threads while the caller works on the part before, with a bound against bombs, giving all that can be read of damaged files. */
import { createGunzip, gunzip, gunzipSync } from 'node:zlib';

/** Bounds of unpacking. */
export interface GunzipLimits {
  /** Output up to which any ratio is accepted, in bytes. */
  readonly freeBytes: number;
  /** Largest ratio of output to input beyond that; real logs come to 10-40, deflate's end is 1,032. */
  readonly ratio: number;
}

/** The bounds in use: nobody's log of a GB and more packs better than 400 : 1. */
export const GUNZIP_LIMITS: GunzipLimits = { freeBytes: 1024 ** 3, ratio: 400 };

/** Output of one step: between steps zlib copies its window of 32 KB and changes threads, so small ones cost up to half as much again. */
const STEP_BYTES = 512 * 1024;
/** Packed bytes fed at a time: what they unpack to comes at once, whoever waits. */
const FED_BYTES = 128 * 1024;
/** Unpacked bytes that may wait; then no more is fed. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Largest payload in base64 that is unpacked at once; subscriptions' end at a few MB. */
const LARGEST_PAYLOAD = 256 * 1024 * 1024;

/** Damage met while unpacking, as a sentence for people; what came before it has been given. */
export class DamagedGzip extends Error {
  override readonly name = 'DamagedGzip';
}

/** Gives the unpacked bytes; concatenated members are one stream. Throws DamagedGzip after all that could be read. */
export async function* gunzipStream(
  chunks: AsyncIterable<Uint8Array>,
  limits: GunzipLimits = GUNZIP_LIMITS,
): AsyncGenerator<Uint8Array> {
  const pump = new Pump(limits);
  const feeding = pump.feed(chunks);
  try {
    for (;;) {
      const chunk = pump.take();
      if (chunk !== null) yield chunk;
      else if (pump.finished) break;
      else await pump.more();
    }
  } finally {
    pump.stop();
    await feeding;
  }
  if (pump.problem !== null) throw pump.problem;
}

/** Unpacks a small file in a thread; null: it is damaged, or larger than `mostBytes` unpacked (then stream it). */
export function gunzipWhole(bytes: Uint8Array, mostBytes: number): Promise<Uint8Array | null> {
  return new Promise((done) => {
    gunzip(bytes, { maxOutputLength: mostBytes }, (error, result) => done(error ? null : result));
  });
}

/** Unpacks a payload at once; null: damaged or too large. */
export function gunzipPayload(bytes: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_PAYLOAD });
  } catch {
    return null;
  }
}

/** zlib's stream with a queue of its own, so that nothing unpacked is lost when an error comes. */
class Pump {
  readonly #zlib = createGunzip({ chunkSize: STEP_BYTES });
  readonly #limits: GunzipLimits;
  readonly #queue: Uint8Array[] = [];
  #waiting = 0;
  #in = 0;
  #out = 0;
  #stopped = false;
  #wake: (() => void)[] = [];
  #written: () => void = () => {};
  problem: Error | null = null;
  finished = false;

  constructor(limits: GunzipLimits) {
    this.#limits = limits;
    this.#zlib.on('data', (chunk: Uint8Array) => this.#arrived(chunk));
    this.#zlib.on('error', (error: NodeJS.ErrnoException) => this.#finish(problemOf(error, this.#out)));
    this.#zlib.on('end', () => this.#finish(null));
  }

  async feed(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of chunks) {
        if (this.#over) return;
        for (let at = 0; at < chunk.length && !this.#over; at += FED_BYTES) {
          while (this.#waiting > MOST_WAITING && !this.#over) await this.more();
          const part = chunk.subarray(at, at + FED_BYTES);
          this.#in += part.length;
          await this.#write(part);
        }
      }
      if (!this.#over) this.#zlib.end();
    } catch (error) {
      this.#finish(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** zlib never calls back for a part it was destroyed in, so the end releases the writer as well. */
  #write(chunk: Uint8Array): Promise<void> {
    return new Promise((written) => {
      this.#written = written;
      this.#zlib.write(chunk, () => written());
    });
  }

  take(): Uint8Array | null {
    const chunk = this.#queue.shift() ?? null;
    if (chunk !== null) {
      this.#waiting -= chunk.length;
      this.#notify();
    }
    return chunk;
  }

  more(): Promise<void> {
    return new Promise((wake) => this.#wake.push(wake));
  }

  stop(): void {
    this.#stopped = true;
    this.#zlib.destroy();
    this.#written();
    this.#notify();
  }

  get #over(): boolean {
    return this.finished || this.#stopped;
  }

  #arrived(chunk: Uint8Array): void {
    this.#out += chunk.length;
    this.#waiting += chunk.length;
    this.#queue.push(chunk);
    if (this.#out > this.#limits.freeBytes && this.#out > this.#in * this.#limits.ratio) {
      const why = `unpacks to more than ${this.#limits.ratio} times its size; unpack it yourself if it is meant`;
      this.#finish(new DamagedGzip(why));
      this.#zlib.destroy();
    }
    this.#notify();
  }

  #finish(problem: Error | null): void {
    if (this.finished) return;
    this.finished = true;
    this.problem = problem;
    this.#written();
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const one of wake) one();
  }
}

function problemOf(error: NodeJS.ErrnoException, out: number): Error {
  const read = `the first ${out} unpacked bytes were read`;
  return error.code === 'Z_BUF_ERROR'
    ? new DamagedGzip(`truncated gzip: ${read}; download the file again`)
    : new DamagedGzip(`damaged gzip (${error.message}): ${read}; download the file again`);
}
