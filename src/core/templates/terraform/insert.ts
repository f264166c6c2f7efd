/** A new attribute in a block, where `terraform fmt` finds nothing to change: in a run of attributes whose equals signs stand far enough right, or in a run of its own. */
import type { Patch } from '../contract.ts';
import type { HclAttribute, HclBody } from '../hcl/nodes.ts';
import { insertPair } from '../tree/insert.ts';

const KEY = 'memory_size';
const SIBLINGS = ['timeout', 'runtime', 'handler', 'function_name', 'source'];

/** Lines of attributes that follow one another. */
interface Run {
  readonly last: HclAttribute;
  /** Columns from the beginning of the name to the equals sign. */
  readonly width: number;
  readonly aligned: boolean;
}

/** The patch that adds `memory_size = <size>`; null: the block offers no safe place. */
export function insertAttribute(file: string, text: string, body: HclBody): Patch | null {
  if (body.map) return insertPair({ file, text, map: body.map, key: KEY, after: SIBLINGS });
  const runs = runsOf(text, body);
  const run = runs.find((one) => one.aligned && one.width > KEY.length) ?? runs.at(-1);
  if (!run) return text.slice(body.start, body.end).includes('\n') ? atTop(file, text, body) : opened(file, text, body);
  const start = lineEnd(text, run.last.end);
  const lineBreak = text[start - 1] === '\r' ? '\r\n' : '\n';
  const at = lineBreak === '\r\n' ? start - 1 : start;
  const from = text.lastIndexOf('\n', run.last.start) + 1;
  const indent = text.slice(from, run.last.start);
  const fits = run.width > KEY.length || !run.aligned;
  const gap = ' '.repeat(run.aligned && fits ? run.width - KEY.length : 1);
  const before = `${fits ? lineBreak : lineBreak + lineBreak}${indent}${KEY}${gap}= `;
  return { file, start: at, end: at, before, after: '' };
}

/** The first line of a block that has no attribute on a line of its own. */
function atTop(file: string, text: string, body: HclBody): Patch {
  const next = text.indexOf('\n', body.start);
  const lineBreak = text[next - 1] === '\r' ? '\r\n' : '\n';
  const start = next + 1 - lineBreak.length;
  const first = /^(?:[ \t]*\r?\n)*([ \t]*)(?=[^\s}])/.exec(text.slice(next + 1, body.end));
  const indent = first?.[1] ?? `${indentAt(text, body.start)}  `;
  const gap = first ? lineBreak : '';
  return { file, start, end: start, before: `${lineBreak}${indent}${KEY} = `, after: gap };
}

/** A block on one line has room for one attribute: it is opened, and what stands in it gets a line of its own. */
function opened(file: string, text: string, body: HclBody): Patch | null {
  const [only, ...more] = body.attributes;
  if (body.blocks.length > 0 || more.length > 0) return null;
  if (text.slice(body.start, body.end).trim() !== (only ? text.slice(only.start, only.end) : '')) return null;
  const outer = indentAt(text, body.start);
  const next = text.indexOf('\n', body.end);
  const lineBreak = next > 0 && text[next - 1] === '\r' ? '\r\n' : '\n';
  const line = (words: string): string => `${lineBreak}${outer}  ${words}`;
  const width = Math.max(KEY.length, only?.name.length ?? 0);
  const kept = only ? line(`${only.name.padEnd(width)} = ${text.slice(only.value.start, only.end)}`) : '';
  const before = `${kept}${line(KEY.padEnd(width))} = `;
  return { file, start: body.start, end: body.end, before, after: `${lineBreak}${outer}` };
}

function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))?.[0] ?? '';
}

/** Runs of attributes on consecutive lines, each on one line of its own. */
function runsOf(text: string, body: HclBody): readonly Run[] {
  const single = body.attributes.filter((one) => isAlone(text, one));
  const groups: HclAttribute[][] = [];
  for (const attribute of single) {
    const last = groups.at(-1)?.at(-1);
    if (last && lineEnd(text, last.end) + 1 === text.lastIndexOf('\n', attribute.start) + 1)
      groups.at(-1)?.push(attribute);
    else groups.push([attribute]);
  }
  return groups.flatMap((group) => {
    const widths = group.map((one) => text.slice(one.start, one.end).indexOf('='));
    const last = group.at(-1);
    const aligned = widths.every((width) => width === widths[0]);
    return last ? [{ last, width: widths[0] ?? 0, aligned }] : [];
  });
}

function isAlone(text: string, attribute: HclAttribute): boolean {
  const from = text.lastIndexOf('\n', attribute.start) + 1;
  return (
    /^[ \t]*$/.test(text.slice(from, attribute.start)) && !text.slice(attribute.start, attribute.end).includes('\n')
  );
}

function lineEnd(text: string, at: number): number {
  const next = text.indexOf('\n', at);
  return next === -1 ? text.length : next;
}
