/** Expressions of HCL, with exact ranges. Precedence is not needed: operations keep their operands in order. */
import type { HclEntry, HclExpression } from './nodes.ts';
import type { Scanner } from './scanner.ts';
import { readHeredoc, readQuoted } from './texts.ts';

/** Nesting deeper than this is an attack, not a template. */
const MAX_DEPTH = 120;
const OPERATORS = ['==', '!=', '<=', '>=', '&&', '||', '+', '-', '*', '/', '%', '<', '>'];

/** Reads an expression at the scanner's place. `free`: inside brackets, where line breaks mean nothing. */
export function readExpression(scanner: Scanner, free: boolean, depth: number): HclExpression {
  if (depth > MAX_DEPTH) throw scanner.fault(`nested deeper than ${MAX_DEPTH} levels`);
  const test = readOperation(scanner, free, depth);
  const after = scanner.at;
  scanner.skip(free);
  if (!scanner.takes('?')) {
    scanner.at = after;
    return test;
  }
  scanner.skip(true);
  const yes = readExpression(scanner, free, depth + 1);
  scanner.skip(true);
  scanner.needs(':');
  scanner.skip(true);
  const no = readExpression(scanner, free, depth + 1);
  return { kind: 'conditional', start: test.start, end: no.end, test, yes, no };
}

/** Inside a text or brackets. */
const readFree = (scanner: Scanner, depth: number): HclExpression => readExpression(scanner, true, depth);

function readOperation(scanner: Scanner, free: boolean, depth: number): HclExpression {
  const first = readOperand(scanner, free, depth);
  const operands = [first];
  const operators: string[] = [];
  for (;;) {
    const after = scanner.at;
    scanner.skip(free);
    const operator = scanner.sees('=>') ? undefined : OPERATORS.find((sign) => scanner.sees(sign));
    if (operator === undefined) {
      scanner.at = after;
      break;
    }
    scanner.at += operator.length;
    scanner.skip(true);
    operators.push(operator);
    operands.push(readOperand(scanner, free, depth));
  }
  const last = operands.at(-1) ?? first;
  return operators.length === 0 ? first : { kind: 'operation', start: first.start, end: last.end, operators, operands };
}

function readOperand(scanner: Scanner, free: boolean, depth: number): HclExpression {
  const start = scanner.at;
  for (const operator of ['!', '-']) {
    if (!scanner.takes(operator)) continue;
    scanner.skip(free);
    const operand = readOperand(scanner, free, depth + 1);
    return { kind: 'operation', start, end: operand.end, operators: [operator], operands: [operand] };
  }
  return readSteps(scanner, readPrimary(scanner, depth), free, depth);
}

function readPrimary(scanner: Scanner, depth: number): HclExpression {
  if (depth > MAX_DEPTH) throw scanner.fault(`nested deeper than ${MAX_DEPTH} levels`);
  const start = scanner.at;
  if (scanner.sees('"')) return readQuoted(scanner, readFree, depth);
  if (scanner.sees('<<')) {
    const marker = scanner.heredoc();
    if (marker === null) throw scanner.fault('the marker of a text is expected here');
    return readHeredoc(scanner, start, marker, readFree, depth);
  }
  if (scanner.takes('(')) {
    scanner.skip(true);
    const inner = readFree(scanner, depth + 1);
    scanner.skip(true);
    scanner.needs(')');
    return inner;
  }
  if (scanner.sees('[')) return readTuple(scanner, depth);
  if (scanner.sees('{')) return readObject(scanner, depth);
  if (scanner.number() !== null) return { kind: 'number', start, end: scanner.at };
  return readWord(scanner, depth);
}

function readWord(scanner: Scanner, depth: number): HclExpression {
  const start = scanner.at;
  let word = scanner.name();
  if (word === null)
    throw scanner.fault(scanner.at >= scanner.end ? 'the file ends too early' : 'a value is expected here');
  while (scanner.takes('::')) word += `::${scanner.name() ?? ''}`;
  if (!scanner.takes('(')) return { kind: 'word', word, start, end: scanner.at };
  const items = readItems(scanner, ')', depth);
  return { kind: 'call', name: word, arguments: items, start, end: scanner.at };
}

/** Items up to a closing bracket, which is stepped over. */
function readItems(scanner: Scanner, close: string, depth: number): readonly HclExpression[] {
  const items: HclExpression[] = [];
  for (scanner.skip(true); !scanner.takes(close); scanner.skip(true)) {
    items.push(readFree(scanner, depth + 1));
    scanner.takes('...');
    scanner.skip(true);
    if (!scanner.takes(',') && !scanner.sees(close)) throw scanner.fault(`a comma or ${close} is expected here`);
  }
  return items;
}

function readTuple(scanner: Scanner, depth: number): HclExpression {
  const start = scanner.at;
  scanner.at += 1;
  scanner.skip(true);
  if (isFor(scanner)) return readFor(scanner, ']', start, depth);
  const items = readItems(scanner, ']', depth);
  return { kind: 'tuple', items, start, end: scanner.at };
}

function readObject(scanner: Scanner, depth: number): HclExpression {
  const start = scanner.at;
  scanner.at += 1;
  scanner.skip(true);
  if (isFor(scanner)) return readFor(scanner, '}', start, depth);
  const entries: HclEntry[] = [];
  while (!scanner.takes('}')) {
    entries.push(readEntry(scanner, depth));
    scanner.skip(false);
    const separated = scanner.takes(',') || scanner.sees('\n');
    scanner.skip(true);
    if (!separated && !scanner.sees('}')) throw scanner.fault('a line break, a comma or } is expected here');
  }
  return { kind: 'object', entries, start, end: scanner.at };
}

function readEntry(scanner: Scanner, depth: number): HclEntry {
  const computed = scanner.sees('(');
  const start = scanner.at;
  const key = readExpression(scanner, false, depth + 1);
  const keySpan = { start, end: scanner.at };
  scanner.skip(false);
  if (!scanner.takes('=') && !scanner.takes(':')) throw scanner.fault('= or : is expected here');
  scanner.skip(true);
  const value = readExpression(scanner, false, depth + 1);
  const name =
    key.kind === 'word'
      ? key.word
      : key.kind === 'text'
        ? key.text
        : key.kind === 'number'
          ? scanner.text.slice(key.start, key.end)
          : null;
  return { key: computed ? null : name, keySpan, value };
}

function isFor(scanner: Scanner): boolean {
  return /^for[\s]/.test(scanner.text.slice(scanner.at, scanner.at + 4));
}

/** `for a, b in list : key => value... if test`. */
function readFor(scanner: Scanner, close: string, start: number, depth: number): HclExpression {
  scanner.at += 3;
  const names: string[] = [];
  do {
    scanner.skip(true);
    names.push(scanner.name() ?? '');
    scanner.skip(true);
  } while (scanner.takes(','));
  if (scanner.name() !== 'in') throw scanner.fault('`in` is expected here');
  const next = (): HclExpression => {
    scanner.skip(true);
    const expression = readFree(scanner, depth + 1);
    scanner.skip(true);
    return expression;
  };
  const over = next();
  scanner.needs(':');
  const first = next();
  const second = scanner.takes('=>') ? next() : null;
  const grouped = second !== null && scanner.takes('...');
  scanner.skip(true);
  const hasTest = /^if\b/.test(scanner.text.slice(scanner.at, scanner.at + 3));
  if (hasTest) scanner.at += 2;
  const test = hasTest ? next() : null;
  scanner.needs(close);
  const [key, value] = second ? [first, second] : [null, first];
  return { kind: 'for', names, over, key, value, grouped, test, start, end: scanner.at };
}

/** `.name`, `.0`, `.*`, `[index]`, `[*]` after a value. */
function readSteps(scanner: Scanner, root: HclExpression, free: boolean, depth: number): HclExpression {
  const steps: (string | HclExpression)[] = [];
  for (;;) {
    const after = scanner.at;
    scanner.skip(free);
    if (scanner.sees('.') && !scanner.sees('...')) {
      scanner.at += 1;
      scanner.skip(free);
      const step = scanner.takes('*') ? '*' : (scanner.name() ?? scanner.number());
      if (step === null) throw scanner.fault('a name is expected here');
      steps.push(...step.split('.'));
    } else if (scanner.takes('[')) {
      scanner.skip(true);
      steps.push(scanner.takes('*') ? '*' : indexStep(readFree(scanner, depth + 1), scanner));
      scanner.skip(true);
      scanner.needs(']');
    } else {
      scanner.at = after;
      break;
    }
  }
  return steps.length === 0 ? root : { kind: 'traversal', root, steps, start: root.start, end: scanner.at };
}

function indexStep(index: HclExpression, scanner: Scanner): string | HclExpression {
  if (index.kind === 'text' && index.text !== null) return index.text;
  return index.kind === 'number' ? scanner.text.slice(index.start, index.end) : index;
}
