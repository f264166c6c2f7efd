/** Pieces of a language put together into one text, so that one parse proves many edits. Each piece stays a whole of its own: an item, a block. */
import { TemplateFault } from '../fault.ts';
import { parseHcl } from '../hcl/bodies.ts';
import { parsePiece } from '../script/syntax.ts';
import { parseJson } from '../tree/json.ts';
import type { Span, TreeNode } from '../tree/node.ts';
import { parseYaml } from '../tree/yaml.ts';
import { leavesOfHcl } from './hcl-leaves.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { leavesOfSyntax } from './syntax-leaves.ts';

/** What each piece says, its ranges counted from the piece's own begin; null: put together they do not parse as the pieces they are. */
export type ReadPieces = (pieces: readonly string[], file: string) => readonly (readonly Leaf[])[] | null;

/** Block items of one YAML list. Only pieces whose lines are all indented can stand so. */
export const yamlPieces: ReadPieces = (pieces, file) => {
  if (pieces.some((piece) => /^(?![ \t]*(?:\r?$|#))\S|^\uFEFF/m.test(piece))) return null;
  const { text, spans } = joined(pieces, '', '-\n', '\n', '');
  const root = parseYaml(text, file, 'alone');
  return root?.kind === 'seq' ? each(root.items, spans, (item) => leavesOf(item, text)) : null;
};

/** Items of one JSON list. */
export const jsonPieces: ReadPieces = (pieces, file) => {
  const { text, spans } = joined(pieces, '[', '', '\n,', '0]');
  const root = parseJson(text, file);
  const items: readonly TreeNode[] = root?.kind === 'seq' ? root.items.slice(0, -1) : [];
  return each(items, spans, (item) => leavesOf(item, text));
};

/** Bodies of as many blocks of HCL. */
export const hclPieces: ReadPieces = (pieces, file) => {
  const { text, spans } = joined(pieces, '', 'piece {\n', '\n}\n', '');
  const bodies = parseHcl(text, file).blocks.map(({ body }) => body);
  return bodies.length === pieces.length ? bodies.map((body, i) => from(leavesOfHcl(body, text), spans[i])) : null;
};

/** Elements of one array of a program. */
export const scriptPieces: ReadPieces = (pieces, file) => {
  const { text, spans } = joined(pieces, '[', '', '\n,', '0]');
  const root = parsePiece(text, file);
  const found = root.type === 'ArrayExpression' ? root.elements.slice(0, -1) : [];
  const items = found.flatMap((node) => (node ? [{ node, start: node.start ?? 0, end: node.end ?? 0 }] : []));
  return each(items, spans, ({ node }) => leavesOfSyntax(node, text));
};

/** Reads pieces with one parse; null also where that fails. */
export function readTogether(
  read: ReadPieces,
  pieces: readonly string[],
  file: string,
): readonly (readonly Leaf[])[] | null {
  try {
    return read(pieces, file);
  } catch (error) {
    if (error instanceof TemplateFault) return null;
    throw error;
  }
}

function joined(
  pieces: readonly string[],
  first: string,
  before: string,
  after: string,
  last: string,
): { readonly text: string; readonly spans: readonly Span[] } {
  const parts = [first];
  const spans: Span[] = [];
  let at = first.length;
  for (const piece of pieces) {
    const start = at + before.length;
    spans.push({ start, end: start + piece.length });
    parts.push(before, piece, after);
    at = start + piece.length + after.length;
  }
  return { text: [...parts, last].join(''), spans };
}

/** One item a piece, each within its own piece; else null. */
function each<T extends Span>(
  items: readonly T[],
  spans: readonly Span[],
  leaves: (item: T) => readonly Leaf[],
): readonly (readonly Leaf[])[] | null {
  const fit = items.every((item, i) => item.start >= (spans[i]?.start ?? 0) && item.end <= (spans[i]?.end ?? 0));
  return fit && items.length === spans.length ? items.map((item, i) => from(leaves(item), spans[i])) : null;
}

function from(leaves: readonly Leaf[], span: Span | undefined): readonly Leaf[] {
  const base = span?.start ?? 0;
  return leaves.map((leaf) => ({ ...leaf, start: leaf.start - base, end: leaf.end - base }));
}
