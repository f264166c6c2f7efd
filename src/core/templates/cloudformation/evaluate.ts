/** What an expression of a template comes to as text, as far as the project's files tell: for map keys, names and conditions. */
import { child, settle, type TreeNode } from '../tree/node.ts';
import { argumentsOf, intrinsicOf } from './intrinsics.ts';
import type { ParameterValue } from './parameter-values.ts';
import { lookUp, type Stack } from './stack.ts';

/** Expressions nested deeper than this are not followed. */
export const MAX_STEPS = 40;

/** The text of an expression; null: it depends on what is only known at deployment. */
export function evaluate(stack: Stack, node: TreeNode | null, depth = 0): string | null {
  const at = settle(node)?.node ?? null;
  if (at === null || depth > MAX_STEPS) return null;
  const intrinsic = intrinsicOf(stack.text, at);
  if (intrinsic === null) return at.kind === 'scalar' ? at.value : null;
  const args = argumentsOf(intrinsic);
  switch (intrinsic.name) {
    case 'Ref':
      return intrinsic.argument.kind === 'scalar' ? parameterText(stack, intrinsic.argument.value) : null;
    case 'Fn::Sub':
      return substitute(stack, intrinsic.argument, depth);
    case 'Fn::Join':
      return join(stack, args, depth);
    case 'Fn::FindInMap':
      return evaluate(stack, mappingValue(stack, args, depth), depth + 1);
    case 'Fn::If': {
      const truth = condition(stack, args[0] ?? null, depth + 1);
      return truth === null ? null : evaluate(stack, args[truth ? 1 : 2] ?? null, depth + 1);
    }
    default:
      return null;
  }
}

/** The text a parameter has at deployment: given outside, else its Default; null: unknown or several. */
function parameterText(stack: Stack, name: string): string | null {
  if (stack.loop?.variable === name) return stack.loop.item;
  const given = chooseGiven(stack, name);
  if (given === 'several') return null;
  if (given) return given.value;
  const fallback = child(lookUp(stack, 'Parameters', name), 'Default');
  return fallback?.kind === 'scalar' ? fallback.value : null;
}

/** The value that counts among those given outside the template: an option, the named environment, `default`, or the only one. Null: none is given. */
export function chooseGiven(stack: Stack, name: string): ParameterValue | 'several' | null {
  const all = stack.given(name);
  const wanted = stack.project.options.environment;
  const byName = (word: string): ParameterValue | undefined =>
    all.find((one) => one.environment === word) ??
    all.find((one) => one.from === 'parameter-file' && fileMentions(one.file, word));
  if (all[0]?.from === 'option') return all[0];
  if (wanted !== null) return byName(wanted) ?? null;
  const usual = byName('default');
  if (usual) return usual;
  const files = all.filter((one) => one.from === 'parameter-file');
  if (files.length === 0) return null;
  return files.length === 1 ? (files[0] ?? null) : 'several';
}

function fileMentions(file: string, word: string): boolean {
  return file.split(/[^A-Za-z0-9]+/).includes(word);
}

/** The node that Fn::FindInMap leads to; null: a key is unknown or not there. The third key's default value counts where the entry is missing. */
export function mappingValue(stack: Stack, args: readonly TreeNode[], depth = 0): TreeNode | null {
  const [map, top, second] = args.slice(0, 3).map((arg) => evaluate(stack, arg, depth + 1));
  if (map == null || top == null || second == null) return null;
  return child(child(lookUp(stack, 'Mappings', map), top), second) ?? child(args[3] ?? null, 'DefaultValue');
}

/** Whether a condition holds; null: only deployment knows. Takes a name or an expression. */
export function condition(stack: Stack, node: TreeNode | null, depth = 0): boolean | null {
  const at = settle(node)?.node ?? null;
  if (at === null || depth > MAX_STEPS) return null;
  const intrinsic = intrinsicOf(stack.text, at);
  if (intrinsic === null) {
    return at.kind === 'scalar' ? condition(stack, lookUp(stack, 'Conditions', at.value), depth + 1) : null;
  }
  const args = argumentsOf(intrinsic);
  switch (intrinsic.name) {
    case 'Condition':
      return condition(stack, intrinsic.argument, depth + 1);
    case 'Fn::Equals': {
      const [left, right] = [evaluate(stack, args[0] ?? null, depth + 1), evaluate(stack, args[1] ?? null, depth + 1)];
      return left === null || right === null ? null : left === right;
    }
    case 'Fn::Not':
      return not(condition(stack, args[0] ?? null, depth + 1));
    case 'Fn::And':
      return every(args.map((arg) => condition(stack, arg, depth + 1)));
    case 'Fn::Or':
      return not(every(args.map((arg) => not(condition(stack, arg, depth + 1)))));
    default:
      return null;
  }
}

function not(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth;
}

function every(truths: readonly (boolean | null)[]): boolean | null {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

function join(stack: Stack, args: readonly TreeNode[], depth: number): string | null {
  const separator = evaluate(stack, args[0] ?? null, depth + 1);
  const list = settle(args[1] ?? null)?.node;
  if (separator === null || list?.kind !== 'seq') return null;
  const parts = list.items.map((item) => evaluate(stack, item, depth + 1));
  return parts.includes(null) ? null : parts.join(separator);
}

function substitute(stack: Stack, argument: TreeNode, depth: number): string | null {
  const pattern = argument.kind === 'seq' ? settle(argument.items[0] ?? null)?.node : argument;
  const names = argument.kind === 'seq' ? (argument.items[1] ?? null) : null;
  if (pattern?.kind !== 'scalar') return null;
  let complete = true;
  const result = pattern.value.replace(/\$\{(!?)\s*([^}]*?)\s*\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const own = child(names, name);
    const value = own ? evaluate(stack, own, depth + 1) : parameterText(stack, name);
    if (value === null) complete = false;
    return value ?? '';
  });
  return complete ? result : null;
}
