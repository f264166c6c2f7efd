/** What evaluating an expression of Terraform offers; its parts need one another, so each is handed this. */
import type { HclExpression } from '../hcl/nodes.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { Located, Reached } from './located.ts';

/** Expressions nested deeper than this are a circle. */
export const MAX_STEPS = 40;

/** One member of a collection; `key` null: it is not known. */
export interface Member {
  readonly key: string | null;
  readonly value: Located;
}

/** The parts of an evaluation. `depth` counts the steps taken so far. */
export interface Evaluation {
  readonly files: ProjectFiles;
  /** Follows names and steps to the expression behind them. Collections that are computed (`for`, `merge`) are themselves. */
  reach(at: Located, depth?: number): Reached;
  /** The members of a collection, later ones winning over earlier of the same key; null: not known. */
  membersOf(at: Located, depth?: number): readonly Member[] | null;
  /** The member of a key. */
  memberOf(at: Located, key: string, depth?: number): Reached;
  /** The text of an expression; null: not known before the apply. */
  textOf(at: Located, depth?: number): string | null;
  /** Whether a test holds; null: not known. */
  truthOf(at: Located, depth?: number): boolean | null;
}

/** As reach; null also where nothing is there. */
export function behind(evaluation: Evaluation, at: Located, depth = 0): Located | null {
  const reached = evaluation.reach(at, depth);
  return reached === 'missing' ? null : reached;
}

/** Whether an expression is `null`. */
export function isNullWord(expression: HclExpression): boolean {
  return expression.kind === 'word' && expression.word === 'null';
}
