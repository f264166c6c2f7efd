/** Numbers that an expression comes to without anything of the project. */
import type { Expression, Node } from '@babel/types';
import { nameOf } from './bindings.ts';
import { bare } from './located.ts';

/** The size that an expression of numbers comes to, such as `1024 * 2`; null: not made of numbers alone. */
export function constantValue(node: Expression): number | null {
  const at = bare(node);
  if (at.type === 'NumericLiteral') return at.value;
  if (at.type !== 'BinaryExpression' || at.left.type === 'PrivateName') return null;
  const [left, right] = [constantValue(at.left), constantValue(at.right)];
  if (left === null || right === null) return null;
  const result = { '*': left * right, '+': left + right, '-': left - right, '/': left / right, '**': left ** right }[
    at.operator as '*'
  ];
  return Number.isSafeInteger(result) ? (result ?? null) : null;
}

/** `Size.gibibytes(2).toMebibytes()`: the number and what it counts, in MB. */
export function amountOf({
  callee,
}: Node & { readonly type: 'CallExpression' }): { node: Expression; unit: number } | null {
  if (callee.type !== 'MemberExpression' || nameOf(callee.property) !== 'toMebibytes') return null;
  const inner = callee.object;
  if (inner.type !== 'CallExpression' || inner.callee.type !== 'MemberExpression') return null;
  const unit = { mebibytes: 1, gibibytes: 1_024 }[nameOf(inner.callee.property)];
  const [node] = inner.arguments;
  return unit !== undefined && node && node.type !== 'SpreadElement' ? { node: node as Expression, unit } : null;
}
