/** An object literal as a map of the tree, so that a new pair is written in it as in JSON or YAML. */
import type { ObjectExpression } from '@babel/types';
import type { Patch } from '../contract.ts';
import { insertPair } from '../tree/insert.ts';
import type { Entry, MapNode } from '../tree/node.ts';
import { propertyKey } from './located.ts';
import type { Program } from './program.ts';

/** The patch that adds a property to an object literal: after its named siblings, or after all where something is spread in, so that it wins. */
export function insertProperty(
  program: Program,
  object: ObjectExpression,
  key: string,
  after: readonly string[],
): Patch | null {
  const map = mapOf(object);
  const spread = object.properties.some((property) => property.type === 'SpreadElement');
  const patch = insertPair({ file: program.file, text: program.text, map, key, after: spread ? [] : after });
  return patch && { ...patch, within: { start: map.start, end: map.end } };
}

/** The patch that adds a property before all others, so that whatever is spread in still wins. */
export function insertFirst(program: Program, object: ObjectExpression, key: string): Patch | null {
  const [start, end] = [object.start ?? 0, object.end ?? 0];
  const first = object.properties[0]?.start;
  if (first == null) return insertProperty(program, object, key, []);
  const gap = /^\s*/.exec(program.text.slice(start + 1, first))?.[0] ?? '';
  const within = { start, end };
  return {
    file: program.file,
    start: start + 1,
    end: start + 1,
    before: `${gap}${key}: `,
    after: gap === '' ? ', ' : ',',
    within,
  };
}

function mapOf(object: ObjectExpression): MapNode {
  const entries = object.properties.map((property): Entry => {
    const start = property.start ?? 0;
    const end = property.end ?? start;
    const isPlain = property.type === 'ObjectProperty' && !property.shorthand && !property.computed;
    const keyEnd = isPlain ? (property.key.end ?? end) : end;
    const key = property.type === 'ObjectProperty' ? propertyKey(property) : '';
    const value = isPlain ? (property.value.start ?? end) : end;
    const gap = isPlain ? { start: value, end } : { start: end, end };
    return {
      key,
      keySpan: { start, end: keyEnd },
      valueSpan: gap,
      value: { kind: 'code', tag: null, anchor: null, start: value, end },
    };
  });
  const [start, end] = [object.start ?? 0, object.end ?? 0];
  return { kind: 'map', start, end, tag: null, anchor: null, flow: true, entries, merges: [] };
}
