/** An expression of a program with its place: the program, the nodes around it, its text. */
import type { Expression, Node, ObjectProperty } from '@babel/types';
import type { Place, RefusalCode } from '../../../model/template.ts';
import type { Patch } from '../contract.ts';
import { nameOf } from './bindings.ts';
import type { Program, Site } from './program.ts';

const SHOWN = 80;

/** An expression, the program it stands in, and the nodes around it. */
export interface Located {
  readonly program: Program;
  readonly node: Expression;
  readonly around: readonly Node[];
  /** Functions whose result is being looked at, with the call that is meant: what its parameters are handed is known. */
  readonly calls?: ReadonlyMap<Node, Site>;
}

/** Without parentheses, `as`, `satisfies`, `!`. */
export function bare(node: Expression): Expression {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return bare(node.expression);
    default:
      return node;
  }
}

/** The key of a property, also of `['name']`; '' where it is computed. */
export function propertyKey(property: ObjectProperty): string {
  return property.computed && property.key.type !== 'StringLiteral' ? '' : nameOf(property.key);
}

/** The text of a node on one line, cut to what can be shown. */
export function textOf(at: Located, node: Node): string {
  const text = at.program.text.slice(node.start ?? 0, node.end ?? 0).replace(/\s+/g, ' ');
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

/** A refusal at an expression. */
export function refusalAt(at: Located, code: RefusalCode): { code: RefusalCode; place: Place; detail: string } {
  return { code, place: at.program.place(at.node.start ?? 0), detail: textOf(at, at.node) };
}

/** Identifies the place of an expression. */
export function placeKey({ program, node }: Located): string {
  return `${program.file}:${node.start}`;
}

/** The patch that writes `before + size + after` in place of an expression; `{ name }` becomes `{ name: … }`. */
export function inPlaceOf({ program, node }: Located, before: string, after: string): Patch {
  const [start, end] = [node.start ?? 0, node.end ?? 0];
  const object = program.shorthandIn(node);
  const within = { start: object?.start ?? start, end: object?.end ?? end };
  const name = object ? `${program.text.slice(start, end)}: ` : '';
  return { file: program.file, start, end, before: name + before, after, within };
}

/** Where a member of the object behind a name is set later on; null: nowhere, or it is no name. */
export function setLater({ program, node, around }: Located, key: string): Located | null {
  const set = node.type === 'Identifier' ? program.memberSetAt(node.name, key, around) : null;
  return set ? { program, node: set as Expression, around } : null;
}

/** Whether a node lies within the text of another. */
export function isWithin(node: Node, outer: Node): boolean {
  return (node.start ?? 0) >= (outer.start ?? 0) && (node.end ?? 0) <= (outer.end ?? 0);
}

/** Whether an object stands in the program as a literal. */
export function isWritten({ program, node }: Located): boolean {
  return program.text[node.start ?? 0] === '{';
}
