/** JSON as tree nodes with exact ranges. Comments and trailing commas, as editors allow them, are read too. */
import { TemplateFault } from '../fault.ts';
import type { Entry, TreeNode } from './node.ts';

/** Nesting deeper than this is an attack, not a template. */
const MAX_DEPTH = 200;

/** Parses JSON. Null: nothing but space. Throws a TemplateFault `broken-json` or `duplicate-key`. */
export function parseJson(text: string, file: string): TreeNode | null {
  const reader = new JsonReader(text, file);
  return reader.document();
}

class JsonReader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  document(): TreeNode | null {
    this.#space();
    if (this.#at >= this.#text.length) return null;
    const root = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#fault('more text after the end of the document');
    return root;
  }

  #value(depth: number): TreeNode {
    if (depth > MAX_DEPTH) throw this.#fault(`nested deeper than ${MAX_DEPTH} levels`);
    const c = this.#text[this.#at];
    if (c === '{') return this.#map(depth);
    if (c === '[') return this.#list(depth);
    if (c === '"') return this.#string();
    return this.#bare();
  }

  #map(depth: number): TreeNode {
    const start = this.#at;
    const entries: Entry[] = [];
    const seen = new Set<string>();
    this.#at += 1;
    for (this.#space(); this.#text[this.#at] !== '}'; this.#separator('}')) {
      entries.push(this.#entry(depth, seen));
    }
    this.#at += 1;
    return { kind: 'map', start, end: this.#at, tag: null, anchor: null, flow: true, entries, merges: [] };
  }

  #entry(depth: number, seen: Set<string>): Entry {
    if (this.#text[this.#at] !== '"') throw this.#fault('a key in double quotes is expected here');
    const keyAt = this.#at;
    const key = this.#string();
    if (key.kind !== 'scalar') throw this.#fault('a key is expected here');
    if (seen.has(key.value)) {
      throw this.#fault(`the key ${key.value} stands twice in one object`, keyAt, 'duplicate-key');
    }
    seen.add(key.value);
    this.#space();
    if (this.#text[this.#at] !== ':') throw this.#fault('a colon is expected here');
    this.#at += 1;
    const after = this.#at;
    this.#space();
    const value = this.#value(depth + 1);
    const keySpan = { start: key.start, end: key.end };
    return { key: key.value, keySpan, valueSpan: { start: after, end: value.end }, value };
  }

  #list(depth: number): TreeNode {
    const start = this.#at;
    const items: TreeNode[] = [];
    this.#at += 1;
    for (this.#space(); this.#text[this.#at] !== ']'; this.#separator(']')) items.push(this.#value(depth + 1));
    this.#at += 1;
    return { kind: 'seq', start, end: this.#at, tag: null, anchor: null, items };
  }

  #separator(close: string): void {
    this.#space();
    if (this.#text[this.#at] === ',') {
      this.#at += 1;
      this.#space();
    } else if (this.#text[this.#at] !== close) {
      throw this.#fault(`a comma or ${close} is expected here`);
    }
  }

  #string(): TreeNode {
    const start = this.#at;
    let at = start + 1;
    for (; ; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x22) break;
      if (code === 0x5c) at += 1;
      else if (Number.isNaN(code) || code < 0x20) throw this.#fault('this text has no closing quote', start);
    }
    this.#at = at + 1;
    const inner = this.#text.slice(start + 1, at);
    const value = inner.includes('\\') ? this.#unescape(start) : inner;
    return { kind: 'scalar', start, end: this.#at, tag: null, anchor: null, value, plain: false };
  }

  #unescape(start: number): string {
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      throw this.#fault('this text has an escape that JSON does not know', start);
    }
  }

  #bare(): TreeNode {
    const start = this.#at;
    const word = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/.exec(
      this.#text.slice(start, start + 64),
    );
    if (!word)
      throw this.#fault(start >= this.#text.length ? 'the document ends too early' : 'a value is expected here');
    this.#at += word[0].length;
    return { kind: 'scalar', start, end: this.#at, tag: null, anchor: null, value: word[0], plain: true };
  }

  #space(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.#at += 1;
      else if (code === 0x2f && text[this.#at + 1] === '/') this.#skipTo('\n', 0);
      else if (code === 0x2f && text[this.#at + 1] === '*') this.#skipTo('*/', 2);
      else return;
    }
  }

  #skipTo(end: string, extra: number): void {
    const at = this.#text.indexOf(end, this.#at + 2);
    this.#at = at === -1 ? this.#text.length : at + extra;
  }

  #fault(what: string, at = this.#at, code = 'broken-json'): TemplateFault {
    return new TemplateFault(code, this.#text, this.#file, at, `JSON: ${what}`);
  }
}
