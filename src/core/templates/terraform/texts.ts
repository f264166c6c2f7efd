/** What an expression of Terraform comes to as text, for names and keys, and whether a test holds. */
import { type Evaluation, isNullWord, MAX_STEPS } from './evaluation.ts';
import { beside, type Located } from './located.ts';
import { rootOf } from './roots.ts';

/** The text of an expression; null: not known before the apply. */
export function textOf(evaluation: Evaluation, at: Located, depth = 0): string | null {
  if (depth > MAX_STEPS) return null;
  const special = specialText(evaluation, at);
  if (special !== null) return special;
  const named = at.expression.kind === 'traversal' ? rootOf(evaluation.files, at, at.expression) : null;
  if (named?.found && named.rest.length === 0) return evaluation.textOf(named.found, depth + 1);
  const found = evaluation.reach(at, depth);
  if (found === null || found === 'missing') return null;
  const { expression } = found;
  if (expression.kind === 'number')
    return (evaluation.files.peek(found.file) ?? '').slice(expression.start, expression.end);
  if (expression.kind === 'word') return expression.word === 'null' ? null : expression.word;
  if (expression.kind !== 'text') return null;
  return expression.text ?? filled(evaluation, found, depth);
}

/** Texts that stand nowhere as an expression: keys of `each` and `for`, the workspace, values passed at the command line. */
function specialText({ files }: Evaluation, { expression, scope, instance }: Located): string | null {
  if (expression.kind === 'word') return scope.get(expression.word)?.text ?? null;
  if (expression.kind !== 'traversal' || expression.root.kind !== 'word') return null;
  const [step, ...more] = expression.steps;
  const { word } = expression.root;
  if (typeof step !== 'string' || more.length > 0) return null;
  if (word === 'terraform' && step === 'workspace') return files.options.environment;
  if (word === 'var' && instance.call === null) return files.options.parameters[step] ?? null;
  return scope.get(`${word}.${step}`)?.text ?? null;
}

/** A text with its `${…}` filled in. Directives and heredocs are not. */
function filled(evaluation: Evaluation, at: Located, depth: number): string | null {
  const { expression } = at;
  if (expression.kind !== 'text') return null;
  const source = evaluation.files.peek(at.file) ?? '';
  if (source.slice(expression.start, expression.end).includes('%{') || source[expression.start] !== '"') return null;
  let result = '';
  let done = expression.inner;
  for (const part of expression.parts) {
    const open = source.lastIndexOf('${', part.start);
    const close = source.indexOf('}', part.end);
    const text = evaluation.textOf(beside(at, part), depth + 1);
    if (text === null) return null;
    result += source.slice(done, open) + text;
    done = close + 1;
  }
  return result + source.slice(done, expression.end - 1);
}

/** Whether a test holds; null: not known. Understands ==, !=, <, >, <=, >=, !, &&, ||, contains(), can() and comparison with null. */
export function truthOf(evaluation: Evaluation, at: Located, depth = 0): boolean | null {
  const { expression } = at;
  if (depth > MAX_STEPS) return null;
  if (expression.kind === 'operation') return truthOfOperation(evaluation, at, depth);
  if (expression.kind === 'call' && expression.name === 'contains') {
    const [list, item] = expression.arguments;
    const text = item ? evaluation.textOf(beside(at, item), depth + 1) : null;
    const members = list ? evaluation.membersOf(beside(at, list), depth + 1) : null;
    if (text === null || members === null) return null;
    const items = members.map(({ value }) => evaluation.textOf(value, depth + 1));
    return items.includes(text) ? true : items.includes(null) ? null : false;
  }
  if (expression.kind === 'call' && expression.name === 'can') {
    const [tried] = expression.arguments;
    const found = tried ? evaluation.reach(beside(at, tried), depth + 1) : null;
    return found === null ? null : found !== 'missing';
  }
  const text = evaluation.textOf(at, depth + 1);
  return text === 'true' ? true : text === 'false' ? false : null;
}

function truthOfOperation(evaluation: Evaluation, at: Located, depth: number): boolean | null {
  const { expression } = at;
  if (expression.kind !== 'operation') return null;
  const [operator] = expression.operators;
  const operands = expression.operands.map((one) => beside(at, one));
  const truths = (): (boolean | null)[] => operands.map((one) => evaluation.truthOf(one, depth + 1));
  if (operator === '!' && operands.length === 1) return not(truths()[0] ?? null);
  if (expression.operators.every((one) => one === '&&')) return every(truths());
  if (expression.operators.every((one) => one === '||')) return not(every(truths().map(not)));
  if (expression.operators.length !== 1) return null;
  if (operator === '==' || operator === '!=') {
    const same = areSame(evaluation, operands, depth);
    return same === null ? null : same === (operator === '==');
  }
  const [left, right] = operands.map((one) => Number(evaluation.textOf(one, depth + 1) ?? Number.NaN));
  if (left === undefined || right === undefined || Number.isNaN(left) || Number.isNaN(right)) return null;
  const tests = { '<': left < right, '>': left > right, '<=': left <= right, '>=': left >= right };
  return tests[operator as '<'] ?? null;
}

function areSame(evaluation: Evaluation, operands: readonly Located[], depth: number): boolean | null {
  const other = operands.filter((one) => !isNullWord(one.expression));
  if (other.length === 1 && other[0]) {
    const found = evaluation.reach(other[0], depth + 1);
    if (found === null) return null;
    return found === 'missing' || isNullWord(found.expression);
  }
  const [left, right] = operands.map((one) => evaluation.textOf(one, depth + 1));
  return left == null || right == null ? null : left === right;
}

function not(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth;
}

function every(truths: readonly (boolean | null)[]): boolean | null {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}
