/** What an expression of Terraform leads to: through names, steps, calls and conditionals to a value and its place. */
import type { HclExpression, HclTraversal } from '../hcl/nodes.ts';
import { type Evaluation, isNullWord, MAX_STEPS } from './evaluation.ts';
import { beside, type Located, type Reached } from './located.ts';
import { rootOf } from './roots.ts';

/** Follows names and steps to the expression behind them. Collections that are computed (`for`, `merge`) are themselves. */
export function reach(evaluation: Evaluation, at: Located, depth = 0): Reached {
  const { expression } = at;
  if (depth > MAX_STEPS) return null;
  switch (expression.kind) {
    case 'traversal':
      return reachTraversal(evaluation, at, expression, depth);
    case 'word': {
      const bound = at.scope.get(expression.word);
      return bound ? bound.value && evaluation.reach(bound.value, depth + 1) : at;
    }
    case 'text': {
      const [only] = expression.parts;
      return expression.whole && only ? evaluation.reach(beside(at, only), depth + 1) : at;
    }
    case 'call':
      return reachCall(evaluation, at, expression.name, expression.arguments, depth);
    case 'conditional': {
      const truth = evaluation.truthOf(beside(at, expression.test), depth + 1);
      return truth === null ? null : evaluation.reach(beside(at, truth ? expression.yes : expression.no), depth + 1);
    }
    default:
      return at;
  }
}

function reachTraversal(evaluation: Evaluation, at: Located, traversal: HclTraversal, depth: number): Reached {
  const { found, rest } = rootOf(evaluation.files, at, traversal);
  return found && walk(evaluation, at, found, rest, depth);
}

/** Takes the steps of a traversal from a place; steps that are expressions are of the place `from`. */
export function walk(
  evaluation: Evaluation,
  from: Located,
  start: Located,
  steps: HclTraversal['steps'],
  depth: number,
): Reached {
  let at = evaluation.reach(start, depth + 1);
  for (const step of steps) {
    if (at === null || at === 'missing') return at;
    const key = typeof step === 'string' ? step : evaluation.textOf(beside(from, step), depth + 1);
    const next: Reached = key === null ? null : evaluation.memberOf(at, key, depth + 1);
    at = next === null || next === 'missing' ? next : evaluation.reach(next, depth + 1);
  }
  return at;
}

/** Calls that hand their first argument on. */
const HANDS_ON: ReadonlySet<string> = new Set([
  ...['tonumber', 'tostring', 'tomap', 'toset', 'tolist', 'nonsensitive', 'sensitive', 'one', 'defaults'],
]);

function reachCall(
  evaluation: Evaluation,
  at: Located,
  name: string,
  args: readonly HclExpression[],
  depth: number,
): Reached {
  const argument = (index: number): Reached => {
    const expression = args[index];
    return expression ? evaluation.reach(beside(at, expression), depth + 1) : null;
  };
  if (HANDS_ON.has(name)) return argument(0);
  if (name === 'merge' || name === 'concat' || name === 'flatten' || name === 'values') return at;
  if (name === 'lookup') {
    const [table, key] = [argument(0), args[1]];
    const text = key ? evaluation.textOf(beside(at, key), depth + 1) : null;
    if (table === null || table === 'missing' || text === null) return null;
    const found = evaluation.memberOf(table, text, depth + 1);
    if (found === 'missing') return args[2] ? argument(2) : 'missing';
    return found && evaluation.reach(found, depth + 1);
  }
  if (name !== 'coalesce' && name !== 'try') return null;
  for (let i = 0; i < args.length; i += 1) {
    const found = argument(i);
    const isNull = found !== null && found !== 'missing' && isNullWord(found.expression);
    // What is not known may be there: the fallback is not certain either.
    if (found === null || (found !== 'missing' && !(isNull && name === 'coalesce'))) return found;
  }
  return 'missing';
}
