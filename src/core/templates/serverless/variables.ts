/** The variable syntax of the Serverless Framework, `${type(params):address, fallback}`, with the place of every part. */

/** One source of a variable. Offsets count from the start of the text that was parsed. */
export interface VariableSource {
  readonly kind: 'variable' | 'text';
  /** `self`, `opt`, `file`, `env`, …; '' for a text. */
  readonly type: string;
  /** What stands in parentheses, such as a path; null: nothing. */
  readonly params: string | null;
  /** What stands after the colon, or the text itself without quotes. */
  readonly address: string;
  /** Where the address begins. */
  readonly start: number;
  readonly written: string;
}

/** A variable: its sources in the order they are tried. */
export interface Variable {
  readonly start: number;
  readonly end: number;
  readonly sources: readonly VariableSource[];
}

/** The variables of a text, outermost only. An opening without an end is left as text. */
export function variablesIn(text: string): readonly Variable[] {
  const found: Variable[] = [];
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at)) {
    const end = closing(text, at);
    if (end === -1) break;
    found.push({ start: at, end, sources: sourcesOf(text, at + 2, end - 1) });
    at = end;
  }
  return found;
}

/** The offset after the brace that closes the variable at `at`; -1: none. */
function closing(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text.startsWith('${', i)) {
      depth += 1;
      i += 1;
    } else if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

function sourcesOf(text: string, from: number, to: number): readonly VariableSource[] {
  const sources: VariableSource[] = [];
  let start = from;
  let depth = 0;
  let quote = '';
  for (let i = from; i <= to; i += 1) {
    const c = text[i] ?? '';
    if (i === to || (c === ',' && depth === 0 && quote === '')) {
      sources.push(readSource(text, start, i));
      start = i + 1;
    } else if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '{' || c === '(') depth += 1;
    else if (c === '}' || c === ')') depth -= 1;
  }
  return sources;
}

const TYPED = /^([A-Za-z][\w-]*)(?:\(([\s\S]*?)\))?(?::([\s\S]*))?$/;

function readSource(text: string, from: number, to: number): VariableSource {
  const raw = text.slice(from, to);
  const written = raw.trim();
  const start = from + (raw.length - raw.trimStart().length);
  const quoted = /^(['"])([\s\S]*)\1$/.exec(written);
  if (quoted) return textSource(quoted[2] ?? '', start + 1, written);
  const typed = TYPED.exec(written);
  if (!typed || (typed[2] === undefined && typed[3] === undefined)) return textSource(written, start, written);
  const address = typed[3] ?? '';
  return {
    kind: 'variable',
    type: typed[1] ?? '',
    params: typed[2] ?? null,
    address,
    start: start + written.length - address.length,
    written,
  };
}

function textSource(address: string, start: number, written: string): VariableSource {
  return { kind: 'text', type: '', params: null, address, start, written };
}
