/** Judges the functions of a fleet with several threads. Each function is judged by itself with random numbers of its own, so the answers are the same, whoever gives them. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { recommend, type SizingInput } from '../core/sizing/recommend.ts';
import type { Recommendation } from '../model/recommendation.ts';
import type { Judged, ToJudge } from './judge-worker.ts';
import { startThread } from './start-thread.ts';

/** From so many functions on a thread's start, about as long as the judging of 50 functions, pays. */
const MANY = 200;
/** Threads at most, this one included: each holds the curves and a heap of its own, some 40 MB. */
const MOST_THREADS = 4;
/** Functions handed over at a time. */
const BATCH = 16;
/** Batches that wait with a thread, so that it has work while it is answered. */
const AHEAD = 2;

/** One recommendation a function, in order. `threads`: null decides by their number and the cores. Throws as `recommend` does. */
export async function judge(inputs: readonly SizingInput[], threads: number | null = null): Promise<Recommendation[]> {
  const wanted = threads ?? (inputs.length < MANY ? 1 : Math.min(MOST_THREADS, availableParallelism()));
  if (wanted < 2 || inputs.length === 0) return inputs.map((input) => recommend(input));
  const court = new Court(inputs, wanted - 1);
  try {
    return await court.judge();
  } finally {
    court.close();
  }
}

/** This thread and its helpers at one list of functions. */
class Court {
  readonly #inputs: readonly SizingInput[];
  readonly #found: (Recommendation | null)[];
  readonly #helpers: Worker[] = [];
  /** First functions of batches that a helper took and has not answered. */
  readonly #waiting = new Map<Worker, Set<number>>();
  #next = 0;
  #wake: () => void = () => {};

  constructor(inputs: readonly SizingInput[], helpers: number) {
    this.#inputs = inputs;
    this.#found = inputs.map(() => null);
    for (let i = 0; i < helpers; i++) this.#start();
  }

  async judge(): Promise<Recommendation[]> {
    for (let first = this.#claim(); first < this.#inputs.length; first = this.#claim()) {
      for (const [i, input] of this.#batch(first).entries()) this.#found[first + i] = recommend(input);
      await breath();
    }
    while ([...this.#waiting.values()].some(({ size }) => size > 0)) await this.#news();
    // What a helper could not judge, or took with it, is judged here; here its error is thrown as it is.
    return this.#inputs.map((input, i) => this.#found[i] ?? recommend(input));
  }

  close(): void {
    for (const helper of this.#helpers) {
      helper.removeAllListeners();
      helper.on('error', () => {});
      void helper.terminate();
    }
  }

  #start(): void {
    const helper = startThread('judge-worker', import.meta.url, this.#inputs[0]?.options);
    this.#helpers.push(helper);
    this.#waiting.set(helper, new Set());
    helper.on('message', ({ first, found }: Judged) => {
      for (const [i, one] of found.entries()) this.#found[first + i] = one;
      this.#waiting.get(helper)?.delete(first);
      this.#feed(helper);
      this.#wake();
    });
    const gone = (): void => {
      this.#waiting.delete(helper);
      this.#wake();
    };
    helper.on('error', gone);
    helper.on('exit', gone);
    for (let i = 0; i < AHEAD; i++) this.#feed(helper);
  }

  #feed(helper: Worker): void {
    const first = this.#claim();
    if (first >= this.#inputs.length) return;
    const inputs = this.#batch(first).map(({ options: _same, ...own }) => own);
    this.#waiting.get(helper)?.add(first);
    helper.postMessage({ first, inputs } satisfies ToJudge);
  }

  /** The first function of the next free batch. */
  #claim(): number {
    const first = this.#next;
    this.#next = Math.min(this.#inputs.length, first + BATCH);
    return first;
  }

  #batch(first: number): readonly SizingInput[] {
    return this.#inputs.slice(first, first + BATCH);
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** The event loop's turn: the helpers' messages come in. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
