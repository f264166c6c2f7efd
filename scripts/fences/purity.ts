/** Finds in core and model what makes the same input give another output: the clock, randomness, the machine's zone and language. */
import ts from 'typescript';
import { placeOf } from './imports.ts';

/** One impure expression. */
export interface Impurity {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const TIME = 'reads the clock; take the time as a value (an action asks the Clock and passes it in)';
const CHANCE = 'is not repeatable; take a seed and use the seeded generator in src/core/stats';
const ZONE = "depends on the machine's time zone; use the UTC form";
const LANGUAGE = "depends on the machine's language; name the locale, or compare with < and >";
const HIDDEN = 'hides what is used; name the thing itself';

const ZONED =
  /^(?:[gs]et(?:Date|Day|FullYear|Hours|Minutes|Month|Seconds|Milliseconds)|getTimezoneOffset|to(?:Date|Time)String)$/;
const LOCALIZED: Readonly<Record<string, number>> = {
  toLocaleString: 1,
  toLocaleDateString: 1,
  toLocaleTimeString: 1,
  toLocaleUpperCase: 1,
  toLocaleLowerCase: 1,
  localeCompare: 2,
};

/** Every impure expression in the file, in the order written. */
export function impuritiesOf(source: ts.SourceFile): Impurity[] {
  const found: Impurity[] = [];
  const visit = (node: ts.Node): void => {
    const message = impurity(node);
    if (message) found.push({ ...placeOf(source, node), message });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function impurity(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && isValue(node)) return judgeGlobal(node);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return judgeMethod(node.expression.name.text, node.arguments.length);
  }
  const intl = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText().startsWith('Intl.');
  if (intl && !node.arguments?.length) return `${node.expression.getText()} without a locale ${LANGUAGE}`;
  return undefined;
}

function judgeGlobal(node: ts.Identifier): string | undefined {
  const parent = node.parent;
  const member = ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined;
  if (node.text === 'globalThis') return `globalThis ${HIDDEN}`;
  if (node.text === 'Math') {
    if (member === 'random') return `Math.random ${CHANCE}`;
    return member === undefined ? `Math as a value ${HIDDEN}` : undefined;
  }
  return node.text === 'Date' ? judgeDate(node, member) : undefined;
}

/** `Date.UTC`, `Date.parse`, `new Date(value)` and `instanceof Date` are pure enough; all else is not. */
function judgeDate(node: ts.Identifier, member: string | undefined): string | undefined {
  const parent = node.parent;
  if (member !== undefined) return member === 'now' ? `Date.now ${TIME}` : undefined;
  if (ts.isNewExpression(parent) && parent.expression === node) {
    const given = parent.arguments?.length ?? 0;
    if (given === 0) return `new Date() ${TIME}`;
    return given === 1 ? undefined : `new Date(year, month, …) ${ZONE}: new Date(Date.UTC(…))`;
  }
  if (ts.isCallExpression(parent) && parent.expression === node) return `Date() ${TIME}`;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return undefined;
  return `Date as a value ${HIDDEN}`;
}

function judgeMethod(name: string, given: number): string | undefined {
  if (ZONED.test(name)) return `${name} ${ZONE}`;
  const needed = LOCALIZED[name];
  return needed !== undefined && given < needed ? `${name} without a locale ${LANGUAGE}` : undefined;
}

/** Whether the identifier is read as a value here: not a type, not a member's or a declaration's own name. */
function isValue(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent) || ts.isTypeQueryNode(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return ts.isBindingElement(parent) || !('name' in parent && parent.name === node);
}
