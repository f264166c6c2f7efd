/** Where events come from, kept small: what many streams share is kept once, of a stream only its hash (its name only when records are wanted in detail). */
import type { FunctionRef } from '../../../model/usage.ts';
import type { EventContext } from '../event-sink.ts';
import { hashText } from '../scan/text-hash.ts';
import { functionOfContext, functionOfStream, type NameOptions } from './function-names.ts';

/** What streams share: the context without its stream, and the function it names, if it does. */
export interface Origin {
  readonly context: EventContext;
  /** Named by log group, ARN or the stream of a shared group; null: only the line or the file can tell. */
  readonly ref: FunctionRef | null;
  /** The function named by anything but the stream. */
  readonly own: FunctionRef | null;
}

/** Contexts remembered by their words; beyond that the same context may get another id, which changes nothing but speed. */
const MOST_KEYS = 16_384;

/** Contexts of the current input. */
export class ContextTable {
  readonly origins: Origin[] = [];
  readonly #options: NameOptions;
  readonly #detailed: boolean;
  readonly #originIds = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  #count = 0;
  #words = new Int32Array(48);
  #names: (string | null)[] = [];

  constructor(options: NameOptions, detailed: boolean) {
    this.#options = options;
    this.#detailed = detailed;
  }

  /** Ids of earlier inputs are no longer used. */
  beginFile(): void {
    this.#keys.clear();
    this.#count = 0;
    this.#names = [];
  }

  intern(context: EventContext): number {
    const { logGroup, logStream, functionName, source, account = null, region = null } = context;
    const shared = JSON.stringify([logGroup, functionName, source, account, region]);
    const key = `${shared}${logStream ?? '\n'}`;
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    if (this.#keys.size >= MOST_KEYS) this.#keys.clear();
    const [low, high] = logStream === null ? [0, 0] : hashText(logStream);
    const id = this.#add(this.#origin(shared, context), low, high);
    this.#keys.set(key, id);
    if (this.#detailed) this.#names[id] = logStream;
    return id;
  }

  /** Index into `origins`. */
  originOf(id: number): number {
    return this.#words[id * 3]!;
  }

  streamLow(id: number): number {
    return this.#words[id * 3 + 1]!;
  }

  streamHigh(id: number): number {
    return this.#words[id * 3 + 2]!;
  }

  /** The stream's name; kept with `detailed` only. */
  streamName(id: number): string | null {
    return this.#names[id] ?? null;
  }

  #add(origin: number, low: number, high: number): number {
    const id = this.#count++;
    if (id * 3 + 3 > this.#words.length) {
      const words = new Int32Array(Math.ceil((this.#words.length * 1.25) / 3) * 3);
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[id * 3] = origin;
    this.#words[id * 3 + 1] = low;
    this.#words[id * 3 + 2] = high;
    return id;
  }

  #origin(shared: string, context: EventContext): number {
    const own = functionOfContext(context, this.#options);
    const ref = own ?? functionOfStream(context.logStream, context.logGroup);
    const key = own === null ? `${shared}${ref?.name ?? ''}` : shared;
    const known = this.#originIds.get(key);
    if (known !== undefined) return known;
    const id = this.origins.push({ context: { ...context, logStream: null }, ref, own }) - 1;
    this.#originIds.set(key, id);
    return id;
  }
}
