/** TypeScript and JavaScript as syntax trees with exact ranges. */
import { type ParserOptions, parse, parseExpression } from '@babel/parser';
import type { Expression, File, Node } from '@babel/types';
import { TemplateFault } from '../fault.ts';

/** Whether a path is a program that may hold constructs; declarations (`.d.ts`) hold none. */
export function isScript(path: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/i.test(path) && !/\.d\.[cm]?ts$/i.test(path);
}

/** Parses a program. Throws a TemplateFault `broken-script`. */
export function parseProgram(text: string, file: string): File {
  return orFault(text, file, () => parse(text, optionsFor(file)));
}

/** Parses one expression that stands alone. Throws a TemplateFault `broken-script`. */
export function parsePiece(text: string, file: string): Expression {
  return orFault(text, file, () => parseExpression(text, { ...optionsFor(file), allowAwaitOutsideFunction: true }));
}

/** Parses JSON as a program that exports it, with the ranges of its text. Throws a TemplateFault `broken-json`. */
export function parseJsonProgram(text: string, file: string): File {
  try {
    const value = parseExpression(text, { attachComment: false });
    const body = [{ type: 'ExportDefaultDeclaration', declaration: value, start: 0, end: text.length }];
    return { type: 'File', program: { type: 'Program', body, start: 0, end: text.length } } as unknown as File;
  } catch (error) {
    const { pos } = error as { pos?: number };
    throw new TemplateFault('broken-json', text, file, pos ?? 0, 'JSON: this cannot be read');
  }
}

function optionsFor(file: string): ParserOptions {
  const typed = /\.(?:[cm]?ts|tsx)$/i.test(file);
  const jsx = /x$/i.test(file) || !typed;
  const plugins: ParserOptions['plugins'] = ['decorators', 'explicitResourceManagement'];
  if (typed) plugins.push('typescript');
  if (jsx) plugins.push('jsx');
  return {
    sourceType: 'unambiguous',
    plugins,
    attachComment: false,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
  };
}

function orFault<T>(text: string, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { pos } = error as { pos?: number };
    if (!(error instanceof Error)) throw error;
    const what = error instanceof SyntaxError ? error.message.replace(/ \(\d+:\d+\)$/, '') : 'nested too deeply';
    throw new TemplateFault('broken-script', text, file, pos ?? 0, what);
  }
}

/** The nodes directly below a node, in the order written. */
export function childrenOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  eachChild(node, (child) => found.push(child));
  return found.sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
}

/** Calls `visit` for every node directly below, in no promised order. Made for walks over large programs. */
export function eachChild(node: Node, visit: (child: Node) => void): void {
  if (CHILDLESS.has(node.type)) return;
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  const known = FIELDS[node.type];
  if (known) for (const key of known) visitField(fields[key], visit);
  else for (const key in fields) if (!SKIPPED.has(key)) visitField(fields[key], visit);
}

function visitField(value: unknown, visit: (child: Node) => void): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) if (isNode(item)) visit(item);
  } else if (isNode(value)) visit(value);
}

/** Where the commonest nodes hold others; of the rest every field is looked at. Types stand last and are told by their own name. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ObjectProperty: ['key', 'value', 'decorators'],
  ObjectExpression: ['properties'],
  ArrayExpression: ['elements'],
  MemberExpression: ['object', 'property'],
  CallExpression: ['callee', 'arguments', 'typeParameters', 'typeArguments'],
  NewExpression: ['callee', 'arguments', 'typeParameters', 'typeArguments'],
  ExpressionStatement: ['expression'],
  VariableDeclaration: ['declarations'],
  VariableDeclarator: ['id', 'init'],
  BlockStatement: ['directives', 'body'],
  TemplateLiteral: ['expressions', 'typeArguments'],
  SpreadElement: ['argument'],
};

/** Most nodes of a program have nothing below but, at most, a type. */
const CHILDLESS: ReadonlySet<string> = new Set([
  ...['Identifier', 'StringLiteral', 'NumericLiteral', 'BooleanLiteral', 'NullLiteral', 'ThisExpression', 'Super'],
  ...['TemplateElement', 'RegExpLiteral', 'BigIntLiteral', 'Import', 'EmptyStatement', 'DebuggerStatement'],
]);
const SKIPPED: ReadonlySet<string> = new Set(['type', 'start', 'end', 'loc', 'extra', 'errors', 'comments', 'tokens']);

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && typeof (value as { type?: unknown }).type === 'string';
}
