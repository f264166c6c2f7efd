/** A syntax tree of a program as a flat list of what it says: names, literals, operators, with their paths. */
import type { Node } from '@babel/types';
import { childrenOf } from '../script/syntax.ts';
import type { Leaf } from './leaves.ts';

/** All leaves of an expression in the order written. Properties are named by their keys, so that a new one moves no other. */
export function leavesOfSyntax(root: Node, text: string): readonly Leaf[] {
  const found: Leaf[] = [];
  visit(root, '', text, found);
  return found;
}

function visit(node: Node, path: string, text: string, found: Leaf[]): void {
  const [start, end] = [node.start ?? 0, node.end ?? 0];
  const children = childrenOf(node);
  if (children.length === 0) {
    const leaf = { path, raw: `${node.type} ${text.slice(start, end)}`, start, end };
    found.push(node.type === 'ObjectExpression' ? { ...leaf, empty: true } : leaf);
    return;
  }
  const here = 'operator' in node ? `${path} ${String(node.operator)}` : path;
  if (node.type === 'ObjectProperty' && !node.computed) {
    visit(node.value, `${here}/${text.slice(node.key.start ?? 0, node.key.end ?? 0)}`, text, found);
    return;
  }
  let unnamed = 0;
  for (const child of children) {
    const isNamed = node.type === 'ObjectExpression' && child.type === 'ObjectProperty';
    visit(child, isNamed ? here : `${here}/${unnamed++}`, text, found);
  }
}
