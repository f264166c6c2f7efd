/** One program with what names mean in it: declarations by scope, imports, exports, and how often a name is used. */
import type { Expression, File, Node } from '@babel/types';
import type { Place } from '../../../model/template.ts';
import { LineIndex } from '../line-index.ts';
import { type Binding, bindingsOf, type ClassNode, nameOf } from './bindings.ts';
import { eachChild } from './syntax.ts';

/** A node with the nodes around it, innermost first. */
export interface Site {
  readonly node: Node;
  readonly around: readonly Node[];
}

/** A program walked once. */
export class Program {
  readonly file: string;
  readonly text: string;
  /** `new X(…)` and `super(…)`, in the order written. */
  readonly constructions: Site[] = [];
  /** Calls other than super that are given an object literal. */
  readonly calls: Site[] = [];
  /** The classes it declares. */
  readonly classes: ClassNode[] = [];
  readonly #root: Node;
  #lines: LineIndex | null = null;
  readonly #declared = new Map<string, { readonly scope: Node; readonly binding: Binding }[]>();
  readonly #assigned = new Set<string>();
  readonly #uses = new Map<string, number>();
  readonly #exported = new Map<string, string | Binding>();
  readonly #exportsAll: string[] = [];
  readonly #assignedFields = new Map<string, Site[]>();
  readonly #shorthands = new Map<Node, Node>();
  readonly #membersSet = new Map<string, Site[]>();
  #callsByName: Map<string, Site[]> | null = null;

  constructor(file: string, text: string, syntax: File) {
    this.file = file;
    this.text = text;
    this.#root = syntax.program;
    this.#walk(syntax.program, []);
    this.constructions.sort(byStart);
    this.calls.sort(byStart);
  }

  /** What a name means at a place; null: not declared in this program. */
  resolve(name: string, around: readonly Node[]): Binding | null {
    const declared = this.#declared.get(name) ?? [];
    for (const scope of around) {
      const found = declared.find((one) => one.scope === scope);
      if (found)
        return found.binding.kind === 'constant' && this.#assigned.has(name) ? { kind: 'other' } : found.binding;
    }
    return null;
  }

  /** What the program exports under a name; null: nothing known. */
  exported(name: string): Binding | null {
    const known = this.#exported.get(name);
    return typeof known === 'string' ? this.resolve(known, [this.#root]) : (known ?? null);
  }

  /** Modules whose exports the program hands on (`export * from`). */
  get exportsAll(): readonly string[] {
    return this.#exportsAll;
  }

  /** Calls and constructions whose callee ends with a name, in the order written. Looked for when first asked. */
  callsNamed(name: string): readonly Site[] {
    this.#callsByName ??= callsByName(this.#root);
    return this.#callsByName.get(name) ?? [];
  }

  /** Names under which the program imports a name of another module. */
  aliasesOf(name: string): readonly string[] {
    return [...this.#declared].flatMap(([local, declared]) =>
      declared.some(({ binding }) => binding.kind === 'import' && (binding.name === name || binding.name === 'default'))
        ? [local]
        : [],
    );
  }

  /** What is assigned to `this.<key>` within a class. */
  assignmentsTo(node: Node, key: string): readonly { readonly node: Expression; readonly around: readonly Node[] }[] {
    const sites = this.#assignedFields.get(key) ?? [];
    return sites.flatMap((site) =>
      site.node.type === 'AssignmentExpression' && site.around.includes(node)
        ? [{ node: site.node.right, around: site.around }]
        : [],
    );
  }

  /** How many times a name is used in this program; its declaration, exports and imports are not counted. */
  usesOf(name: string): number {
    return this.#uses.get(name) ?? 0;
  }

  /** Where a member of what a name means at a place is set later on, as in `props.memorySize = 512`; null: nowhere. */
  memberSetAt(name: string, key: string, around: readonly Node[]): Node | null {
    const sites = this.#membersSet.get(`${name}.${key}`) ?? [];
    const meant = sites.length === 0 ? null : this.resolve(name, around);
    return sites.find((site) => this.resolve(name, site.around) === meant)?.node ?? null;
  }

  /** The object in which an expression is written as `{ name }`, key and value at once; null: it is not. */
  shorthandIn(node: Node): Node | null {
    return this.#shorthands.get(node) ?? null;
  }

  /** Line and column of an offset. */
  place(offset: number): Place {
    this.#lines ??= new LineIndex(this.text, this.file);
    return this.#lines.place(offset);
  }

  /** The scope of the whole program, for what was exported from it. */
  get scope(): readonly Node[] {
    return [this.#root];
  }

  /** `stack` holds the nodes around, outermost first. */
  #walk(node: Node, stack: Node[]): void {
    this.#note(node, stack);
    stack.push(node);
    eachChild(node, (child) => {
      // A type says nothing about values, and may be large.
      if (!child.type.startsWith('TSType') && !child.type.startsWith('TSInterface')) this.#walk(child, stack);
    });
    stack.pop();
  }

  #note(node: Node, stack: readonly Node[]): void {
    switch (node.type) {
      case 'Identifier':
        if (isUse(node, stack.at(-1), stack.at(-2))) this.#uses.set(node.name, (this.#uses.get(node.name) ?? 0) + 1);
        return;
      case 'ObjectProperty': {
        const object = stack.at(-1);
        if (node.shorthand && object?.type === 'ObjectExpression') this.#shorthands.set(node.value, object);
        return;
      }
      case 'NewExpression':
        this.constructions.push({ node, around: stack.toReversed() });
        return;
      case 'CallExpression':
        if (node.callee.type === 'Super') this.constructions.push({ node, around: stack.toReversed() });
        else if (node.arguments.some(({ type }) => type === 'ObjectExpression')) {
          this.calls.push({ node, around: stack.toReversed() });
        }
        return;
      case 'AssignmentExpression':
        if (node.left.type === 'Identifier') this.#assigned.add(node.left.name);
        else this.#noteMember(node, stack);
        return;
      case 'UpdateExpression':
        if (node.argument.type === 'Identifier') this.#assigned.add(node.argument.name);
        return;
      default:
        if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') this.classes.push(node);
        if (DECLARING.has(node.type)) this.#noteDeclaration(node, stack);
    }
  }

  /** `this.size = 512`, `module.exports = …`, `exports.name = …`. */
  #noteMember(node: Node & { readonly type: 'AssignmentExpression' }, stack: readonly Node[]): void {
    const { left } = node;
    if (left.type !== 'MemberExpression' || left.object.type !== 'ThisExpression') {
      if (left.type === 'MemberExpression' && left.object.type === 'Identifier')
        this.#noteMemberSet(`${left.object.name}.${nameOf(left.property)}`, { node, around: stack.toReversed() });
      this.#noteExport(node);
      return;
    }
    const key = left.computed ? '' : nameOf(left.property);
    const site = { node, around: stack.toReversed() };
    const known = this.#assignedFields.get(key);
    if (known) known.push(site);
    else this.#assignedFields.set(key, [site]);
  }

  #noteMemberSet(written: string, site: Site): void {
    const known = this.#membersSet.get(written);
    if (known) known.push(site);
    else this.#membersSet.set(written, [site]);
  }

  #noteDeclaration(node: Node, stack: readonly Node[]): void {
    for (const { name, binding, scope } of bindingsOf(node, stack.toReversed())) {
      const known = this.#declared.get(name);
      if (known) known.push({ scope, binding });
      else this.#declared.set(name, [{ scope, binding }]);
    }
    this.#noteExport(node);
  }

  #noteExport(node: Node): void {
    if (node.type === 'ExportDefaultDeclaration') {
      const { declaration } = node;
      if (declaration.type === 'Identifier') this.#exported.set('default', declaration.name);
      else if (declaration.type === 'ClassDeclaration' || declaration.type === 'FunctionDeclaration')
        this.#exported.set('default', declaration.id?.name ?? '');
      else if (declaration.type !== 'TSDeclareFunction')
        this.#exported.set('default', { kind: 'constant', value: declaration });
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const part of node.specifiers) {
        const from = node.source?.value;
        if (part.type === 'ExportNamespaceSpecifier' && from !== undefined)
          this.#exported.set(nameOf(part.exported), { kind: 'import', from, name: '*' });
        if (part.type !== 'ExportSpecifier') continue;
        const local = part.local.name;
        this.#exported.set(nameOf(part.exported), from === undefined ? local : { kind: 'import', from, name: local });
      }
      const { declaration } = node;
      if (
        declaration?.type === 'TSEnumDeclaration' ||
        declaration?.type === 'ClassDeclaration' ||
        declaration?.type === 'FunctionDeclaration'
      ) {
        if (declaration.id) this.#exported.set(declaration.id.name, declaration.id.name);
      }
      if (declaration?.type !== 'VariableDeclaration') return;
      for (const { id } of declaration.declarations) if (id.type === 'Identifier') this.#exported.set(id.name, id.name);
    } else if (node.type === 'ExportAllDeclaration') this.#exportsAll.push(node.source.value);
    else if (node.type === 'AssignmentExpression') this.#noteCommonExport(node);
  }

  /** `module.exports = value`, `module.exports = { A, b: 1 }`, `exports.A = A`. */
  #noteCommonExport({ left, right }: Node & { readonly type: 'AssignmentExpression' }): void {
    if (isModuleExports(left)) {
      this.#exported.set('default', right.type === 'Identifier' ? right.name : { kind: 'constant', value: right });
      for (const one of right.type === 'ObjectExpression' ? right.properties : []) {
        if (one.type === 'ObjectProperty' && !one.computed) this.#exportValue(nameOf(one.key), one.value as Expression);
      }
    } else if (left.type === 'MemberExpression' && !left.computed) {
      const { object } = left;
      const ofExports = (object.type === 'Identifier' && object.name === 'exports') || isModuleExports(object);
      if (ofExports) this.#exportValue(nameOf(left.property), right);
    }
  }

  #exportValue(name: string, value: Expression): void {
    this.#exported.set(name, value.type === 'Identifier' ? value.name : { kind: 'constant', value });
  }
}

/** Nodes that declare or export names. */
const DECLARING: ReadonlySet<string> = new Set([
  ...['VariableDeclarator', 'TSEnumDeclaration', 'ImportDeclaration', 'ClassDeclaration', 'FunctionDeclaration'],
  ...['FunctionExpression', 'ArrowFunctionExpression', 'ClassMethod', 'ObjectMethod'],
  ...['ExportDefaultDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'],
]);

function callsByName(root: Node): Map<string, Site[]> {
  const found = new Map<string, Site[]>();
  const visit = (node: Node, stack: Node[]): void => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const name = lastName(node.callee);
      const site = { node, around: stack.toReversed() };
      const known = found.get(name);
      if (known) known.push(site);
      else found.set(name, [site]);
    }
    stack.push(node);
    eachChild(node, (child) => visit(child, stack));
    stack.pop();
  };
  visit(root, []);
  for (const sites of found.values()) sites.sort(byStart);
  return found;
}

/** `super` for a call of it; '' where the callee has no name. */
function lastName(callee: Node): string {
  if (callee.type === 'Super') return 'super';
  return callee.type === 'MemberExpression' && !callee.computed ? nameOf(callee.property) : nameOf(callee);
}

function byStart(a: Site, b: Site): number {
  return (a.node.start ?? 0) - (b.node.start ?? 0);
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'exports'
  );
}

/** Whether an identifier reads a value: not a declaration's name, a property's key or a member's name. */
function isUse(node: Node, parent: Node | undefined, around: Node | undefined): boolean {
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id !== node;
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object === node || parent.computed;
    case 'ObjectProperty':
      return parent.value === node && around?.type !== 'ObjectPattern';
    case 'AssignmentPattern':
      return parent.right === node;
    case 'ArrayPattern':
    case 'RestElement':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'ExportSpecifier':
    case 'TSEnumDeclaration':
    case 'TSEnumMember':
    case 'ClassMethod':
    case 'ClassProperty':
    case 'ObjectMethod':
      return false;
    default:
      return true;
  }
}
