/** From memorySize to where its number is written: through variables of every kind, or a typed reason. */
import type { RefusalCode, SizeOrigin } from '../../../model/template.ts';
import { AT_START, type Followed, passing, type Way } from '../contract.ts';
import { readSize } from '../literal.ts';
import { type ScalarNode, type Shared, settle, type TreeNode } from '../tree/node.ts';
import { fill, type Located, lookUp, MAX_DEPTH, type Service, sourceNode } from './service.ts';
import { type Variable, type VariableSource, variablesIn } from './variables.ts';

interface Trail {
  readonly origin: SizeOrigin;
  readonly own: boolean;
  readonly depth: number;
  readonly way: Way;
}

/** Follows a memorySize; `shared` are the anchors passed to reach it. */
export function followMemory(
  service: Service,
  at: { readonly file: string; readonly node: TreeNode | null },
  origin: 'own' | 'provider',
  shared: readonly Shared[],
): Followed {
  if (at.node === null) return { ...AT_START, kind: 'absent' };
  const merged = shared.length > 0;
  return follow(
    service,
    { file: at.file, node: at.node },
    {
      origin: merged ? 'shared' : origin,
      own: origin === 'own' && !merged,
      depth: 0,
      way: { ...AT_START, shared, via: merged ? ['<<'] : [] },
    },
  );
}

function follow(service: Service, at: Located, trail: Trail): Followed {
  const { node } = at;
  if (trail.depth > MAX_DEPTH) return refuse(service, at, trail, 'unresolved-reference');
  if (node.kind === 'alias') {
    const target = settle(node);
    if (!target) return refuse(service, at, trail, 'unresolved-reference');
    const way = passing(leaving(at, trail), { via: [textAt(service, at)], shared: target.shared });
    return follow(
      service,
      { ...at, node: target.node },
      { ...trail, own: false, origin: 'shared', way, depth: trail.depth + 1 },
    );
  }
  if (node.kind !== 'scalar' || node.tag?.startsWith('!')) return refuse(service, at, trail, 'not-a-size');
  const way = node.anchor?.uses ? passing(trail.way, { shared: [node.anchor] }) : trail.way;
  return followScalar(service, { file: at.file, node }, { ...trail, way });
}

function followScalar(service: Service, at: Located & { readonly node: ScalarNode }, trail: Trail): Followed {
  const { value } = at.node;
  const [variable] = variablesIn(value);
  if (!variable) return literal(service, at, trail, value, 0);
  const isWhole = variable.start === 0 && variable.end === value.trimEnd().length;
  return isWhole ? followVariable(service, at, variable, trail) : refuse(service, at, trail, 'computed');
}

/** A number in the text of a scalar; `offset` counts from the start of that text. */
function literal(
  service: Service,
  at: Located & { readonly node: ScalarNode },
  trail: Trail,
  text: string,
  offset: number,
): Followed {
  const size = readSize(text);
  const start = at.node.start + (at.node.plain ? 0 : 1) + offset;
  const source = service.files.text(at.file) ?? '';
  if (!size || source.slice(start, start + text.length) !== text) return refuse(service, at, trail, 'not-a-size');
  const site = { file: at.file, start: start + size.start, end: start + size.end, sizeMB: size.sizeMB };
  return { ...trail.way, kind: 'literal', site: { ...site, origin: trail.origin, accepts: null } };
}

/** The first source that has a value counts, as in the framework. */
function followVariable(
  service: Service,
  at: Located & { readonly node: ScalarNode },
  variable: Variable,
  trail: Trail,
): Followed {
  for (const source of variable.sources) {
    const next = followSource(service, at, source, trail);
    if (next) return next;
  }
  return refuse(service, at, trail, 'unresolved-reference');
}

const OUTSIDE: Readonly<Record<string, RefusalCode>> = { env: 'environment-variable', strToBool: 'computed' };

function followSource(
  service: Service,
  at: Located & { readonly node: ScalarNode },
  source: VariableSource,
  trail: Trail,
): Followed | null {
  if (source.kind === 'text')
    return literal(service, at, { ...trail, origin: 'variable' }, source.address, source.start);
  if (source.type === 'opt' || source.type === 'param') {
    const given = service.files.options.parameters[source.address];
    if (given !== undefined) return refuse(service, at, trail, 'outside-value');
    if (source.type === 'opt') return null;
  }
  if (!['self', 'file', 'param'].includes(source.type))
    return refuse(service, at, trail, OUTSIDE[source.type] ?? 'dynamic-reference');
  if (source.type === 'file' && /\.[cm]?[jt]s\b/.test(source.params ?? ''))
    return refuse(service, at, trail, 'computed');
  const target = sourceNode(service, at, source, trail.depth + 1);
  if (!target) return null;
  const pass = {
    via: [source.written],
    shared: [sharedBy(service, source)],
    alternatives: alternatives(service, at, source, trail),
  };
  const way = passing(leaving(at, trail), pass);
  return follow(service, target, { own: false, origin: 'variable', depth: trail.depth + 1, way });
}

/** How often the same words are used in the service's file. */
function sharedBy(service: Service, source: VariableSource): Shared {
  const text = service.files.text(service.file) ?? '';
  let uses = 0;
  for (let i = text.indexOf(source.written); i !== -1; i = text.indexOf(source.written, i + 1)) {
    if (!/[\w.-]/.test(text[i + source.written.length] ?? '')) uses += 1;
  }
  return {
    key: `${source.written} @${service.file}`,
    uses: uses > 0 ? uses : null,
    at: `${service.file}:${source.written}:${source.start}`,
  };
}

/** The same address in the other stages: siblings of the part that the stage fills in. */
function alternatives(service: Service, at: Located, source: VariableSource, trail: Trail): Way['alternatives'] {
  if (source.type !== 'self' || !source.address.includes('${') || service.stageOption !== null) return [];
  const marked = fill({ ...service, stage: '\u0000', stageOption: '\u0000' }, at, source.address, trail.depth + 1);
  const keys = marked?.split('.') ?? [];
  const index = keys.indexOf('\u0000');
  const table = index === -1 ? null : lookUp(service, service.root, keys.slice(0, index), trail.depth + 1);
  if (table?.node.kind !== 'map') return [];
  return table.node.entries.flatMap(({ key }) => {
    const other =
      key === service.stage ? null : lookUp(service, table, [key, ...keys.slice(index + 1)], trail.depth + 1);
    if (other?.node.kind !== 'scalar') return [];
    const way = passing(AT_START, { notes: [{ code: 'other-environments', detail: key }] });
    return [
      { label: key, value: follow(service, other, { own: false, origin: 'variable', depth: trail.depth + 1, way }) },
    ];
  });
}

function leaving(at: Located, trail: Trail): Way {
  if (!trail.own) return trail.way;
  const { start, end } = at.node;
  return { ...trail.way, override: { file: at.file, start, end, before: '', after: '' } };
}

function textAt(service: Service, at: Located): string {
  return (service.files.text(at.file) ?? '').slice(at.node.start, at.node.end);
}

function refuse(service: Service, at: Located, trail: Trail, code: RefusalCode): Followed {
  const text = service.files.text(at.file) ?? '';
  const place = service.files.place(at.file, at.node.start);
  return {
    ...trail.way,
    kind: 'unknown',
    refusal: { code, place, detail: text.slice(at.node.start, at.node.end).slice(0, 80) },
  };
}
