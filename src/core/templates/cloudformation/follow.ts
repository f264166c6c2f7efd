/** From a value in a template to where its number is written: through parameters, mappings and conditions, or a typed reason. */
import type { RefusalCode, SizeOrigin } from '../../../model/template.ts';
import {
  AT_START,
  type Candidate,
  type Followed,
  type LiteralSite,
  type Patch,
  passing,
  type Way,
} from '../contract.ts';
import { readSize } from '../literal.ts';
import { child, type Shared, type Span, settle, type TreeNode } from '../tree/node.ts';
import { chooseGiven, condition, evaluate, MAX_STEPS, mappingValue } from './evaluate.ts';
import { argumentsOf, type Intrinsic, intrinsicOf, shown } from './intrinsics.ts';
import { type Nesting, nestingsOf } from './nesting.ts';
import type { ParameterValue } from './parameter-values.ts';
import { countReferences, lookUp, placeIn, type Stack } from './stack.ts';

/** Where one follows from: the way so far, and whether the expression still stands in the function's own property. */
interface Trail {
  readonly origin: SizeOrigin;
  readonly own: boolean;
  readonly depth: number;
  readonly way: Way;
  readonly accepts: LiteralSite['accepts'];
}

/** Follows the value of a MemorySize property. `origin` says whose property it is. */
export function followSize(
  stack: Stack,
  value: TreeNode | null,
  origin: 'own' | 'globals',
  shared: readonly Shared[],
): Followed {
  if (value === null) return { ...AT_START, kind: 'absent' };
  const merged = shared.length > 0;
  const way = { ...AT_START, shared, via: merged ? ['<<'] : [] };
  const trail = { origin: merged ? ('shared' as const) : origin, own: origin === 'own' && !merged, depth: 0, way };
  return follow(stack, value, { ...trail, accepts: null });
}

function follow(stack: Stack, node: TreeNode, trail: Trail): Followed {
  if (trail.depth > MAX_STEPS) return refuse(stack, trail, 'computed', node);
  if (node.kind === 'alias') return followAlias(stack, node, trail);
  const way = node.anchor?.uses ? passing(trail.way, { shared: [node.anchor] }) : trail.way;
  const here = { ...trail, way };
  const intrinsic = intrinsicOf(stack.text, node);
  if (intrinsic) return followIntrinsic(stack, node, intrinsic, here);
  if (node.kind !== 'scalar') return refuse(stack, here, 'not-a-size', node);
  return literal(stack, node, here);
}

function followAlias(stack: Stack, node: TreeNode & { kind: 'alias' }, trail: Trail): Followed {
  const target = settle(node);
  if (!target) return refuse(stack, trail, 'unresolved-reference', node);
  const way = passing(leaving(stack, trail, node), { via: [shown(stack.text, node)], shared: target.shared });
  return follow(stack, target.node, { ...trail, own: false, origin: 'shared', way, depth: trail.depth + 1 });
}

function literal(stack: Stack, node: TreeNode & { kind: 'scalar' }, trail: Trail): Followed {
  if (/^\{\{resolve:/.test(node.value)) return refuse(stack, trail, 'dynamic-reference', node);
  const size = readSize(node.value);
  const offset = node.plain ? node.start : node.start + 1;
  const isThere = size && stack.text.slice(offset, offset + node.value.length) === node.value;
  if (!size || !isThere) return refuse(stack, trail, 'not-a-size', node);
  return site(trail, { file: stack.file, start: offset + size.start, end: offset + size.end, sizeMB: size.sizeMB });
}

function site(trail: Trail, where: Omit<LiteralSite, 'origin' | 'accepts'>): Followed {
  return { ...trail.way, kind: 'literal', site: { ...where, origin: trail.origin, accepts: trail.accepts } };
}

function followIntrinsic(stack: Stack, node: TreeNode, intrinsic: Intrinsic, trail: Trail): Followed {
  switch (intrinsic.name) {
    case 'Ref':
      return followReference(stack, intrinsic, intrinsic.argument, trail);
    case 'Fn::Sub':
      return followSub(stack, intrinsic, trail);
    case 'Fn::FindInMap':
      return followMapping(stack, intrinsic, trail);
    case 'Fn::If':
      return followCondition(stack, intrinsic, trail);
    case 'Fn::Select':
      return followSelect(stack, intrinsic, trail);
    case 'Fn::ImportValue':
    case 'Fn::GetAtt':
      return refuse(stack, trail, 'outside-value', intrinsic.span);
    default:
      return refuse(stack, trail, 'computed', node);
  }
}

function followReference(stack: Stack, intrinsic: Intrinsic, argument: TreeNode, trail: Trail): Followed {
  const name = argument.kind === 'scalar' ? argument.value : '';
  if (name === 'AWS::NoValue') return { ...leaving(stack, trail, intrinsic.span), kind: 'absent' };
  if (stack.loop?.variable === name) return refuse(stack, trail, 'loop', intrinsic.span);
  const declared = lookUp(stack, 'Parameters', name);
  if (!declared) return refuse(stack, trail, 'unresolved-reference', intrinsic.span);
  if (/^AWS::SSM::/.test(evaluate(stack, child(declared, 'Type')) ?? '')) {
    return refuse(stack, trail, 'parameter-of-ssm', declared);
  }
  const uses = countReferences(stack, name);
  const shared = { key: `parameter ${name} @${stack.file}`, uses, at: `${stack.file}:${intrinsic.span.start}` };
  const way = passing(leaving(stack, trail, intrinsic.span), { via: [intrinsic.written], shared: [shared] });
  const accepts = acceptedBy(stack, declared);
  return followParameter(stack, name, declared, { ...trail, own: false, way, accepts, depth: trail.depth + 1 });
}

function followParameter(stack: Stack, name: string, declared: TreeNode, trail: Trail): Followed {
  const nestings = nestingsOf(stack.project, stack.file, name);
  if (nestings.length > 0) return followNestings(stack, name, declared, nestings, trail);
  const given = chooseGiven(stack, name);
  const others = stack.given(name).filter((one) => one !== given && one.from !== 'option');
  if (given === 'several') {
    const candidates = others.map((one) => ({ label: one.environment, value: givenSite(stack, one, trail) }));
    const refusal = { code: 'several-values' as const, place: placeIn(stack, declared.start), detail: name };
    return { ...trail.way, kind: 'several', candidates, refusal };
  }
  const detail = others.map((one) => one.environment).join(', ');
  const notes = others.length > 0 ? [{ code: 'other-environments' as const, detail }] : [];
  const alternatives = others.map((one) => ({ label: one.environment, value: givenSite(stack, one, trail) }));
  const way = passing(trail.way, { notes, alternatives });
  if (given) return givenSite(stack, given, { ...trail, way });
  const fallback = child(declared, 'Default');
  if (!fallback) return refuse(stack, trail, 'parameter-without-value', declared);
  const kept = passing(way, { notes: [{ code: 'parameter-default', detail: name }] });
  return follow(stack, fallback, { ...trail, origin: 'parameter', way: kept });
}

/** A parameter of a nested stack: what its parent passes counts, and the Default only where nothing is passed. */
function followNestings(
  stack: Stack,
  name: string,
  declared: TreeNode,
  nestings: readonly Nesting[],
  trail: Trail,
): Followed {
  const candidates = nestings.map(({ parent, id, value }) => {
    const fallback = child(declared, 'Default');
    const onward = { ...trail, origin: 'parameter' as const, way: passing(trail.way, { via: [id] }) };
    if (value) return { label: id, value: follow(parent, value, onward) };
    return {
      label: id,
      value: fallback ? follow(stack, fallback, onward) : refuse(stack, trail, 'parameter-without-value', declared),
    };
  });
  const [only] = candidates;
  if (candidates.length === 1 && only) return only.value;
  const refusal = { code: 'several-values' as const, place: placeIn(stack, declared.start), detail: name };
  return { ...trail.way, kind: 'several', candidates, refusal };
}

function givenSite(stack: Stack, given: ParameterValue, trail: Trail): Followed {
  const text = stack.project.text(given.file) ?? '';
  const place = stack.project.place(given.file, given.start);
  if (given.from === 'option') {
    return { ...trail.way, kind: 'unknown', refusal: { code: 'outside-value', place, detail: given.value } };
  }
  const size = readSize(given.value);
  if (!size || text.slice(given.start, given.end) !== given.value) {
    return { ...trail.way, kind: 'unknown', refusal: { code: 'not-a-size', place, detail: given.value } };
  }
  const where = { file: given.file, start: given.start + size.start, end: given.start + size.end, sizeMB: size.sizeMB };
  return site({ ...trail, origin: 'parameter-file' }, where);
}

function followSub(stack: Stack, intrinsic: Intrinsic, trail: Trail): Followed {
  const argument = intrinsic.argument;
  const pattern = argument.kind === 'seq' ? settle(argument.items[0] ?? null)?.node : argument;
  if (pattern?.kind !== 'scalar') return refuse(stack, trail, 'computed', intrinsic.span);
  if (/^\{\{resolve:/.test(pattern.value)) return refuse(stack, trail, 'dynamic-reference', intrinsic.span);
  const whole = /^\s*\$\{\s*([\w:.]+)\s*\}\s*$/.exec(pattern.value)?.[1];
  if (whole === undefined) {
    return pattern.value.includes('${')
      ? refuse(stack, trail, 'computed', intrinsic.span)
      : literal(stack, pattern, trail);
  }
  const own = argument.kind === 'seq' ? child(argument.items[1] ?? null, whole) : null;
  if (own) return follow(stack, own, { ...trail, depth: trail.depth + 1 });
  const name: TreeNode = { ...pattern, value: whole, tag: null };
  return followReference(stack, intrinsic, name, trail);
}

function followMapping(stack: Stack, intrinsic: Intrinsic, trail: Trail): Followed {
  const args = argumentsOf(intrinsic);
  const way = passing(leaving(stack, trail, intrinsic.span), { via: [intrinsic.written] });
  const onward = { ...trail, own: false, origin: 'mapping' as const, way, depth: trail.depth + 1 };
  const found = mappingValue(stack, args);
  if (found) {
    const alternatives = mappingCandidates(stack, args, onward);
    return follow(stack, found, { ...onward, way: passing(way, { alternatives }) });
  }
  const candidates = mappingCandidates(stack, args, onward);
  if (candidates.length === 0) return refuse(stack, trail, 'unresolved-reference', intrinsic.span);
  return several(stack, trail, candidates, intrinsic);
}

/** All entries an unknown top-level key may lead to. */
function mappingCandidates(stack: Stack, args: readonly TreeNode[], trail: Trail): readonly Candidate[] {
  const [map, second] = [evaluate(stack, args[0] ?? null), evaluate(stack, args[2] ?? null)];
  const table = map === null ? null : lookUp(stack, 'Mappings', map);
  if (table?.kind !== 'map' || second === null) return [];
  return table.entries.flatMap((entry) => {
    const value = child(entry.value, second);
    return value ? [{ label: entry.key, value: follow(stack, value, trail) }] : [];
  });
}

function followCondition(stack: Stack, intrinsic: Intrinsic, trail: Trail): Followed {
  const [test, yes, no] = argumentsOf(intrinsic);
  const name = settle(test ?? null)?.node;
  if (!yes || !no || name?.kind !== 'scalar') return refuse(stack, trail, 'computed', intrinsic.span);
  const truth = condition(stack, name);
  const branch = (node: TreeNode, label: string): Followed => {
    const way = passing(trail.way, { notes: [{ code: 'branch-of-condition', detail: label }] });
    const origin = trail.own ? 'condition' : trail.origin;
    return follow(stack, node, { ...trail, origin, way, depth: trail.depth + 1 });
  };
  const candidates = [
    { label: name.value, value: branch(yes, name.value) },
    { label: `not ${name.value}`, value: branch(no, `not ${name.value}`) },
  ];
  if (truth !== null) return candidates[truth ? 0 : 1]?.value ?? refuse(stack, trail, 'computed', intrinsic.span);
  return several(stack, trail, candidates, intrinsic);
}

function several(stack: Stack, trail: Trail, candidates: readonly Candidate[], intrinsic: Intrinsic): Followed {
  const place = placeIn(stack, intrinsic.span.start);
  return {
    ...trail.way,
    kind: 'several',
    candidates,
    refusal: { code: 'several-values', place, detail: intrinsic.written },
  };
}

function followSelect(stack: Stack, intrinsic: Intrinsic, trail: Trail): Followed {
  const [position, list] = argumentsOf(intrinsic);
  const index = Number(evaluate(stack, position ?? null) ?? Number.NaN);
  const items = settle(list ?? null)?.node;
  const item = items?.kind === 'seq' && items.tag === null ? items.items[index] : undefined;
  if (!item) return refuse(stack, trail, 'computed', intrinsic.span);
  return follow(stack, item, { ...trail, depth: trail.depth + 1 });
}

/** The way on which the function's own text is left: remembers how to put a number there instead. */
function leaving(stack: Stack, trail: Trail, span: Span): Way {
  return trail.own ? { ...trail.way, override: overridePatch(stack, span) } : trail.way;
}

/** Replaces an expression by a number; one that begins on a line below its key moves up to the key. */
function overridePatch(stack: Stack, span: Span): Patch {
  const lead = stack.text.slice(0, span.start);
  const below = /:[ \t]*\r?\n\s*$/.exec(lead);
  const isBlock = below !== null && stack.text[span.start] !== '{' && /\.json$/i.test(stack.file) === false;
  const start = isBlock ? span.start - below[0].length + 1 : span.start;
  return { file: stack.file, start, end: span.end, before: isBlock ? ' ' : '', after: '' };
}

/** AllowedValues, MinValue and MaxValue of a parameter. */
function acceptedBy(stack: Stack, declared: TreeNode): LiteralSite['accepts'] {
  const list = child(declared, 'AllowedValues');
  const allowed = list?.kind === 'seq' ? list.items.map((item) => Number(evaluate(stack, item))) : null;
  const bound = (name: string): number => Number(evaluate(stack, child(declared, name)) ?? Number.NaN);
  const [least, most] = [bound('MinValue'), bound('MaxValue')];
  if (allowed === null && Number.isNaN(least) && Number.isNaN(most)) return null;
  return (size) => (allowed?.includes(size) ?? true) && !(size < least) && !(size > most);
}

function refuse(stack: Stack, trail: Trail, code: RefusalCode, span: Span): Followed {
  const refusal = { code, place: placeIn(stack, span.start), detail: shown(stack.text, span) };
  return { ...trail.way, kind: 'unknown', refusal };
}
