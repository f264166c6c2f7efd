/** Adds up what test runs and steps found, and says it in one line. */
import { existsSync, readFileSync } from 'node:fs';
import type { StepResult } from './run.ts';

/** What one test run counted. */
export interface Tally {
  readonly passed: number;
  /** The names of what failed: test cases, files that could not be loaded, errors nobody caught. */
  readonly failed: readonly string[];
  /** The names of tests that did not run, with the reason given. */
  readonly skipped: readonly string[];
}

/**
 * The tally of a step: the one that its test run wrote to `file`, nothing for a step that is no test run. A step that
 * fails without naming what failed, and a test run without a tally, count as one failure.
 */
export function tallyOf(result: StepResult, file: string | undefined): Tally {
  const none: Tally = { passed: 0, failed: [], skipped: [] };
  const written = file !== undefined && existsSync(file);
  const tally = written ? (JSON.parse(readFileSync(file, 'utf8')) as Tally) : none;
  const { name } = result.step;
  if (!result.ok && tally.failed.length === 0) return { ...tally, failed: [`${name} (exit ${result.exit})`] };
  return file === undefined || written ? tally : { ...none, failed: [`${name} (no tally)`] };
}

/** The sum of several tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.flatMap((tally) => tally.failed),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

/** The names of what was skipped and failed, then the closing line: `N passed, N failed[, N skipped]`. */
export function report({ passed, failed, skipped }: Tally): string {
  const names = [...skipped.map((name) => `skipped: ${name}`), ...failed.map((name) => `failed: ${name}`)];
  const counts = [
    `${passed} passed`,
    `${failed.length} failed`,
    ...(skipped.length ? [`${skipped.length} skipped`] : []),
  ];
  return [...names, counts.join(', ')].join('\n');
}
