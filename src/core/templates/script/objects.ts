/** What names and members of a program stand for: constants, object literals, enums, fields, also of other files. */
import type { Expression, Node, ObjectExpression } from '@babel/types';
import type { ProjectFiles } from '../project-files.ts';
import { type ClassNode, nameOf } from './bindings.ts';
import { bare, type Located, propertyKey, textOf } from './located.ts';
import { exportedBy, importedProgram, importedValue } from './modules.ts';
import { returnedBy } from './returns.ts';

/** Names and members are followed this far. */
export const MAX_DEPTH = 24;

/** The expression a name stands for, in this program or one it imports; null: not known before it runs. */
export function targetOf(files: ProjectFiles, at: Located, name: string, depth: number): Located | null {
  const binding = at.program.resolve(name, at.around);
  if (binding?.kind === 'constant') return { ...at, node: binding.value };
  if (binding?.kind === 'member' && depth < MAX_DEPTH) {
    let found: Located | null = { ...at, node: binding.of };
    for (const key of binding.path) {
      const object: (Located & { readonly node: ObjectExpression }) | null = found && objectAt(files, found, depth + 1);
      found = object && propertyIn(files, object, key, depth + 1);
    }
    return found;
  }
  if (binding?.kind !== 'import' || binding.name === '*') return null;
  return importedValue(files, at.program.file, binding.from, binding.name);
}

/** The object literal an expression comes to, with its place; null: another value, or not known. */
export function objectAt(
  files: ProjectFiles,
  at: Located,
  depth = 0,
): (Located & { readonly node: ObjectExpression }) | null {
  const node = bare(at.node);
  if (depth > MAX_DEPTH) return null;
  if (node.type === 'ObjectExpression') return { ...at, node };
  if (node.type === 'Identifier') {
    const target = targetOf(files, at, node.name, depth + 1);
    return target && objectAt(files, target, depth + 1);
  }
  if (node.type === 'MemberExpression') {
    const target = memberOf(files, { ...at, node }, depth + 1);
    return target && objectAt(files, target, depth + 1);
  }
  if (node.type !== 'CallExpression') return null;
  const callee = textOf(at, node.callee);
  const [first] = node.arguments;
  if (callee === 'Object.freeze') return first?.type === 'ObjectExpression' ? { ...at, node: first } : null;
  if (callee === 'Object.assign') return { ...at, node: assigned(node) };
  const returned = returnedBy(files, { ...at, node });
  return returned && objectAt(files, returned, depth + 1);
}

/** `Object.assign({}, a, { b: 1 })` as the literal `{ ...{}, ...a, ...{ b: 1 } }`. */
function assigned({ arguments: args, start, end }: Node & { readonly type: 'CallExpression' }): ObjectExpression {
  const properties = args.map((argument) =>
    argument.type === 'SpreadElement'
      ? argument
      : { type: 'SpreadElement', argument, start: argument.start, end: argument.end },
  );
  return { type: 'ObjectExpression', properties, start, end } as unknown as ObjectExpression;
}

/** The expression of a member; null: the object or the key is not known. */
export function memberOf(files: ProjectFiles, at: Located, depth: number): Located | null {
  const node = at.node;
  if ((node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') || depth > MAX_DEPTH) return null;
  const key = keyOf(files, at, node, depth);
  if (key === null) return null;
  if (node.object.type === 'Identifier') {
    const binding = at.program.resolve(node.object.name, at.around);
    if (binding?.kind === 'enum') return enumMember(at, binding.node, key);
    if (binding?.kind === 'class') return staticMember(at, binding.node, key);
    if (binding?.kind === 'import' && binding.name === '*')
      return importedValue(files, at.program.file, binding.from, key);
    if (binding?.kind === 'import') {
      const module = importedProgram(files, at.program.file, binding.from);
      const exported = module && exportedBy(files, module, binding.name);
      const there = exported && { ...at, program: exported.program, around: exported.program.scope };
      if (there && exported.binding.kind === 'enum') return enumMember(there, exported.binding.node, key);
      if (there && exported.binding.kind === 'class') return staticMember(there, exported.binding.node, key);
    }
  }
  if (node.object.type === 'ThisExpression') return ownMember(at, key);
  const object = node.object.type === 'Super' ? null : objectAt(files, { ...at, node: node.object }, depth + 1);
  return object && propertyIn(files, object, key, depth + 1);
}

function enumMember(at: Located, node: Node & { readonly type: 'TSEnumDeclaration' }, key: string): Located | null {
  const member = (node.body?.members ?? node.members ?? []).find((one) => nameOf(one.id) === key);
  return member?.initializer ? { ...at, node: member.initializer } : null;
}

/** `static readonly LARGE = 3008`. */
function staticMember(at: Located, node: ClassNode, key: string): Located | null {
  return propertyOfClass(at, node, key, true);
}

/** `this.size`: a field with a value, or one that is set once in its class. */
export function ownMember(at: Located, key: string): Located | null {
  const around = at.around.findIndex((one) => one.type === 'ClassDeclaration' || one.type === 'ClassExpression');
  const node = at.around[around];
  if (node?.type !== 'ClassDeclaration' && node?.type !== 'ClassExpression') return null;
  const outside = at.around.slice(around);
  const values = at.program.assignmentsTo(node, key);
  const [only] = values;
  if (values.length === 1 && only?.node) return { program: at.program, node: only.node, around: only.around };
  if (values.length > 0) return null;
  return propertyOfClass({ ...at, around: outside }, node, key, false) ?? givenProperty(at, node, key);
}

function propertyOfClass(at: Located, node: ClassNode, key: string, isStatic: boolean): Located | null {
  const found = node.body.body.find(
    (one) => one.type === 'ClassProperty' && one.static === isStatic && !one.computed && nameOf(one.key) === key,
  );
  if (found?.type !== 'ClassProperty' || !found.value) return null;
  return {
    program: at.program,
    node: found.value,
    around: [node.body, node, ...at.around.filter((one) => one !== node)],
  };
}

/** `constructor(private readonly props: Props)`. */
function givenProperty(at: Located, node: ClassNode, key: string): Located | null {
  for (const method of node.body.body) {
    if (method.type !== 'ClassMethod' || method.kind !== 'constructor') continue;
    for (const one of method.params) {
      const name = one.type === 'TSParameterProperty' ? one.parameter : null;
      const given = name?.type === 'AssignmentPattern' ? name.left : name;
      if (given?.type !== 'Identifier' || given.name !== key) continue;
      return { program: at.program, node: given, around: [method, node.body, node, ...at.program.scope] };
    }
  }
  return null;
}

function keyOf(files: ProjectFiles, at: Located, node: Node, depth: number): string | null {
  if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return null;
  if (!node.computed) return nameOf(node.property) || null;
  const key = node.property.type === 'PrivateName' ? null : bare(node.property);
  if (key?.type === 'StringLiteral') return key.value;
  if (key?.type !== 'Identifier') return null;
  const target = targetOf(files, at, key.name, depth + 1);
  return target?.node.type === 'StringLiteral' ? target.node.value : null;
}

/** `TABLE[stage].memory` with a stage that is not known: the member of every entry. */
export function tableBehind(
  files: ProjectFiles,
  at: Located,
  depth: number,
): readonly { label: string; value: Located }[] {
  const node = at.node;
  if (node.type !== 'MemberExpression' || node.object.type === 'Super' || depth > MAX_DEPTH) return [];
  const table = node.computed
    ? node.object
    : node.object.type === 'MemberExpression' && node.object.computed
      ? node.object.object
      : null;
  const object = table && table.type !== 'Super' ? objectAt(files, { ...at, node: table }, depth + 1) : null;
  if (!object) return [];
  return object.node.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty') return [];
    const entry = { ...object, node: property.value as Expression };
    const inner = node.computed ? entry : propertyOf(files, entry, nameOf(node.property), depth + 1);
    return inner ? [{ label: nameOf(property.key), value: inner }] : [];
  });
}

function propertyOf(files: ProjectFiles, at: Located, key: string, depth: number): Located | null {
  const object = objectAt(files, at, depth);
  return object && propertyIn(files, object, key, depth);
}

/** The value of a property of an object literal, also of one that is spread into it; null: not there, or not known. The last one counts. */
export function propertyIn(
  files: ProjectFiles,
  object: Located & { readonly node: ObjectExpression },
  key: string,
  depth: number,
): Located | null {
  for (const property of object.node.properties.toReversed()) {
    if (property.type === 'ObjectProperty' && propertyKey(property) === key)
      return { ...object, node: property.value as Expression };
    if (property.type !== 'SpreadElement') continue;
    const spread = depth > MAX_DEPTH ? null : objectAt(files, { ...object, node: property.argument }, depth + 1);
    // What is not known may hold it.
    if (!spread) return null;
    const inner = propertyIn(files, spread, key, depth + 1);
    if (inner) return inner;
  }
  return null;
}
