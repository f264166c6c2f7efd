/** Intrinsic functions of CloudFormation in both spellings: `!Ref X` and `Ref: X`. */
import { type Span, settle, type TreeNode } from '../tree/node.ts';

/** An intrinsic: its long name (`Ref`, `Fn::If`), its argument, and the text range of the whole expression with its tag. */
export interface Intrinsic {
  readonly name: string;
  readonly argument: TreeNode;
  readonly span: Span;
  readonly written: string;
}

/** Longest text of an expression that is shown. */
const SHOWN = 80;

/** Reads a node as an intrinsic; null: it is a plain value. */
export function intrinsicOf(text: string, node: TreeNode): Intrinsic | null {
  if (node.tag?.startsWith('!') && !node.tag.startsWith('!!')) {
    const word = node.tag.slice(1);
    const name = word === 'Ref' || word === 'Condition' ? word : `Fn::${word}`;
    const span = spanWithTag(text, node);
    return { name, argument: withoutTag(node), span, written: shown(text, span) };
  }
  if (node.kind !== 'map' || node.entries.length !== 1 || node.merges.length > 0) return null;
  const entry = node.entries[0];
  if (!entry?.value || !/^(?:Ref|Condition|Fn::\w+)$/.test(entry.key)) return null;
  const argument = settle(entry.value)?.node;
  return argument ? { name: entry.key, argument, span: node, written: shown(text, node) } : null;
}

/** The arguments of an intrinsic that takes a list. */
export function argumentsOf(intrinsic: Intrinsic): readonly TreeNode[] {
  return intrinsic.argument.kind === 'seq' ? intrinsic.argument.items : [];
}

/** The range of a node with the tag and anchor that stand before it. */
function spanWithTag(text: string, node: TreeNode): Span {
  const before = text.slice(Math.max(0, node.start - 200), node.start);
  const lead = /(?:(?:^|(?<=[\s,[{:-]))[!&][^\s,[\]{}]*\s+)+$/.exec(before)?.[0].length ?? 0;
  return { start: node.start - lead, end: node.end };
}

/** A piece of a template on one line, cut to a length that can be shown. */
export function shown(text: string, span: Span): string {
  const piece = text
    .slice(span.start, Math.min(span.end, span.start + 4 * SHOWN))
    .replace(/\s+/g, ' ')
    .trim();
  return piece.length > SHOWN ? `${piece.slice(0, SHOWN - 1)}…` : piece;
}

function withoutTag(node: TreeNode): TreeNode {
  switch (node.kind) {
    case 'map':
    case 'seq':
    case 'alias':
      return Object.create(node, { tag: { value: null } }) as TreeNode;
    case 'scalar':
    case 'code':
      return { ...node, tag: null };
    default:
      return node satisfies never;
  }
}
