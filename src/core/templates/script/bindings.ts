/** The names that one node of a program declares, and what they stand for. */
import type { Expression, Node } from '@babel/types';

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'constant'; readonly value: Expression }
  | { readonly kind: 'enum'; readonly node: Node & { readonly type: 'TSEnumDeclaration' } }
  | { readonly kind: 'import'; readonly from: string; readonly name: string }
  | MemberBinding
  | { readonly kind: 'class'; readonly superclass: Expression | null; readonly node: ClassNode }
  | { readonly kind: 'function'; readonly node: Node }
  | ParameterBinding
  | ItemBinding
  /** A variable without a first value, or one that is set again. */
  | { readonly kind: 'other' };

/** A member taken out of an object: `const { memory = 512 } = settings`; `fallback` holds where it is not there. */
export interface MemberBinding {
  readonly kind: 'member';
  readonly of: Expression;
  readonly path: readonly string[];
  readonly fallback: Expression | null;
}

/** A class of either form. */
export type ClassNode = Node & { readonly type: 'ClassDeclaration' | 'ClassExpression' };

/** A parameter, or what is taken out of one: `path` are the keys; `fallback` holds where nothing is handed in. */
export interface ParameterBinding {
  readonly kind: 'parameter';
  readonly of: Node;
  readonly index: number;
  readonly path: readonly string[];
  readonly fallback: Expression | null;
}

/** The variable of a `for … of`, or what is taken out of it. */
export interface ItemBinding {
  readonly kind: 'item';
  readonly over: Expression;
  readonly path: readonly string[];
}

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
  const hoisted =
    node.type === 'VariableDeclarator' && around[0]?.type === 'VariableDeclaration' && around[0].kind === 'var';
  const scope = around.find((one, i) => (hoisted ? isFunctionScope(one, around[i + 1]) : SCOPES.has(one.type)));
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
      return node.id ? named(node.id.name, { kind: 'class', superclass: node.superClass ?? null, node }) : [];
    case 'FunctionDeclaration':
      return [
        ...(node.id ? named(node.id.name, { kind: 'function', node }) : []),
        ...parameterBindings(node.params, node),
      ];
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassMethod':
    case 'ObjectMethod':
      return parameterBindings(node.params, node);
    default:
      return [];
  }
}

/** What a `var` is known in: the whole of its function or program. */
function isFunctionScope(node: Node, parent: Node | undefined): boolean {
  if (node.type === 'Program') return true;
  return node.type === 'BlockStatement' && /Function|Method/.test(parent?.type ?? '');
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
  if (around[1]?.type === 'ForOfStatement') {
    const over = around[1].right;
    return taken(id, []).map(({ name, path }) => [name, { kind: 'item', over, path }]);
  }
  const init = loop ? null : (node.init ?? null);
  const from = init && requiredModule(init);
  if (id.type === 'Identifier') {
    if (from !== null) return [[id.name, { kind: 'import', from, name: '*' }]];
    return [[id.name, init ? { kind: 'constant', value: init } : { kind: 'other' }]];
  }
  return taken(id, []).map(({ name, path, fallback }): [string, Binding] => {
    if (from !== null)
      return [name, path.length === 1 ? { kind: 'import', from, name: path[0] ?? '' } : { kind: 'other' }];
    return [name, init ? { kind: 'member', of: init, path, fallback } : { kind: 'other' }];
  });
}

function requiredModule(node: Expression): string | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return null;
  const [module] = node.arguments;
  return module?.type === 'StringLiteral' ? module.value : null;
}

function parameterBindings(parameters: readonly Node[], scope: Node): readonly NamedBinding[] {
  return parameters.flatMap((parameter, index) =>
    taken(parameter, []).map(({ name, path, fallback }) => ({
      name,
      binding: { kind: 'parameter' as const, of: scope, index, path, fallback },
      scope,
    })),
  );
}

/** A name that a pattern declares, with the keys to it. */
interface Taken {
  readonly name: string;
  readonly path: readonly string[];
  readonly fallback: Expression | null;
}

/** The names of a pattern such as `{ memory = 512, ...rest }` or `[name, settings]`. Rests are left out: they are no one thing. */
function taken(node: Node, path: readonly string[], fallback: Expression | null = null): readonly Taken[] {
  switch (node.type) {
    case 'Identifier':
      return [{ name: node.name, path, fallback }];
    case 'AssignmentPattern':
      return taken(node.left, path, path.length === 0 || fallback === null ? node.right : null);
    case 'TSParameterProperty':
      return taken(node.parameter, path, fallback);
    case 'ObjectPattern':
      return node.properties.flatMap((one) =>
        one.type === 'ObjectProperty' && !one.computed ? taken(one.value, [...path, nameOf(one.key)]) : [],
      );
    case 'ArrayPattern':
      return node.elements.flatMap((one, i) => (one ? taken(one, [...path, String(i)]) : []));
    default:
      return [];
  }
}
