/** The words for findings and remarks, from the tables beside the rules that give them. */
import type { Words } from '../core/report/context.ts';
import { remarkText } from '../core/sizing/remark-texts.ts';
import { wordsOf } from '../core/usage/findings/finding-texts.ts';

/** What every rendering of an analysis speaks with. */
export const WORDS: Words = {
  finding(finding) {
    const { title, meaning, advice, docs } = wordsOf(finding);
    return { title, says: meaning, advice, docs };
  },
  remark: remarkText,
};
