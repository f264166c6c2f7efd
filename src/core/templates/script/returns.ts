/** What a function of the project gives back: the one expression that it returns. */
import type { Expression, Node } from '@babel/types';
import type { ProjectFiles } from '../project-files.ts';
import { nameOf } from './bindings.ts';
import type { Located } from './located.ts';
import { exportedBy, importedProgram } from './modules.ts';
import type { Program } from './program.ts';

/** Functions that call functions are taken apart this far. */
const MAX_CALLS = 8;

/** A function with its place. */
interface Callee {
  readonly program: Program;
  readonly node: Node;
  readonly around: readonly Node[];
}

/** The expression a call comes to, with this call remembered for its parameters; null: not a function of the project, or one with several ends. */
export function returnedBy(
  files: ProjectFiles,
  at: Located & { readonly node: Node & { readonly type: 'CallExpression' } },
): Located | null {
  const found = calleeOf(files, at);
  if (!found || at.calls?.has(found.node) || (at.calls?.size ?? 0) >= MAX_CALLS) return null;
  const given = resultOf(found.node);
  if (!given) return null;
  const calls = new Map([...(at.calls ?? []), [found.node, { node: at.node, around: at.around }] as const]);
  return { program: found.program, node: given.node, around: [...given.around, ...found.around], calls };
}

function calleeOf(files: ProjectFiles, { program, node, around }: Located): Callee | null {
  if (node.type !== 'CallExpression') return null;
  const { callee } = node;
  if (callee.type === 'Identifier') return functionNamed(files, program, callee.name, around);
  if (callee.type !== 'MemberExpression' || callee.computed) return null;
  const name = nameOf(callee.property);
  if (callee.object.type === 'ThisExpression') {
    const owner = around.findIndex((one) => one.type === 'ClassDeclaration' || one.type === 'ClassExpression');
    const body = around[owner];
    return body ? methodOf(program, body, name, around.slice(owner + 1)) : null;
  }
  if (callee.object.type !== 'Identifier') return null;
  const binding = program.resolve(callee.object.name, around);
  if (binding?.kind === 'class') return methodOf(program, binding.node, name, program.scope);
  if (binding?.kind !== 'import') return null;
  const module = importedProgram(files, program.file, binding.from);
  if (module && binding.name === '*') return functionNamed(files, module, name, module.scope, true);
  const exported = module && exportedBy(files, module, binding.name);
  if (exported?.binding.kind !== 'class') return null;
  return methodOf(exported.program, exported.binding.node, name, exported.program.scope);
}

function functionNamed(
  files: ProjectFiles,
  program: Program,
  name: string,
  around: readonly Node[],
  isExport = false,
): Callee | null {
  const binding = isExport ? program.exported(name) : program.resolve(name, around);
  if (binding?.kind === 'function') return { program, node: binding.node, around };
  if (binding?.kind === 'constant') return isFunction(binding.value) ? { program, node: binding.value, around } : null;
  if (binding?.kind !== 'import') return null;
  const module = importedProgram(files, program.file, binding.from);
  const found = module && exportedBy(files, module, binding.name);
  if (found?.binding.kind === 'function')
    return { program: found.program, node: found.binding.node, around: found.program.scope };
  if (found?.binding.kind !== 'constant' || !isFunction(found.binding.value)) return null;
  return { program: found.program, node: found.binding.value, around: found.program.scope };
}

function methodOf(program: Program, owner: Node, name: string, around: readonly Node[]): Callee | null {
  if (owner.type !== 'ClassDeclaration' && owner.type !== 'ClassExpression') return null;
  for (const one of owner.body.body) {
    const isMethod = one.type === 'ClassMethod' && one.kind === 'method';
    const node = isMethod ? one : one.type === 'ClassProperty' ? (one.value ?? null) : null;
    if (!node || !('key' in one) || nameOf(one.key) !== name || !(isMethod || isFunction(node))) continue;
    return { program, node, around: [owner.body, owner, ...around] };
  }
  return null;
}

function isFunction(node: Node): boolean {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';
}

/** The only thing a function gives back, at the end of its body. */
function resultOf(node: Node): { readonly node: Expression; readonly around: readonly Node[] } | null {
  if (!('body' in node) || ('async' in node && node.async) || ('generator' in node && node.generator)) return null;
  const { body } = node;
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement')
    return { node: node.body, around: [node] };
  if (!body || Array.isArray(body) || body.type !== 'BlockStatement') return null;
  const last = body.body.at(-1);
  if (last?.type !== 'ReturnStatement' || !last.argument) return null;
  // An end inside a condition or loop would be another result.
  const plain = body.body.slice(0, -1).every(({ type }) => PLAIN.has(type));
  return plain ? { node: last.argument, around: [body, node] } : null;
}

/** Statements that cannot end a function. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['VariableDeclaration', 'ExpressionStatement', 'FunctionDeclaration', 'ClassDeclaration', 'EmptyStatement'],
  ...['TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSEnumDeclaration'],
]);
