/** What an expression of Terraform comes to, as far as the files tell: values as places, texts for keys and conditions. */
import type { HclExpression, HclTraversal } from '../hcl/nodes.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type Located, localValue, variableValues } from './variables.ts';

/** Names that stand for something at one place: `each.key`, `each.value`. */
export interface Scope {
  readonly eachKey: string | null;
  readonly eachValue: Located | null;
}

/** No `each`. */
export const NO_EACH: Scope = { eachKey: null, eachValue: null };

/** Expressions nested deeper than this are a circle. */
export const MAX_STEPS = 40;

/** Follows names and steps to the expression behind them; null: it stands in no file. */
export function behind(files: ProjectFiles, at: Located, scope: Scope, depth = 0): Located | null {
  const { expression } = at;
  if (depth > MAX_STEPS) return null;
  switch (expression.kind) {
    case 'traversal':
      return behindTraversal(files, at, expression, scope, depth);
    case 'text': {
      const [only] = expression.parts;
      return expression.whole && only ? behind(files, { ...at, expression: only }, scope, depth + 1) : at;
    }
    case 'call':
      return behindCall(files, at, expression.name, expression.arguments, scope, depth);
    case 'conditional': {
      const truth = truthOf(files, { ...at, expression: expression.test }, scope, depth + 1);
      return truth === null
        ? null
        : behind(files, { ...at, expression: truth ? expression.yes : expression.no }, scope, depth + 1);
    }
    default:
      return at;
  }
}

/** The place a traversal's first names lead to, and the steps that are left. */
export function rootOf(
  files: ProjectFiles,
  at: Located,
  traversal: HclTraversal,
  scope: Scope,
): { readonly found: Located | null; readonly rest: HclTraversal['steps'] } {
  const word = traversal.root.kind === 'word' ? traversal.root.word : '';
  const [name, ...rest] = traversal.steps;
  if (typeof name !== 'string') return { found: null, rest };
  if (word === 'var') {
    const { chosen, option } = variableValues(files, at.instance, name);
    return { found: option === null ? chosen : null, rest };
  }
  if (word === 'local') return { found: localValue(files, at.instance, name), rest };
  if (word === 'each' && name === 'value') return { found: scope.eachValue, rest };
  return { found: null, rest };
}

function behindTraversal(
  files: ProjectFiles,
  at: Located,
  traversal: HclTraversal,
  scope: Scope,
  depth: number,
): Located | null {
  const { found, rest } = rootOf(files, at, traversal, scope);
  const isValue = ['object', 'tuple'].includes(traversal.root.kind);
  const start = isValue ? { ...at, expression: traversal.root } : found;
  return start && walk(files, at, start, isValue ? traversal.steps : rest, scope, depth);
}

/** Takes the steps of a traversal from a place. */
export function walk(
  files: ProjectFiles,
  from: Located,
  start: Located,
  steps: HclTraversal['steps'],
  scope: Scope,
  depth: number,
): Located | null {
  let at = behind(files, start, scope, depth + 1);
  for (const step of steps) {
    if (at === null) return null;
    const key = typeof step === 'string' ? step : textOf(files, { ...from, expression: step }, scope, depth + 1);
    const next = key === null ? null : member(at.expression, key);
    at = next && behind(files, { ...at, expression: next }, scope, depth + 1);
  }
  return at;
}

function member(expression: HclExpression, key: string): HclExpression | null {
  if (expression.kind === 'object') return expression.entries.find((entry) => entry.key === key)?.value ?? null;
  return expression.kind === 'tuple' ? (expression.items[Number(key)] ?? null) : null;
}

function behindCall(
  files: ProjectFiles,
  at: Located,
  name: string,
  args: readonly HclExpression[],
  scope: Scope,
  depth: number,
): Located | null {
  const argument = (index: number): Located | null => {
    const expression = args[index];
    return expression ? behind(files, { ...at, expression }, scope, depth + 1) : null;
  };
  switch (name) {
    case 'tonumber':
    case 'tostring':
    case 'tomap':
    case 'toset':
    case 'nonsensitive':
      return argument(0);
    case 'lookup': {
      const [table, key] = [argument(0), args[1]];
      const text = key ? textOf(files, { ...at, expression: key }, scope, depth + 1) : null;
      const found = table && text !== null ? member(table.expression, text) : null;
      if (table && found) return behind(files, { ...table, expression: found }, scope, depth + 1);
      return table && text !== null ? argument(2) : null;
    }
    case 'coalesce':
    case 'try': {
      const index = args.findIndex((_, i) => {
        const value = argument(i);
        return value !== null && !(value.expression.kind === 'word' && value.expression.word === 'null');
      });
      return index === -1 ? null : argument(index);
    }
    default:
      return null;
  }
}

/** The text of an expression; null: not known before the apply. */
export function textOf(files: ProjectFiles, at: Located, scope: Scope, depth = 0): string | null {
  if (depth > MAX_STEPS) return null;
  const special = specialText(files, at, scope);
  if (special !== null) return special;
  const found = behind(files, at, scope, depth);
  if (!found) return null;
  const { expression } = found;
  if (expression.kind === 'number') return (files.peek(found.file) ?? '').slice(expression.start, expression.end);
  if (expression.kind === 'word') return expression.word === 'null' ? null : expression.word;
  if (expression.kind !== 'text') return null;
  return expression.text ?? filled(files, { ...found, expression }, scope, depth);
}

function specialText(files: ProjectFiles, at: Located, scope: Scope): string | null {
  const { expression } = at;
  if (expression.kind !== 'traversal' || expression.root.kind !== 'word') return null;
  const [step] = expression.steps;
  if (expression.root.word === 'each' && step === 'key') return scope.eachKey;
  if (expression.root.word === 'terraform' && step === 'workspace') return files.options.environment;
  if (expression.root.word === 'var' && typeof step === 'string' && at.instance.call === null)
    return files.options.parameters[step] ?? null;
  return null;
}

/** A text with its `${…}` filled in. Directives and heredocs are not. */
function filled(files: ProjectFiles, at: Located, scope: Scope, depth: number): string | null {
  const { expression } = at;
  if (expression.kind !== 'text') return null;
  const source = files.peek(at.file) ?? '';
  if (source.slice(expression.start, expression.end).includes('%{') || source[expression.start] !== '"') return null;
  let result = '';
  let done = expression.inner;
  for (const part of expression.parts) {
    const open = source.lastIndexOf('${', part.start);
    const close = source.indexOf('}', part.end);
    const text = textOf(files, { ...at, expression: part }, scope, depth + 1);
    if (text === null) return null;
    result += source.slice(done, open) + text;
    done = close + 1;
  }
  return result + source.slice(done, expression.end - 1);
}

/** Whether a test holds; null: not known. Understands ==, !=, !, &&, || and contains(). */
export function truthOf(files: ProjectFiles, at: Located, scope: Scope, depth = 0): boolean | null {
  const { expression } = at;
  if (depth > MAX_STEPS) return null;
  if (expression.kind === 'operation') return truthOfOperation(files, at, scope, depth);
  if (expression.kind === 'call' && expression.name === 'contains') {
    const [list, item] = expression.arguments;
    const text = item ? textOf(files, { ...at, expression: item }, scope, depth + 1) : null;
    const found = list ? behind(files, { ...at, expression: list }, scope, depth + 1) : null;
    if (text === null || found?.expression.kind !== 'tuple') return null;
    const items = found.expression.items.map((one) => textOf(files, { ...found, expression: one }, scope, depth + 1));
    return items.includes(text) ? true : items.includes(null) ? null : false;
  }
  const text = textOf(files, at, scope, depth + 1);
  return text === 'true' ? true : text === 'false' ? false : null;
}

function truthOfOperation(files: ProjectFiles, at: Located, scope: Scope, depth: number): boolean | null {
  const { expression } = at;
  if (expression.kind !== 'operation') return null;
  const [operator] = expression.operators;
  const operands = expression.operands.map((one) => ({ ...at, expression: one }));
  const truths = (): (boolean | null)[] => operands.map((one) => truthOf(files, one, scope, depth + 1));
  if (operator === '!' && operands.length === 1) return not(truths()[0] ?? null);
  if (expression.operators.every((one) => one === '&&')) return every(truths());
  if (expression.operators.every((one) => one === '||')) return not(every(truths().map(not)));
  if (expression.operators.length !== 1 || (operator !== '==' && operator !== '!=')) return null;
  const [left, right] = operands.map((one) => textOf(files, one, scope, depth + 1));
  if (left == null || right == null) return null;
  return (left === right) === (operator === '==');
}

function not(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth;
}

function every(truths: readonly (boolean | null)[]): boolean | null {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}
