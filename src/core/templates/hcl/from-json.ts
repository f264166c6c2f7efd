/** Terraform's JSON syntax as the same bodies: objects are blocks or objects by their place, texts hold templates. */
import { parseJson } from '../tree/json.ts';
import type { MapNode, ScalarNode, TreeNode } from '../tree/node.ts';
import { readExpression } from './expressions.ts';
import type { HclAttribute, HclBlock, HclBody, HclExpression } from './nodes.ts';
import { Scanner } from './scanner.ts';
import { readQuoted } from './texts.ts';

/** How many labels the top-level blocks of Terraform have. */
const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  module: 1,
  variable: 1,
  output: 1,
  provider: 1,
  locals: 0,
  terraform: 0,
};
/** Blocks inside a resource that matter here. */
const INNER = new Set(['lifecycle', 'dynamic']);

/** Reads a `.tf.json` file. Throws a TemplateFault. */
export function parseTerraformJson(text: string, file: string): HclBody {
  const root = parseJson(text, file);
  const blocks: HclBlock[] = [];
  for (const map of mapsOf(root)) {
    for (const { key, value } of map.entries) {
      const labels = LABELS[key];
      if (labels !== undefined && value) blocks.push(...blocksAt(text, file, key, value, labels, []));
    }
  }
  return { attributes: [], blocks, start: 0, end: text.length, map: root?.kind === 'map' ? root : null };
}

/** Reads a `.tfvars.json` file: every pair is an attribute. */
export function parseVariablesJson(text: string, file: string): HclBody {
  const root = parseJson(text, file);
  return root?.kind === 'map'
    ? bodyOf(text, file, root)
    : { attributes: [], blocks: [], start: 0, end: text.length, map: null };
}

/** An object, or each object of a list. */
function mapsOf(node: TreeNode | null): readonly MapNode[] {
  if (node?.kind === 'map') return [node];
  return node?.kind === 'seq' ? node.items.flatMap(mapsOf) : [];
}

function blocksAt(
  text: string,
  file: string,
  type: string,
  node: TreeNode,
  labels: number,
  names: readonly string[],
): readonly HclBlock[] {
  return mapsOf(node).flatMap((map): readonly HclBlock[] => {
    if (labels === 0) return [{ type, labels: names, body: bodyOf(text, file, map), start: map.start, end: map.end }];
    return map.entries.flatMap(({ key, value }) =>
      value ? blocksAt(text, file, type, value, labels - 1, [...names, key]) : [],
    );
  });
}

function bodyOf(text: string, file: string, map: MapNode): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (const { key, keySpan, value } of map.entries) {
    if (!value) continue;
    if (INNER.has(key)) blocks.push(...blocksAt(text, file, key, value, 0, []));
    else attributes.push({ name: key, value: expressionOf(text, file, value), start: keySpan.start, end: value.end });
  }
  return { attributes, blocks, start: map.start, end: map.end, map };
}

function expressionOf(text: string, file: string, node: TreeNode): HclExpression {
  const { start, end } = node;
  switch (node.kind) {
    case 'map':
      return {
        kind: 'object',
        entries: node.entries.flatMap(({ key, keySpan, value }) =>
          value ? [{ key, keySpan, value: expressionOf(text, file, value) }] : [],
        ),
        start,
        end,
      };
    case 'seq':
      return { kind: 'tuple', items: node.items.map((item) => expressionOf(text, file, item)), start, end };
    case 'scalar':
      return scalarOf(text, file, node);
    default:
      return { kind: 'word', word: 'null', start, end };
  }
}

/** A text is a template; with escapes in it ranges would not fit, so it is taken as it is. */
function scalarOf(text: string, file: string, node: ScalarNode): HclExpression {
  const { start, end } = node;
  if (node.plain)
    return /\d/.test(node.value) ? { kind: 'number', start, end } : { kind: 'word', word: node.value, start, end };
  if (!/[$%]\{/.test(node.value) || text.slice(start, end).includes('\\')) {
    return { kind: 'text', text: node.value, inner: start + 1, parts: [], whole: false, start, end };
  }
  return readQuoted(new Scanner(text, file, start, end), (scanner, depth) => readExpression(scanner, true, depth), 0);
}
