/** Quoted texts and heredocs with what is filled into them. */
import type { HclExpression, HclText } from './nodes.ts';
import type { Scanner } from './scanner.ts';

/** Reads an expression at the scanner's place; handed in, since texts hold expressions and expressions texts. */
export type ReadExpression = (scanner: Scanner, depth: number) => HclExpression;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** A text in double quotes; the scanner stands on the first quote. */
export function readQuoted(scanner: Scanner, read: ReadExpression, depth: number): HclText {
  const start = scanner.at;
  scanner.at += 1;
  const inner = scanner.at;
  const parts: HclExpression[] = [];
  let value = '';
  let filled = false;
  for (;;) {
    const c = scanner.text[scanner.at];
    if (c === undefined || c === '\n' || scanner.at >= scanner.end)
      throw scanner.fault('this text has no closing quote', start);
    if (c === '"') break;
    if (isFilling(scanner)) {
      filled = true;
      parts.push(...readFilling(scanner, read, depth));
    } else value += readCharacter(scanner);
  }
  const content = scanner.at;
  scanner.at += 1;
  return finish(start, scanner.at, inner, content, filled ? null : value, parts, scanner);
}

function finish(
  start: number,
  end: number,
  inner: number,
  content: number,
  text: string | null,
  parts: readonly HclExpression[],
  scanner: Scanner,
): HclText {
  const [only] = parts;
  const between = only ? scanner.text.slice(inner, only.start) + scanner.text.slice(only.end, content) : '';
  const whole = parts.length === 1 && /^\$\{~?\s*\(*\s*\)*\s*~?\}$/.test(between);
  return { kind: 'text', start, end, inner, text, parts, whole };
}

function isFilling(scanner: Scanner): boolean {
  return (scanner.sees('${') || scanner.sees('%{')) && !scanner.sees('$${') && !scanner.sees('%%{');
}

function readCharacter(scanner: Scanner): string {
  if (scanner.sees('$${') || scanner.sees('%%{')) {
    scanner.at += 3;
    return scanner.text.slice(scanner.at - 2, scanner.at);
  }
  const c = scanner.text[scanner.at] ?? '';
  if (c !== '\\') {
    scanner.at += 1;
    return c;
  }
  const sign = scanner.text[scanner.at + 1] ?? '';
  const digits = sign === 'u' ? 4 : sign === 'U' ? 8 : 0;
  const code = Number.parseInt(scanner.text.slice(scanner.at + 2, scanner.at + 2 + digits), 16);
  if (ESCAPES[sign] === undefined && (digits === 0 || Number.isNaN(code) || code > 0x10ffff))
    throw scanner.fault('an escape that HCL does not know');
  scanner.at += 2 + digits;
  return ESCAPES[sign] ?? String.fromCodePoint(code);
}

/** `${ expression }` or a directive `%{ if … }`. */
function readFilling(scanner: Scanner, read: ReadExpression, depth: number): readonly HclExpression[] {
  const directive = scanner.sees('%{');
  scanner.at += 2;
  scanner.takes('~');
  scanner.skip(true);
  const parts = directive ? readDirective(scanner, read, depth) : [read(scanner, depth + 1)];
  scanner.skip(true);
  scanner.takes('~');
  scanner.needs('}');
  return parts;
}

/** `if x`, `else`, `endif`, `for a, b in x`, `endfor`. */
function readDirective(scanner: Scanner, read: ReadExpression, depth: number): readonly HclExpression[] {
  const word = scanner.name();
  scanner.skip(true);
  if (word === 'if') return [read(scanner, depth + 1)];
  if (word !== 'for') return [];
  do {
    scanner.skip(true);
    scanner.name();
    scanner.skip(true);
  } while (scanner.takes(','));
  if (scanner.name() !== 'in') throw scanner.fault('`in` is expected here');
  scanner.skip(true);
  return [read(scanner, depth + 1)];
}

/** A heredoc, the scanner standing after its first line. It ends with a line that holds its marker alone. */
export function readHeredoc(
  scanner: Scanner,
  start: number,
  marker: string,
  read: ReadExpression,
  depth: number,
): HclText {
  const inner = scanner.at;
  const parts: HclExpression[] = [];
  let filled = false;
  let lineStart = true;
  for (;;) {
    if (scanner.at >= scanner.end) throw scanner.fault(`this text has no closing ${marker}`, start);
    if (lineStart && endsHere(scanner, marker)) break;
    lineStart = false;
    if (isFilling(scanner)) {
      filled = true;
      parts.push(...readFilling(scanner, read, depth));
    } else if (scanner.sees('$${') || scanner.sees('%%{')) scanner.at += 3;
    else {
      lineStart = scanner.text[scanner.at] === '\n';
      scanner.at += 1;
    }
  }
  const text = filled ? null : scanner.text.slice(inner, scanner.at);
  scanner.skip(false);
  scanner.at += marker.length;
  return { kind: 'text', start, end: scanner.at, inner, text, parts, whole: false };
}

function endsHere(scanner: Scanner, marker: string): boolean {
  const lead = /^[ \t]*/.exec(scanner.text.slice(scanner.at, scanner.at + 200))?.[0].length ?? 0;
  const after = scanner.at + lead + marker.length;
  return (
    scanner.text.startsWith(marker, scanner.at + lead) &&
    /^[ \t]*(?:\r?\n|$)/.test(scanner.text.slice(after, after + 100))
  );
}
