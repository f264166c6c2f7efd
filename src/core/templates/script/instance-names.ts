/** The names of a construct that is made several times: what its id comes to for each item of a loop, or each call of a helper. */
import type { Expression, Node } from '@babel/types';
import type { Place } from '../../../model/template.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type Binding, nameOf } from './bindings.ts';
import { type Handed, handedBy } from './calls.ts';
import { bare, type Located, placeKey, refusalAt } from './located.ts';
import { objectAt, propertyIn, targetOf } from './objects.ts';

type Given = Binding & { readonly kind: 'parameter' | 'item' };

/** A name, and where what it is made of is handed in. */
export interface InstanceName {
  readonly text: string;
  readonly place: Place;
}

/** The texts of an expression by the place that hands in what it is made of; empty: it is made of nothing handed in, or not known. */
export function namesByPlace(files: ProjectFiles, at: Located): ReadonlyMap<string, InstanceName> {
  const found = givenIn(at, at.node);
  if (!found) return new Map();
  const named = handedBy(files, { ...at, node: found.node }, found.binding).map((one) => {
    const text = textWith(files, at, bare(at.node), { ...found, handed: one });
    return text === null ? null : ([placeKey(one.at), { text, place: refusalAt(one.at, 'loop').place }] as const);
  });
  const known = named.filter((one) => one !== null);
  return known.length === named.length ? new Map(known) : new Map();
}

interface Found {
  readonly node: Expression;
  readonly binding: Given;
}

/** The first name in an expression that is handed in. */
function givenIn(at: Located, node: Node): Found | null {
  switch (node.type) {
    case 'Identifier': {
      const binding = at.program.resolve(node.name, at.around);
      return binding?.kind === 'parameter' || binding?.kind === 'item' ? { node, binding } : null;
    }
    case 'TemplateLiteral':
      return first(node.expressions.map((one) => givenIn(at, one)));
    case 'MemberExpression':
      return givenIn(at, node.object);
    case 'BinaryExpression':
      return givenIn(at, node.left) ?? givenIn(at, node.right);
    default:
      return null;
  }
}

function first(found: readonly (Found | null)[]): Found | null {
  return found.find((one) => one !== null) ?? null;
}

interface Instance extends Found {
  readonly handed: Handed;
}

/** The text of an expression for one instance; null: not known. */
function textWith(files: ProjectFiles, at: Located, node: Node, one: Instance): string | null {
  switch (node.type) {
    case 'StringLiteral':
      return node.value;
    case 'TemplateLiteral': {
      const parts = node.expressions.map((part) => textWith(files, at, part, one));
      if (parts.includes(null)) return null;
      return node.quasis.map(({ value }, i) => (value.cooked ?? '') + (parts[i] ?? '')).join('');
    }
    case 'BinaryExpression': {
      const [left, right] = [textWith(files, at, node.left, one), textWith(files, at, node.right, one)];
      return node.operator === '+' && left !== null && right !== null ? left + right : null;
    }
    case 'Identifier':
    case 'MemberExpression':
      return textOfName(files, at, node, one);
    default:
      return null;
  }
}

function textOfName(files: ProjectFiles, at: Located, node: Node, { binding, handed }: Instance): string | null {
  const keys: string[] = [];
  let root = node;
  for (; root.type === 'MemberExpression' && !root.computed; root = root.object) keys.unshift(nameOf(root.property));
  if (root.type !== 'Identifier') return null;
  const own = at.program.resolve(root.name, at.around);
  if (isSame(own, binding)) return handed.value && textAt(files, handed.value, [...own.path, ...keys]);
  const target = keys.length === 0 ? targetOf(files, { ...at, node: root }, root.name, 0) : null;
  return target?.node.type === 'StringLiteral' ? target.node.value : null;
}

/** Taken out of the same parameter or loop: `([name, settings]) => …` takes two. */
function isSame(one: Binding | null, other: Given): one is Given {
  if (one?.kind === 'item' && other.kind === 'item') return one.over === other.over;
  if (one?.kind !== 'parameter' || other.kind !== 'parameter') return false;
  return one.of === other.of && one.index === other.index;
}

function textAt(files: ProjectFiles, at: Located, keys: readonly string[]): string | null {
  const [key, ...rest] = keys;
  const node = bare(at.node);
  if (node.type === 'Identifier') {
    const target = targetOf(files, { ...at, node }, node.name, 0);
    return target && target.node !== node ? textAt(files, target, keys) : null;
  }
  if (key === undefined) return node.type === 'StringLiteral' ? node.value : null;
  if (node.type === 'ArrayExpression') {
    const item = node.elements[Number(key)];
    return item && item.type !== 'SpreadElement' ? textAt(files, { ...at, node: item }, rest) : null;
  }
  const object = objectAt(files, { ...at, node });
  const value = object && propertyIn(files, object, key, 0);
  return value && textAt(files, value, rest);
}
