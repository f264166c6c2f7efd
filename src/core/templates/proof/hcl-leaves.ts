/** An HCL body as a flat list of what it says: attributes by their path, objects and lists opened. */
import type { HclBody, HclExpression } from '../hcl/nodes.ts';
import type { Leaf } from './leaves.ts';

/** All leaves of a body in the order written. */
export function leavesOfHcl(body: HclBody, text: string): readonly Leaf[] {
  const found: Leaf[] = [];
  visitBody(body, '', text, found);
  return found.sort((a, b) => a.start - b.start);
}

function visitBody(body: HclBody, path: string, text: string, found: Leaf[]): void {
  if (body.attributes.length + body.blocks.length === 0)
    found.push({ path, raw: '{}', start: body.start - 1, end: body.end + 1, empty: true });
  for (const { name, value } of body.attributes) visit(value, `${path}/${name}`, text, found);
  body.blocks.forEach((block, i) => {
    visitBody(block.body, `${path}/${[block.type, ...block.labels].join('.')}#${i}`, text, found);
  });
}

function visit(node: HclExpression, path: string, text: string, found: Leaf[]): void {
  if (node.kind === 'object')
    for (const { key, value } of node.entries) visit(value, `${path}/${key ?? '?'}`, text, found);
  else if (node.kind === 'tuple') {
    node.items.forEach((item, i) => {
      visit(item, `${path}/${i}`, text, found);
    });
  } else found.push({ path, raw: text.slice(node.start, node.end), start: node.start, end: node.end });
}
