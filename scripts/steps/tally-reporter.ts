/** A vitest reporter that counts test cases and keeps the reasons of skips, which vitest's JSON reporter drops. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import type { Tally } from './tally.ts';

/** Writes the tally of the run, as JSON, to the file that TALLY_FILE names. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env.TALLY_FILE;
    if (file !== undefined) writeFileSync(file, JSON.stringify(count(modules, errors)));
  }
}

function count(modules: readonly TestModule[], errors: readonly SerializedError[]): Tally {
  const cases = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string): TestCase[] => cases.filter((test) => test.result().state === state);
  const broken = modules.flatMap((module) => brokenParts(module));
  const uncaught = errors.map((error) => `error nobody caught: ${error.message}`);
  const unfinished = inState('pending').map((test) => `${nameOf(test)} (did not finish)`);
  return {
    passed: inState('passed').length,
    failed: [...inState('failed').map(nameOf), ...unfinished, ...broken, ...uncaught],
    skipped: inState('skipped').map((test) => nameOf(test) + reasonOf(test)),
  };
}

/** A file or suite that failed itself (an import, a hook), apart from its test cases. */
function brokenParts(module: TestModule): string[] {
  const parts = [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0);
  return parts.map((part) => `${pathOf(module)}: ${part.errors()[0]?.message ?? 'failed'}`);
}

function nameOf(test: TestCase): string {
  return `${pathOf(test.module)} > ${test.fullName}`;
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note === undefined ? '' : ` (${note})`;
}

function pathOf(module: TestModule): string {
  return relative(process.cwd(), module.moduleId).replaceAll('\\', '/');
}
