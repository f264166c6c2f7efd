/** Constructs in a program: which `new X(…)` makes a Lambda function, by the module its name comes from. */
import type { Expression, Node } from '@babel/types';
import type { ProjectFiles } from '../project-files.ts';
import { nameOf } from './bindings.ts';
import { exportedBy, importedProgram } from './modules.ts';
import type { Program, Site } from './program.ts';

/** A name as imported: the module and the exported name, with members joined by dots (`aws_lambda.Function`). */
export interface ImportedName {
  readonly module: string;
  readonly name: string;
  /** The class of the project's own that extends it; null: used directly. */
  readonly subclass: string | null;
  /** What the module, or the name taken from it, is called where it is used. */
  readonly local: string;
}

/** Classes of classes are followed this far. */
const MAX_CLASSES = 6;

/** Where the callee of a construction comes from; null: not from a module. `super(…)` counts as its class's superclass. */
export function importedCallee(files: ProjectFiles, program: Program, site: Site): ImportedName | null {
  const { node, around } = site;
  if (node.type === 'CallExpression') {
    const parent = around.find((one) => one.type === 'ClassDeclaration' || one.type === 'ClassExpression');
    const superclass = parent && 'superClass' in parent ? parent.superClass : null;
    return superclass ? importedName(files, program, superclass, around, 0) : null;
  }
  return node.type === 'NewExpression' ? importedName(files, program, node.callee, around, 0) : null;
}

/** The module and name behind an expression such as `lambda.Function`. */
function importedName(
  files: ProjectFiles,
  program: Program,
  node: Node,
  around: readonly Node[],
  depth: number,
): ImportedName | null {
  if (node.type === 'Identifier') {
    const binding = program.resolve(node.name, around);
    if (binding?.kind === 'class') return superclassName(files, program, node.name, binding.superclass, around, depth);
    if (binding?.kind !== 'import') return null;
    const other = importedProgram(files, program.file, binding.from);
    const exported = other && exportedBy(files, other, binding.name);
    if (exported?.binding.kind === 'class') {
      const { program: there, binding: found } = exported;
      return superclassName(files, there, node.name, found.superclass, there.scope, depth);
    }
    const handed = other && packageName(files, other, binding.name);
    if (handed) return { ...handed, subclass: null, local: node.name };
    const name = binding.name === '*' || binding.name === 'default' ? '' : binding.name;
    return { module: binding.from, name, subclass: null, local: node.name };
  }
  if (node.type !== 'MemberExpression' || node.computed) return null;
  const object = importedName(files, program, node.object, around, depth);
  const name = nameOf(node.property);
  return object && { ...object, name: object.name === '' ? name : `${object.name}.${name}` };
}

/** Where a name comes from that a module of the project takes from a package and hands on; null: it does not. */
function packageName(
  files: ProjectFiles,
  program: Program,
  name: string,
  depth = 0,
): { readonly module: string; readonly name: string } | null {
  if (depth > MAX_CLASSES) return null;
  const binding = program.exported(name);
  if (binding?.kind === 'import') {
    if (!binding.from.startsWith('.')) return { module: binding.from, name: binding.name === '*' ? '' : binding.name };
    const other = importedProgram(files, program.file, binding.from);
    return other && packageName(files, other, binding.name, depth + 1);
  }
  if (binding) return null;
  const all = program.exportsAll.find((from) => /aws-cdk|constructs/.test(from) && !from.startsWith('.'));
  return all === undefined ? null : { module: all, name };
}

function superclassName(
  files: ProjectFiles,
  program: Program,
  name: string,
  superclass: Node | null,
  around: readonly Node[],
  depth: number,
): ImportedName | null {
  const found = superclass && depth < MAX_CLASSES ? importedName(files, program, superclass, around, depth + 1) : null;
  return found && { ...found, subclass: name };
}

/** The arguments of a construction that are plain expressions; null in the place of others. */
export function argumentsOf(node: Node): readonly (Expression | null)[] {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return [];
  return node.arguments.map((one) => (one.type === 'SpreadElement' || one.type === 'ArgumentPlaceholder' ? null : one));
}

/** The name of the class around a place; null: none. */
export function classAround(around: readonly Node[]): string | null {
  const found = around.find((one) => one.type === 'ClassDeclaration');
  return found?.type === 'ClassDeclaration' ? (found.id?.name ?? null) : null;
}

/** Whether a place runs more than once: inside a loop, or a function handed to map, forEach and their like. */
export function isRepeated(around: readonly Node[]): boolean {
  return around.some((one, i) => {
    if (/^(?:For|While|DoWhile)\w*Statement$/.test(one.type)) return true;
    const parent = around[i + 1];
    if (!/^(?:Arrow)?FunctionExpression$/.test(one.type) || parent?.type !== 'CallExpression') return false;
    const callee = parent.callee;
    return (
      callee.type === 'MemberExpression' && /^(?:map|forEach|flatMap|reduce|filter)$/.test(nameOf(callee.property))
    );
  });
}
