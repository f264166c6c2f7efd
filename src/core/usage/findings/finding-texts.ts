/** The words of every finding: one exhaustive table that all output formats read. */
import type { Finding, FindingCode } from '../../../model/finding.ts';
import { sayEvidence } from './evidence-words.ts';
import type { FindingText } from './finding-text.ts';
import { FAILURE_TEXTS } from './texts-failures.ts';
import { LOG_TEXTS } from './texts-logs.ts';
import { MEMORY_TEXTS } from './texts-memory.ts';
import { TIME_TEXTS } from './texts-time.ts';

/** The table; the compiler asks for every code. */
export const FINDING_TEXTS: Readonly<Record<FindingCode, FindingText>> = {
  ...FAILURE_TEXTS,
  ...MEMORY_TEXTS,
  ...TIME_TEXTS,
  ...LOG_TEXTS,
} satisfies Record<FindingCode, FindingText>;

/** A finding in words. `docs` is the path of its page in the repository. */
export interface FindingWords {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
  readonly docs: string;
}

/** Puts a finding into words. */
export function wordsOf(finding: Finding): FindingWords {
  const { title, meaning, advice } = FINDING_TEXTS[finding.code];
  const say = sayEvidence(finding);
  return { title, meaning: meaning(say), advice: advice(say), docs: docsOf(finding.code) };
}

/** Path of a finding's page in the repository. */
export function docsOf(code: FindingCode): string {
  return `docs/findings/${code}.md`;
}
