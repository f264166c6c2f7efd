/** Names whose value is handed in by a call or a loop, and the places that hand it in. */
import type { Expression, Node } from '@babel/types';
import type { Candidate } from '../contract.ts';
import { type Binding, type ItemBinding, nameOf, type ParameterBinding } from './bindings.ts';
import { isCallback } from './calls.ts';
import { bare, type Located, placeKey, refusalAt } from './located.ts';
import { ownMember } from './objects.ts';

/** `props.config.memory` where `props` is handed in: its base and the keys; null: another member. */
export function chainOf(at: Located): { readonly base: Located; readonly keys: readonly string[] } | null {
  const keys: string[] = [];
  let node: Node = at.node;
  while (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
    const { property } = node;
    const key = node.computed ? (property.type === 'StringLiteral' ? property.value : '') : nameOf(property);
    if (key === '') return null;
    keys.unshift(key);
    node = node.object.type === 'Super' ? node.object : bare(node.object);
  }
  if (node.type === 'ThisExpression') {
    const [first, ...rest] = keys;
    const own = first === undefined ? null : ownMember(at, first);
    return own && rest.length > 0 ? { base: own, keys: rest } : null;
  }
  if (node.type !== 'Identifier') return null;
  const binding = at.program.resolve(node.name, at.around);
  if (binding?.kind === 'parameter' || binding?.kind === 'item') return { base: { ...at, node }, keys };
  // const { settings } = props
  if (binding?.kind === 'member' && isHanded(at, binding.of)) {
    const of = { ...at, node: bare(binding.of) };
    const outer = of.node.type === 'MemberExpression' ? chainOf(of) : { base: of, keys: [] };
    return outer && { base: outer.base, keys: [...outer.keys, ...binding.path, ...keys] };
  }
  // const settings = props.settings
  const value = binding?.kind === 'constant' ? { ...at, node: bare(binding.value) } : null;
  const inner = value?.node.type === 'MemberExpression' ? chainOf(value) : null;
  return inner && { base: inner.base, keys: [...inner.keys, ...keys] };
}

/** Whether a name, or what its members are taken from, is handed in. */
export function isHanded(at: Located, node: Expression): boolean {
  let root: Node = node;
  while (root.type === 'MemberExpression' || root.type === 'OptionalMemberExpression') root = root.object;
  const binding = root.type === 'Identifier' ? at.program.resolve(root.name, at.around) : null;
  return binding?.kind === 'parameter' || binding?.kind === 'item';
}

/** The key of `SIZES[name].memory` that is of a loop or handed in; null: none. */
export function keyHanded(
  at: Located,
  node: Node,
): { node: Expression; binding: ParameterBinding | ItemBinding } | null {
  if (node.type !== 'MemberExpression') return null;
  if (node.computed && node.property.type === 'Identifier') {
    const binding = at.program.resolve(node.property.name, at.around);
    const isGiven = binding?.kind === 'parameter' || binding?.kind === 'item';
    return isGiven && binding.path.length === 0 ? { node: node.property, binding } : null;
  }
  return keyHanded(at, node.object);
}

/** The same member with a text in place of one of its keys. */
export function withKey(node: Node, key: Node, text: Expression): Node {
  if (node.type !== 'MemberExpression') return node;
  if (node.property === key) return { ...node, property: text };
  return { ...node, object: withKey(node.object, key, text) as Expression };
}

/** Where one of several functions is asked for. */
export function instanceAt(at: Located): NonNullable<Candidate['instance']> {
  return { place: refusalAt(at, 'loop').place, key: placeKey(at) };
}

/** Whether a name is of a loop, or of a function that is called for each item. */
export function isOfLoop(at: Located, binding: Binding & { readonly kind: 'parameter' | 'item' }): boolean {
  return binding.kind === 'item' || isCallback(binding.of, at.around);
}
