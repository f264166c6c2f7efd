/** Evaluates expressions of Terraform as far as the files tell: ties the parts together. */
import type { ProjectFiles } from '../project-files.ts';
import { memberOf, membersOf } from './collections.ts';
import type { Evaluation } from './evaluation.ts';
import { reach } from './steps.ts';
import { textOf, truthOf } from './texts.ts';

/** The evaluation over the files of a project. */
export function evaluating(files: ProjectFiles): Evaluation {
  const evaluation: Evaluation = {
    files,
    reach: (at, depth = 0) => reach(evaluation, at, depth),
    membersOf: (at, depth = 0) => membersOf(evaluation, at, depth),
    memberOf: (at, key, depth = 0) => memberOf(evaluation, at, key, depth),
    textOf: (at, depth = 0) => textOf(evaluation, at, depth),
    truthOf: (at, depth = 0) => truthOf(evaluation, at, depth),
  };
  return evaluation;
}
