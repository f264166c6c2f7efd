/** Files of HCL: bodies of attributes and blocks. An own reader, since exact ranges and faults with a place are needed and no WebAssembly (docs/decisions). */
import { readExpression } from './expressions.ts';
import type { HclAttribute, HclBlock, HclBody } from './nodes.ts';
import { Scanner } from './scanner.ts';

/** Blocks nested deeper than this are an attack, not a template. */
const MAX_DEPTH = 60;

/** Reads a file, or a piece that stands alone. Throws a TemplateFault `broken-hcl` or `duplicate-key`. */
export function parseHcl(text: string, file: string): HclBody {
  const scanner = new Scanner(text, file);
  const body = readBody(scanner, '', 0);
  return { ...body, start: 0, end: text.length };
}

/** Attributes and blocks up to a closing brace, which is not stepped over, or the end. */
function readBody(scanner: Scanner, close: '' | '}', depth: number): HclBody {
  const start = scanner.at;
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  if (depth > MAX_DEPTH) throw scanner.fault(`nested deeper than ${MAX_DEPTH} levels`);
  for (scanner.skip(true); ; scanner.skip(true)) {
    if (scanner.at >= scanner.end) {
      if (close !== '') throw scanner.fault('the file ends before this block does', start - 1);
      break;
    }
    if (close !== '' && scanner.sees(close)) break;
    readItem(scanner, attributes, blocks, depth);
    endItem(scanner, close);
  }
  return { attributes, blocks, start, end: scanner.at, map: null };
}

function readItem(scanner: Scanner, attributes: HclAttribute[], blocks: HclBlock[], depth: number): void {
  const start = scanner.at;
  const quoted = /^"([\w-]+)"(?=\s*=)/.exec(scanner.text.slice(start, start + 200));
  const name = quoted ? (quoted[1] ?? null) : scanner.name();
  if (quoted) scanner.at += quoted[0].length;
  if (name === null) throw scanner.fault('a name is expected here');
  scanner.skip(false);
  if (scanner.sees('=') && !scanner.sees('==')) {
    if (attributes.some((one) => one.name === name)) {
      throw scanner.fault(`the attribute ${name} stands twice in one block`, start, 'duplicate-key');
    }
    scanner.at += 1;
    scanner.skip(false);
    const value = readExpression(scanner, false, depth);
    attributes.push({ name, value, start, end: scanner.at });
    return;
  }
  blocks.push(readBlock(scanner, name, start, depth));
}

function readBlock(scanner: Scanner, type: string, start: number, depth: number): HclBlock {
  const labels: string[] = [];
  for (; !scanner.takes('{'); scanner.skip(false)) {
    const quoted = /^"((?:[^"\\\n]|\\.)*)"/.exec(scanner.text.slice(scanner.at, scanner.at + 400));
    const label = quoted ? (quoted[1] ?? '') : scanner.name();
    if (label === null) throw scanner.fault('= or { is expected here');
    if (quoted) scanner.at += quoted[0].length;
    labels.push(label);
  }
  const body = readBody(scanner, '}', depth + 1);
  scanner.needs('}');
  return { type, labels, body, start, end: scanner.at };
}

/** An attribute or block ends with its line, the file, or the brace of a block on one line. */
function endItem(scanner: Scanner, close: '' | '}'): void {
  scanner.skip(false);
  if (scanner.at >= scanner.end || scanner.sees('\n') || (close !== '' && scanner.sees(close))) return;
  throw scanner.fault('the end of the line is expected here');
}
