/** A helper's part in judging a fleet: batch after batch, as they come. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { recommend, type SizingInput } from '../core/sizing/recommend.ts';
import type { AnalysisOptions } from '../model/options.ts';
import type { Recommendation } from '../model/recommendation.ts';

/** Functions from number `first` on; their options are the thread's. */
export interface ToJudge {
  readonly first: number;
  readonly inputs: readonly Omit<SizingInput, 'options'>[];
}

/** The answers from number `first` on; null: judging threw. */
export interface Judged {
  readonly first: number;
  readonly found: readonly (Recommendation | null)[];
}

if (parentPort !== null) answer(parentPort, workerData as AnalysisOptions);

function answer(port: MessagePort, options: AnalysisOptions): void {
  port.on('message', ({ first, inputs }: ToJudge) => {
    const found = inputs.map((own) => judged({ ...own, options }));
    port.postMessage({ first, found } satisfies Judged);
  });
}

function judged(input: SizingInput): Recommendation | null {
  try {
    return recommend(input);
  } catch {
    return null;
  }
}
