/** What is handed to a parameter: the calls of its function in the project, or the items of the list it is called for. */
import type { Expression, Node } from '@babel/types';
import type { ProjectFiles } from '../project-files.ts';
import { type Binding, type ClassNode, nameOf } from './bindings.ts';
import { bare, type Located, propertyKey } from './located.ts';
import { exportedBy, importedProgram, importersOf } from './modules.ts';
import { memberOf, objectAt, targetOf } from './objects.ts';
import type { Program, Site } from './program.ts';

/** One call or item: a label a person knows it by, where it stands, and what is handed in (null: nothing). */
export interface Handed {
  readonly label: string;
  readonly at: Located;
  readonly value: Located | null;
  /** Handed as a piece that cannot be looked into, such as a spread list of arguments. */
  readonly unclear: boolean;
}

/** Classes of classes are looked at this far. */
const MAX_CLASSES = 6;

/** What is handed to a name: by the items of its loop, or by each call of its function. */
export function handedBy(
  files: ProjectFiles,
  at: Located,
  binding: Binding & { readonly kind: 'parameter' | 'item' },
): readonly Handed[] {
  return binding.kind === 'item'
    ? itemsOf(files, { ...at, node: binding.over })
    : handedTo(files, at, binding.of, binding.index);
}

/** What each call of a function hands to the parameter at `index`; empty: nobody of the project calls it by name. */
function handedTo(files: ProjectFiles, at: Located, of: Node, index: number): readonly Handed[] {
  const meant = at.calls?.get(of);
  if (meant) return [handedOver(at.program, meant, index)];
  const listed = callbackItems(files, at, of, index);
  if (listed) return listed;
  return callsOf(files, at.program, of, at.around).map(({ program, site }) => handedOver(program, site, index));
}

function handedOver(program: Program, site: Site, index: number): Handed {
  const { node, around } = site;
  const args = 'arguments' in node && Array.isArray(node.arguments) ? (node.arguments as readonly Node[]) : [];
  const spread = args.findIndex((one) => one.type === 'SpreadElement');
  const place = { program, around: [node, ...around] };
  const given = args[index];
  const text = args.find((one) => one.type === 'StringLiteral');
  const label = text?.type === 'StringLiteral' ? text.value : `line ${program.place(node.start ?? 0).line}`;
  const value = given ? { ...place, node: given as Expression } : null;
  return { label, at: { ...place, node: node as Expression }, value, unclear: spread !== -1 && spread <= index };
}

interface Call {
  readonly program: Program;
  readonly site: Site;
}

/** The calls of a function, method or constructor, in this program and those that import it. */
function callsOf(files: ProjectFiles, program: Program, of: Node, around: readonly Node[]): readonly Call[] {
  const parents = around.slice(around.indexOf(of) + 1);
  if (of.type === 'ClassMethod') {
    const owner = parents.find((one) => one.type === 'ClassDeclaration' || one.type === 'ClassExpression');
    if (!isClass(owner)) return [];
    return of.kind === 'constructor'
      ? constructionsOf(files, program, owner, 0)
      : methodCalls(program, owner, nameOf(of.key));
  }
  const [parent, grandparent] = parents;
  if (parent?.type === 'ClassProperty' && parent.value === of) {
    const owner = parents.find((one) => one.type === 'ClassDeclaration' || one.type === 'ClassExpression');
    return isClass(owner) ? methodCalls(program, owner, nameOf(parent.key)) : [];
  }
  const name =
    of.type === 'FunctionDeclaration'
      ? (of.id?.name ?? 'default')
      : parent?.type === 'VariableDeclarator' && grandparent
        ? nameOf(parent.id)
        : '';
  return name === '' ? [] : callsByName(files, program, name, (binding) => standsFor(binding, of));
}

function isClass(node: Node | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

function standsFor(binding: Binding | null, node: Node): boolean {
  if (binding?.kind === 'constant') return binding.value === node;
  return (binding?.kind === 'class' || binding?.kind === 'function') && binding.node === node;
}

/** `new X(…)` for a class and for those below it that have no constructor of their own; `super(…)` of those that have one. */
function constructionsOf(files: ProjectFiles, program: Program, owner: ClassNode, depth: number): readonly Call[] {
  const name = owner.id?.name;
  if (name === undefined || depth > MAX_CLASSES) return [];
  const made = callsByName(files, program, name, (binding) => standsFor(binding, owner));
  const below = [program, ...importersOf(files, program)].flatMap((other) =>
    other.classes.flatMap((one): readonly Call[] => {
      const superclass = one.superClass;
      if (superclass?.type !== 'Identifier' || one === owner) return [];
      if (!standsFor(meaning(files, other, superclass.name, other.scope), owner)) return [];
      const own = one.body.body.some((method) => method.type === 'ClassMethod' && method.kind === 'constructor');
      if (!own) return constructionsOf(files, other, one, depth + 1);
      const calls = other.callsNamed('super').filter(({ around }) => around.find(isClass) === one);
      return calls.map((site) => ({ program: other, site }));
    }),
  );
  return [...made, ...below];
}

/** Calls of `this.name(…)` within a class, and of `Class.name(…)`. */
function methodCalls(program: Program, owner: ClassNode, name: string): readonly Call[] {
  return program.callsNamed(name).flatMap((site) => {
    const callee = 'callee' in site.node ? site.node.callee : null;
    if (callee?.type !== 'MemberExpression') return [];
    const ofThis = callee.object.type === 'ThisExpression' && site.around.find(isClass) === owner;
    const ofClass = callee.object.type === 'Identifier' && callee.object.name === owner.id?.name;
    return ofThis || ofClass ? [{ program, site }] : [];
  });
}

/** Calls of a name in this program and those that import it, under whatever name. */
function callsByName(
  files: ProjectFiles,
  program: Program,
  name: string,
  means: (binding: Binding | null) => boolean,
): readonly Call[] {
  const fits = (other: Program, site: Site): boolean => {
    const callee = 'callee' in site.node ? site.node.callee : null;
    if (callee?.type === 'Identifier') return means(meaning(files, other, callee.name, site.around));
    // `stacks.GameStack` of `import * as stacks`.
    if (callee?.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.computed) return false;
    const binding = other.resolve(callee.object.name, site.around);
    const module =
      binding?.kind === 'import' && binding.name === '*' ? importedProgram(files, other.file, binding.from) : null;
    return module !== null && means(exportedBy(files, module, nameOf(callee.property))?.binding ?? null);
  };
  return [program, ...importersOf(files, program)].flatMap((other) =>
    [...new Set([name, ...other.aliasesOf(name)])].flatMap((one) =>
      other.callsNamed(one).flatMap((site) => (fits(other, site) ? [{ program: other, site }] : [])),
    ),
  );
}

/** What a name means at a place, imports followed. */
function meaning(files: ProjectFiles, program: Program, name: string, around: readonly Node[]): Binding | null {
  const binding = program.resolve(name, around);
  if (binding?.kind !== 'import') return binding;
  const module = importedProgram(files, program.file, binding.from);
  const wanted = binding.name === '*' ? 'default' : binding.name;
  return (module && exportedBy(files, module, wanted)?.binding) ?? null;
}

const EACH = /^(?:forEach|map|flatMap|filter|reduce)$/;

/** The items a callback is called for: `[…].forEach((one) => …)`; null: it is not handed to such a method. */
function callbackItems(files: ProjectFiles, at: Located, of: Node, index: number): readonly Handed[] | null {
  const call = at.around[at.around.indexOf(of) + 1];
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || call.arguments[0] !== of)
    return null;
  const method = nameOf(call.callee.property);
  if (!EACH.test(method) || call.callee.object.type === 'Super') return null;
  const position = method === 'reduce' ? index - 1 : index;
  if (position !== 0) return [];
  return itemsOf(files, { ...at, node: call.callee.object, around: at.around.slice(at.around.indexOf(call)) });
}

/** The items of a list that is written out, or of an object through `Object.entries` and `Object.values`; empty: not known. */
export function itemsOf(files: ProjectFiles, list: Located, depth = 0): readonly Handed[] {
  const node = bare(list.node);
  const at = { ...list, node };
  if (depth > 8) return [];
  if (node.type === 'ArrayExpression') {
    return node.elements.flatMap((one, i) =>
      one && one.type !== 'SpreadElement' ? [item(files, { ...at, node: one }, String(i))] : [],
    );
  }
  if (node.type === 'Identifier' || node.type === 'MemberExpression') {
    const target = node.type === 'Identifier' ? targetOf(files, at, node.name, depth) : memberOf(files, at, depth);
    return target ? itemsOf(files, target, depth + 1) : [];
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const owner = node.callee.object;
  const method = nameOf(node.callee.property);
  const [first] = node.arguments;
  if (owner.type !== 'Identifier' || owner.name !== 'Object' || !first || first.type === 'SpreadElement') return [];
  const object = objectAt(files, { ...at, node: first as Expression });
  if (!object || !/^(?:entries|values|keys)$/.test(method)) return [];
  return object.node.properties.flatMap((one) => {
    if (one.type !== 'ObjectProperty') return [];
    const value = { ...object, node: one.value as Expression };
    const key = { ...object, node: keyText(one.key) };
    const given = { values: value, keys: key, entries: { ...object, node: pairOf(one.key, one.value) } }[method];
    return [{ ...item(files, value, propertyKey(one)), label: propertyKey(one), value: given ?? value }];
  });
}

/** Whether a function is handed to `map`, `forEach` and their like. */
export function isCallback(of: Node, around: readonly Node[]): boolean {
  const call = around[around.indexOf(of) + 1];
  return (
    call?.type === 'CallExpression' &&
    call.callee.type === 'MemberExpression' &&
    call.arguments[0] === of &&
    EACH.test(nameOf(call.callee.property))
  );
}

/** A key of an object as a text, made of what is written. */
function keyText(key: Node): Expression {
  return { type: 'StringLiteral', value: nameOf(key), start: key.start, end: key.end } as unknown as Expression;
}

/** `[key, value]` as an expression, made of what is written. */
function pairOf(key: Node, value: Node): Expression {
  return {
    type: 'ArrayExpression',
    elements: [keyText(key), value],
    start: key.start,
    end: value.end,
  } as unknown as Expression;
}

function item(files: ProjectFiles, value: Located, fallback: string): Handed {
  const object = objectAt(files, value);
  const named = object?.node.properties.find(
    (one) =>
      one.type === 'ObjectProperty' &&
      one.value.type === 'StringLiteral' &&
      /^(?:id|name|functionName|key|constructId)$/.test(propertyKey(one)),
  );
  const label =
    named?.type === 'ObjectProperty' && named.value.type === 'StringLiteral'
      ? named.value.value
      : value.node.type === 'StringLiteral'
        ? value.node.value
        : fallback;
  return { label, at: value, value, unclear: false };
}
