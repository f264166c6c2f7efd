/** HCL as bodies, blocks and expressions with exact ranges. */
import type { MapNode, Span } from '../tree/node.ts';

/** A number as written. */
export interface HclNumber extends Span {
  readonly kind: 'number';
}

/** A quoted text or heredoc. `text` is its value where nothing is filled in, else null; `parts` are the expressions filled in; `whole`: the text is one `${…}` alone. */
export interface HclText extends Span {
  readonly kind: 'text';
  readonly text: string | null;
  /** Where the characters of `text` begin. */
  readonly inner: number;
  readonly parts: readonly HclExpression[];
  readonly whole: boolean;
}

/** `true`, `false`, `null`, or a bare name such as a key or an iterator. */
export interface HclWord extends Span {
  readonly kind: 'word';
  readonly word: string;
}

/** `var.a.b["c"][each.key].d`: a name and the steps from it; a step that is not a plain name or text is an expression. */
export interface HclTraversal extends Span {
  readonly kind: 'traversal';
  readonly root: HclExpression;
  readonly steps: readonly (string | HclExpression)[];
}

/** `name(arguments)`. */
export interface HclCall extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly HclExpression[];
}

/** `test ? yes : no`. */
export interface HclConditional extends Span {
  readonly kind: 'conditional';
  readonly test: HclExpression;
  readonly yes: HclExpression;
  readonly no: HclExpression;
}

/** One pair of an object; `key` null: computed. */
export interface HclEntry {
  readonly key: string | null;
  readonly keySpan: Span;
  readonly value: HclExpression;
}

/** `{ a = 1 }`. */
export interface HclObject extends Span {
  readonly kind: 'object';
  readonly entries: readonly HclEntry[];
}

/** `[1, 2]`. */
export interface HclTuple extends Span {
  readonly kind: 'tuple';
  readonly items: readonly HclExpression[];
}

/** Two or more operands with operators between, or one with an operator before (`operators[0]`, one operand). */
export interface HclOperation extends Span {
  readonly kind: 'operation';
  readonly operators: readonly string[];
  readonly operands: readonly HclExpression[];
}

/** `[for v in list : value if test]`, `{ for k, v in map : key => value }`. `names`: one or two; `key` null: a list; `grouped`: `value...`. */
export interface HclFor extends Span {
  readonly kind: 'for';
  readonly names: readonly string[];
  readonly over: HclExpression;
  readonly key: HclExpression | null;
  readonly value: HclExpression;
  readonly grouped: boolean;
  readonly test: HclExpression | null;
}

/** Any expression. Parentheses are left out of the tree, not of the ranges around it. */
export type HclExpression =
  | HclNumber
  | HclText
  | HclWord
  | HclTraversal
  | HclCall
  | HclConditional
  | HclObject
  | HclTuple
  | HclOperation
  | HclFor;

/** `name = value`; the span covers both. */
export interface HclAttribute extends Span {
  readonly name: string;
  readonly value: HclExpression;
}

/** `type "label" { … }`; the span goes from the type to the closing brace. */
export interface HclBlock extends Span {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
}

/** What stands between braces, or in a whole file. `map`: it was read from JSON. */
export interface HclBody extends Span {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
  readonly map: MapNode | null;
}
