/** From a property of an object in code to where its number is written: constants, members, conditionals, spreads, what callers hand in; also in other files. */
import type { Expression, Node } from '@babel/types';
import { type Candidate, type Followed, orElse, passing } from '../contract.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type Binding, type MemberBinding, nameOf } from './bindings.ts';
import { type Handed, handedBy } from './calls.ts';
import { contextOf } from './context.ts';
import { chainOf, instanceAt, isHanded, isOfLoop, keyHanded, withKey } from './handed.ts';
import { bare, isWithin, isWritten, type Located, propertyKey, refusalAt, setLater, textOf } from './located.ts';
import { amountOf, constantValue } from './numbers.ts';
import { insertProperty } from './object-map.ts';
import { MAX_DEPTH, memberOf, objectAt, tableBehind, targetOf } from './objects.ts';
import { returnedBy } from './returns.ts';
import { sharedMember, sharedName } from './shared-names.ts';
import { leaving, literal, refuse, several, type Trail } from './trail.ts';

/** Follows an expression that should be a size. */
export function followSize(files: ProjectFiles, at: Located, trail: Trail): Followed {
  const node = bare(at.node);
  if (trail.depth > MAX_DEPTH) return refuse(at, trail, 'computed');
  const here = { ...at, node };
  switch (node.type) {
    case 'NumericLiteral':
      return literal(here, trail, node);
    case 'Identifier':
      if (node.name === 'undefined') return { ...leaving(here, trail), kind: 'absent' };
      return followTarget(files, here, trail, node.name);
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return followMember(files, here, trail);
    case 'ConditionalExpression':
      return several(here, trail, [
        branch(files, here, trail, node.consequent, textOf(here, node.test)),
        branch(files, here, trail, node.alternate, `not ${textOf(here, node.test)}`),
      ]);
    case 'LogicalExpression':
      return followEither(files, here, trail, node);
    case 'CallExpression':
      return followCall(files, here, trail, node);
    case 'NullLiteral':
      return { ...leaving(here, trail), kind: 'absent' };
    default: {
      const sizeMB = constantValue(node);
      const refusal = refusalAt(here, /process\.env/.test(textOf(here, node)) ? 'environment-variable' : 'computed');
      return sizeMB === null
        ? { ...trail.way, kind: 'unknown', refusal }
        : { ...trail.way, kind: 'known', sizeMB, refusal };
    }
  }
}

/** `left ?? right`, `left || right`: the left where it is known to be there or not, else either. */
function followEither(
  files: ProjectFiles,
  at: Located,
  trail: Trail,
  node: Node & { readonly type: 'LogicalExpression' },
): Followed {
  if (node.operator === '&&') return refuse(at, trail, 'computed');
  const right = branch(files, at, trail, node.right, `without ${textOf(at, node.left)}`);
  const onward = { ...trail, depth: trail.depth + 1 };
  const left = followSize(files, { ...at, node: node.left }, onward);
  if (left.kind === 'unknown') return several(at, trail, [right]);
  const inner = { ...trail, origin: trail.own ? ('condition' as const) : trail.origin, depth: trail.depth + 1 };
  return orElse(left, followSize(files, { ...at, node: node.right }, inner));
}

/** `Number(x)` is x; a context value stands in cdk.json. */
function followCall(
  files: ProjectFiles,
  at: Located,
  trail: Trail,
  node: Node & { readonly type: 'CallExpression' },
): Followed {
  const [first] = node.arguments;
  const callee = textOf(at, node.callee);
  const onward = { ...trail, depth: trail.depth + 1 };
  if (first && first.type !== 'SpreadElement' && /^(?:Number|parseInt|Number\.parseInt)$/.test(callee)) {
    const inner = { ...at, node: bare(first as Expression) };
    return inner.node.type === 'StringLiteral' ? literal(inner, onward, inner.node) : followSize(files, inner, onward);
  }
  const context = /\.(?:tryGetContext|getContext)$/.test(callee) ? contextOf(files, at, first) : null;
  if (context?.value) {
    const way = passing(leaving(at, trail), { via: [textOf(at, node)], shared: [sharedMember(at, textOf(at, node))] });
    return followSize(files, context.value, { origin: 'parameter-file', own: false, depth: trail.depth + 1, way });
  }
  if (context) return refuse(at, trail, 'outside-value');
  const amount = amountOf(node);
  if (amount?.unit === 1) return followSize(files, { ...at, node: amount.node }, onward);
  const returned = amount ? null : returnedBy(files, { ...at, node });
  if (returned) {
    const way = passing(leaving(at, trail), { via: [textOf(at, node)] });
    return followSize(files, returned, { origin: 'constant', own: false, depth: trail.depth + 1, way });
  }
  const number = amount && constantValue(amount.node);
  const refusal = refusalAt(at, 'computed');
  return amount && number != null
    ? { ...trail.way, kind: 'known', sizeMB: number * amount.unit, refusal }
    : { ...trail.way, kind: 'unknown', refusal };
}

function branch(files: ProjectFiles, at: Located, trail: Trail, node: Expression, label: string): Candidate {
  const way = passing(trail.way, { notes: [{ code: 'branch-of-condition', detail: label }] });
  const origin = trail.own ? 'condition' : trail.origin;
  return { label, value: followSize(files, { ...at, node }, { ...trail, origin, way, depth: trail.depth + 1 }) };
}

function followTarget(files: ProjectFiles, at: Located, trail: Trail, name: string): Followed {
  const binding = at.program.resolve(name, at.around);
  if (binding?.kind === 'parameter' || binding?.kind === 'item') return followHanded(files, at, trail, binding, []);
  if (binding?.kind === 'member') return followTaken(files, at, trail, binding);
  if (binding?.kind === 'other') return refuse(at, trail, 'computed');
  const target = targetOf(files, at, name, trail.depth);
  if (target === null) return refuse(at, trail, 'outside-value');
  const way = passing(leaving(at, trail), { via: [textOf(at, at.node)], shared: [sharedName(at, name)] });
  return followSize(files, target, { origin: 'constant', own: false, depth: trail.depth + 1, way });
}

/** `const { memory = 512 } = props`: the member, else its fallback. */
function followTaken(files: ProjectFiles, at: Located, trail: Trail, binding: MemberBinding): Followed {
  const written = textOf(at, at.node);
  // What is handed in is shared by nobody but the lines below, which each instance has for itself.
  const shared = isHanded(at, binding.of) ? [] : [sharedName(at, written)];
  const way = passing(leaving(at, trail), { via: [written], shared });
  const onward = { origin: 'constant' as const, own: false, depth: trail.depth + 1, way };
  const first = followPath(files, { ...at, node: binding.of }, binding.path, onward, at);
  if (!binding.fallback) return first;
  const fallback = { ...at, node: binding.fallback };
  if (first.kind !== 'unknown') return orElse(first, followSize(files, fallback, onward));
  const value = followSize(files, fallback, onward);
  return several(at, trail, [{ label: `without ${written}`, value }]);
}

/** `config.memory`, `Sizes.SMALL`, `SIZES['small']`; with a key that is not known: all members. */
function followMember(files: ProjectFiles, at: Located, trail: Trail): Followed {
  const written = textOf(at, at.node);
  const set =
    at.node.type === 'MemberExpression' && at.node.object.type === 'Identifier'
      ? setLater({ ...at, node: at.node.object }, nameOf(at.node.property))
      : null;
  if (set && !isWithin(at.node, set.node)) return refuse(set, trail, 'computed');
  if (/^process\.env\b/.test(written)) return refuse(at, trail, 'environment-variable');
  const handed = chainOf(at);
  if (handed) return followPath(files, handed.base, handed.keys, trail, at);
  const way = passing(leaving(at, trail), { via: [written], shared: [sharedMember(at, written)] });
  const onward = { origin: 'constant' as const, own: false, depth: trail.depth + 1, way };
  const target = memberOf(files, at, trail.depth);
  if (target) return followSize(files, target, onward);
  const each = eachKey(files, at, trail);
  if (each) return each;
  const all = tableBehind(files, at, trail.depth).map(({ label, value }) => ({
    label,
    value: followSize(files, value, onward),
  }));
  return all.length > 0 ? several(at, trail, all) : refuse(at, trail, 'outside-value');
}

/** `SIZES[name].memory` where `name` is of a loop or handed in: one function a key. Null: no such key. */
function eachKey(files: ProjectFiles, at: Located, trail: Trail): Followed | null {
  const key = keyHanded(at, at.node);
  if (!key || trail.depth > MAX_DEPTH) return null;
  const handed = handedBy(files, { ...at, node: key.node }, key.binding);
  const texts = handed.map(({ value }) => value && bare(value.node));
  if (handed.length === 0 || texts.some((one) => one?.type !== 'StringLiteral')) return null;
  const candidates = handed.map((one, i) => {
    const node = withKey(at.node, key.node, texts[i] as Expression) as Expression;
    const value = followMember(files, { ...at, node }, { ...trail, depth: trail.depth + 1 });
    return { label: one.label, value, instance: instanceAt(one.at) };
  });
  return several(at, trail, candidates);
}

/** Follows keys from an expression that is, or holds, what was handed in; `at` is the whole expression, where a reason stands. */
export function followPath(
  files: ProjectFiles,
  base: Located,
  keys: readonly string[],
  trail: Trail,
  at: Located,
): Followed {
  const node = bare(base.node);
  const here = { ...base, node };
  if (keys.length === 0) return followSize(files, here, trail);
  if (trail.depth > MAX_DEPTH) return refuse(at, trail, 'computed');
  const onward = { ...trail, depth: trail.depth + 1 };
  switch (node.type) {
    case 'ObjectExpression':
      return followInObject(files, { ...here, node }, keys, onward, at);
    case 'ArrayExpression': {
      const found = node.elements[Number(keys[0])];
      return found && found.type !== 'SpreadElement'
        ? followPath(files, { ...here, node: found }, keys.slice(1), onward, at)
        : refuse(at, trail, 'computed');
    }
    case 'Identifier': {
      if (node.name === 'undefined') return { ...leaving(at, trail), kind: 'absent' };
      const set = setLater(here, keys[0] ?? '');
      if (set) return refuse(set, trail, 'computed');
      const binding = base.program.resolve(node.name, base.around);
      if (binding?.kind === 'parameter' || binding?.kind === 'item')
        return followHanded(files, here, onward, binding, keys, at);
      const target = targetOf(files, here, node.name, trail.depth);
      return target ? followPath(files, target, keys, onward, at) : refuse(at, trail, 'outside-value');
    }
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const chain = chainOf(here);
      if (chain) return followPath(files, chain.base, [...chain.keys, ...keys], onward, at);
      const target = memberOf(files, here, trail.depth);
      return target ? followPath(files, target, keys, onward, at) : refuse(at, trail, 'outside-value');
    }
    case 'ConditionalExpression':
      return several(here, trail, [
        pathBranch(files, here, keys, onward, at, node.consequent, textOf(here, node.test)),
        pathBranch(files, here, keys, onward, at, node.alternate, `not ${textOf(here, node.test)}`),
      ]);
    case 'CallExpression': {
      const object = objectAt(files, here, trail.depth);
      if (object) return followInObject(files, object, keys, onward, at);
      const returned = returnedBy(files, { ...here, node });
      return returned ? followPath(files, returned, keys, onward, at) : refuse(at, trail, 'computed');
    }
    case 'NullLiteral':
      return { ...trail.way, kind: 'absent' };
    case 'LogicalExpression': {
      if (node.operator === '&&') {
        const without = { label: `not ${textOf(here, node.left)}`, value: { ...trail.way, kind: 'absent' as const } };
        const label = textOf(here, node.left);
        return several(here, trail, [pathBranch(files, here, keys, onward, at, node.right, label), without]);
      }
      const left = followPath(files, { ...here, node: node.left }, keys, onward, at);
      if (left.kind === 'unknown') return refuse(at, trail, 'computed');
      return orElse(left, followPath(files, { ...here, node: node.right }, keys, onward, at));
    }
    default:
      return refuse(at, trail, 'computed');
  }
}

function pathBranch(
  files: ProjectFiles,
  here: Located,
  keys: readonly string[],
  trail: Trail,
  at: Located,
  node: Expression,
  label: string,
): Candidate {
  const way = passing(trail.way, { notes: [{ code: 'branch-of-condition', detail: label }] });
  const value = followPath(files, { ...here, node }, keys, { ...trail, origin: 'condition', way }, at);
  return { label, value };
}

/** The last property or spread that has the key counts; where none has, nothing was handed in, and the object is the place to say it. */
export function followInObject(
  files: ProjectFiles,
  object: Located & { readonly node: Node & { readonly type: 'ObjectExpression' } },
  keys: readonly string[],
  trail: Trail,
  at: Located,
): Followed {
  const [key = '', ...rest] = keys;
  let found: Followed | null = null;
  for (const property of object.node.properties.toReversed()) {
    let next: Followed | null = null;
    if (property.type === 'ObjectProperty' && propertyKey(property) === key)
      next = followPath(files, { ...object, node: property.value as Expression }, rest, trail, at);
    else if (property.type === 'SpreadElement')
      next = followPath(
        files,
        { ...object, node: property.argument },
        keys,
        { ...trail, own: false, origin: 'shared' },
        at,
      );
    if (next === null) continue;
    found = found === null ? next : orElse(found, next);
    if (found.kind !== 'absent' && found.kind !== 'several') return found;
  }
  if (found?.kind === 'several') return found;
  // What was handed in is the place to say it; what many share, or is put together, is not.
  const place = rest.length === 0 && trail.origin === 'own' && isWritten(object) ? object : null;
  const override = place && insertProperty(place.program, place.node, key, []);
  return { ...passing(leaving(at, trail), override ? { override } : {}), kind: 'absent' };
}

/** A value that callers hand in: with one call it is that; with several each is a function of its own. */
function followHanded(
  files: ProjectFiles,
  at: Located,
  trail: Trail,
  binding: Binding & { readonly kind: 'parameter' | 'item' },
  keys: readonly string[],
  whole: Located = at,
): Followed {
  if (trail.depth > MAX_DEPTH) return refuse(whole, trail, 'computed');
  const handed = handedBy(files, at, binding);
  if (handed.length === 0) return refuse(whole, trail, isOfLoop(at, binding) ? 'loop' : 'outside-value');
  const written = textOf(whole, whole.node);
  const left = passing(leaving(whole, trail), { via: [written] });
  const candidates = handed.map((one) => {
    // What one of several calls hands in is its own; a number in place of the expression would serve them all.
    const way = handed.length > 1 ? { ...left, override: null } : left;
    const onward = { origin: 'own' as const, own: false, depth: trail.depth + 1, way };
    const value = valueHanded(files, one, binding, keys, onward, whole);
    return { label: one.label, value, instance: instanceAt(one.at) };
  });
  const [only] = candidates;
  return candidates.length === 1 && only ? only.value : several(whole, trail, candidates);
}

function valueHanded(
  files: ProjectFiles,
  one: Handed,
  binding: Binding & { readonly kind: 'parameter' | 'item' },
  keys: readonly string[],
  trail: Trail,
  whole: Located,
): Followed {
  if (one.unclear) return refuse(one.at, trail, 'computed');
  const absent: Followed = { ...trail.way, kind: 'absent' };
  const first = one.value ? followPath(files, one.value, [...binding.path, ...keys], trail, one.value) : absent;
  const fallback = binding.kind === 'parameter' ? binding.fallback : null;
  if (!fallback) return first;
  const at = { ...whole, node: fallback };
  return orElse(first, followPath(files, at, keys, { ...trail, origin: 'constant' }, at));
}
