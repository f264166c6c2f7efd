/** Reads the imports of one TypeScript file with TypeScript's own parser. */
import { posix } from 'node:path';
import ts from 'typescript';

/** One import, export-from, `import()` or `import('…').Type`, with the 1-based line and column of its specifier. */
export interface Import {
  readonly specifier: string;
  /** Vanishes at run time (`import type`, `export type`, `import('…').Type`). */
  readonly typeOnly: boolean;
  readonly line: number;
  readonly column: number;
  /** The path from the root if the specifier is relative, else undefined. */
  readonly target: string | undefined;
}

/** The text of a file as a syntax tree with parents set; `file` is its path from the root, with forward slashes. */
export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
}

/** Every import of the file, in the order written; an `import()` of something that is no literal has specifier ''. */
export function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const use = importIn(node);
    if (use) found.push(describe(source, use.specifier, use.typeOnly));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Where a node begins, 1-based. */
export function placeOf(source: ts.SourceFile, node: ts.Node): { line: number; column: number } {
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { line: line + 1, column: character + 1 };
}

function importIn(node: ts.Node): { specifier: ts.Node; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier: node.moduleSpecifier, typeOnly };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal, typeOnly: true };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { specifier: node.arguments[0] ?? node, typeOnly: false };
  }
  return undefined;
}

function describe(source: ts.SourceFile, node: ts.Node, typeOnly: boolean): Import {
  const specifier = ts.isStringLiteralLike(node) ? node.text : '';
  const relative = specifier.startsWith('.');
  const target = relative ? posix.normalize(posix.join(posix.dirname(source.fileName), specifier)) : undefined;
  return { specifier, typeOnly, target, ...placeOf(source, node) };
}
