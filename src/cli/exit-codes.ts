/** The exit codes, in one table: scripts depend on them. */
import { OutsideError, UserError } from '../model/errors.ts';

/** What each exit code says. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  gate: 3,
  notEnoughData: 4,
  credentials: 5,
  interrupted: 130,
  terminated: 143,
} as const;
/** One of memfit's exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The codes in words, for --help and docs. */
export const EXIT_WORDS: readonly (readonly [code: ExitCode, words: string])[] = [
  [EXIT.done, 'done'],
  [EXIT.failed, 'a failure while running, or some inputs could not be read (results are printed all the same)'],
  [EXIT.usage, 'wrong usage or configuration'],
  [EXIT.gate, 'a gate failed (--fail-on)'],
  [EXIT.notEnoughData, 'not enough data to say anything about any function'],
  [EXIT.credentials, 'no credentials, or no permission'],
  [EXIT.interrupted, 'stopped by Ctrl-C'],
  [EXIT.terminated, 'stopped by a termination signal'],
];

/** Codes of OutsideError that mean: you may not, or not as you. */
const NOT_ALLOWED: readonly string[] = ['credentials', 'permission', 'access-denied'];

/** The exit code of an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UserError) return EXIT.usage;
  if (error instanceof OutsideError && NOT_ALLOWED.includes(error.code)) return EXIT.credentials;
  return EXIT.failed;
}
