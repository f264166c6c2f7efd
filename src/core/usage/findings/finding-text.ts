/** The form of a finding's words. */
import type { Say } from './evidence-words.ts';

/** What a finding is called, what its evidence says in one sentence, and what to do. Plain text: whoever prints it escapes and wraps. */
export interface FindingText {
  readonly title: string;
  readonly meaning: (say: Say) => string;
  readonly advice: (say: Say) => string;
}
