/** The low steps of reading HCL: white space, comments, names, quoted texts, heredocs. */
import { TemplateFault } from '../fault.ts';

const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEREDOC = /<<-?[ \t]*([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*\r?\n/uy;

/** A place in a text that moves forward. `end` bounds what is read. */
export class Scanner {
  readonly text: string;
  readonly file: string;
  readonly end: number;
  at: number;

  constructor(text: string, file: string, start = 0, end = text.length) {
    this.text = text;
    this.file = file;
    this.at = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
    this.end = end;
  }

  /** Whether a sign stands here. */
  sees(sign: string): boolean {
    return this.at < this.end && this.text.startsWith(sign, this.at);
  }

  /** Steps over a sign; false: it is not here. */
  takes(sign: string): boolean {
    if (!this.sees(sign)) return false;
    this.at += sign.length;
    return true;
  }

  /** Steps over a sign that must be here. */
  needs(sign: string): void {
    if (!this.takes(sign)) throw this.fault(`${sign === '\n' ? 'a line break' : sign} is expected here`);
  }

  /** Skips white space and comments; line breaks only where they mean nothing. */
  skip(lineBreaks: boolean): void {
    for (;;) {
      const c = this.text[this.at];
      if (this.at >= this.end) return;
      if (c === ' ' || c === '\t' || c === '\r' || (lineBreaks && c === '\n')) this.at += 1;
      else if (c === '#' || this.sees('//')) this.#skipLine();
      else if (this.sees('/*')) this.#skipTo('*/');
      else return;
    }
  }

  /** A name; null: none stands here. */
  name(): string | null {
    return this.#match(NAME);
  }

  /** A number; null: none stands here. */
  number(): string | null {
    return this.#match(NUMBER);
  }

  /** The marker of a heredoc that begins here, with the step after its first line; null: none. */
  heredoc(): string | null {
    HEREDOC.lastIndex = this.at;
    const match = HEREDOC.exec(this.text);
    if (!match || match.index !== this.at) return null;
    this.at += match[0].length;
    return match[1] ?? null;
  }

  /** A fault at this place or another. */
  fault(what: string, at = this.at, code = 'broken-hcl'): TemplateFault {
    return new TemplateFault(code, this.text, this.file, at, `HCL: ${what}`);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match || this.at >= this.end) return null;
    this.at += match[0].length;
    return match[0];
  }

  /** A comment ends before its line break, which may end an attribute. */
  #skipLine(): void {
    const at = this.text.indexOf('\n', this.at);
    this.at = at === -1 || at > this.end ? this.end : at;
  }

  #skipTo(sign: string): void {
    const at = this.text.indexOf(sign, this.at + 2);
    if (at === -1) throw this.fault('this comment has no end');
    this.at = at + sign.length;
  }
}
