/** The names that one node of a program declares, and what they stand for. */
import type { Expression, Node } from '@babel/types';
import { childrenOf } from './syntax.ts';

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'constant'; readonly value: Expression }
  | { readonly kind: 'enum'; readonly node: Node & { readonly type: 'TSEnumDeclaration' } }
  | { readonly kind: 'import'; readonly from: string; readonly name: string }
  /** A member taken out of an object: `const { memory } = settings`. */
  | { readonly kind: 'member'; readonly of: Expression; readonly key: string }
  | { readonly kind: 'class'; readonly superclass: Expression | null }
  /** A parameter, a variable without a first value, a function. */
  | { readonly kind: 'other' };

/** A name, what it stands for, and the node within which it is known. */
export interface NamedBinding {
  readonly name: string;
  readonly binding: Binding;
  readonly scope: Node;
}

const SCOPES: ReadonlySet<string> = new Set([
  'Program',
  'BlockStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'StaticBlock',
  'SwitchStatement',
  'TSModuleBlock',
]);

/** The names a node declares; `around` are the nodes around it, innermost first. */
export function bindingsOf(node: Node, around: readonly Node[]): readonly NamedBinding[] {
  const scope = around.find((one) => SCOPES.has(one.type));
  const named = (name: string, binding: Binding): NamedBinding[] => (scope ? [{ name, binding, scope }] : []);
  switch (node.type) {
    case 'VariableDeclarator':
      return variableBindings(node, around).flatMap(([name, binding]) => named(name, binding));
    case 'TSEnumDeclaration':
      return named(node.id.name, { kind: 'enum', node });
    case 'ImportDeclaration':
      return node.specifiers.flatMap((part) =>
        named(part.local.name, { kind: 'import', from: node.source.value, name: importedName(part) }),
      );
    case 'ClassDeclaration':
      return node.id ? named(node.id.name, { kind: 'class', superclass: node.superClass ?? null }) : [];
    case 'FunctionDeclaration':
      return [...(node.id ? named(node.id.name, { kind: 'other' }) : []), ...parameterBindings(node.params, node)];
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassMethod':
    case 'ObjectMethod':
      return parameterBindings(node.params, node);
    default:
      return [];
  }
}

/** The name of an import or export, also where it is written as a text. */
export function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'StringLiteral' ? node.value : '';
}

function importedName(part: Node): string {
  if (part.type === 'ImportSpecifier') return nameOf(part.imported);
  return part.type === 'ImportDefaultSpecifier' ? 'default' : '*';
}

function variableBindings(
  node: Node & { readonly type: 'VariableDeclarator' },
  around: readonly Node[],
): readonly [string, Binding][] {
  const { id } = node;
  const loop = around[1]?.type === 'ForOfStatement' || around[1]?.type === 'ForInStatement';
  const init = loop ? null : (node.init ?? null);
  const from = init && requiredModule(init);
  if (id.type === 'Identifier') {
    if (from !== null) return [[id.name, { kind: 'import', from, name: '*' }]];
    return [[id.name, init ? { kind: 'constant', value: init } : { kind: 'other' }]];
  }
  const found: [string, Binding][] = [];
  if (id.type === 'ObjectPattern') {
    for (const property of id.properties) {
      if (property.type !== 'ObjectProperty' || property.value.type !== 'Identifier') continue;
      const key = nameOf(property.key);
      const binding: Binding =
        from !== null
          ? { kind: 'import', from, name: key }
          : init
            ? { kind: 'member', of: init, key }
            : { kind: 'other' };
      found.push([property.value.name, binding]);
    }
  }
  return found;
}

function requiredModule(node: Expression): string | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return null;
  const [module] = node.arguments;
  return module?.type === 'StringLiteral' ? module.value : null;
}

function parameterBindings(parameters: readonly Node[], scope: Node): readonly NamedBinding[] {
  const found: NamedBinding[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'Identifier') found.push({ name: node.name, binding: { kind: 'other' }, scope });
    else if (node.type === 'AssignmentPattern') visit(node.left);
    else if (node.type === 'TSParameterProperty') visit(node.parameter);
    else if (node.type === 'ObjectProperty') visit(node.value);
    else if (/Pattern$|^RestElement$/.test(node.type)) childrenOf(node).forEach(visit);
  };
  parameters.forEach(visit);
  return found;
}
