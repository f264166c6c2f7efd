/** Cuts line-shaped text into messages for `records --lines`: a message is a line and the lines that carry it on. Memory is bounded by one message. */
import { readPrefix } from '../line-prefix.ts';
import { LineCutter, textOf } from './lines.ts';

/** Takes one message and the 1-based line where it begins. */
export type MessageTaker = (message: string, line: number) => void;

/** Longest message joined from several lines, in characters, and most lines of it. */
const LONGEST = 256 * 1024;
const MOST_LINES = 2_000;

/** Lines that carry a REPORT on: its fields one a line or wrapped, the X-Ray part. */
const FIELD =
  /^\s*(?:Duration:|Billed (?:Duration|Restore)|Memory Size:|Max Memory|Init Duration|Restore Duration|Status:|Error Type:|XRAY TraceId|SegmentId:|Sampled:)/;
/** Lines that carry a crash message on: its error type. */
const ERROR_TYPE = /^\s*(?:Runtime|Extension|Sandbox|Function)\.\w+\s*$/;
const REPORT = /REPORT Request(?:Id|ID):/;
const CRASH = /RequestId: \S+ (?:Error|Process exited)/;
/** Where a line of `--output text` holds the next message, since events are separated by tabs there. */
const NEXT_IN_LINE =
  /[\t ](?=(?:REPORT|START|END) RequestId: |INIT_START |INIT_REPORT |RESTORE_START |RESTORE_REPORT )/;
/** Longest time and stream in front of a message. */
const LONGEST_PREFIX = 400;

/** The cutter: push chunks of UTF-8 in any cut, `flush` at the end of a text. */
export class TextMessages {
  readonly #take: MessageTaker;
  readonly #tooLong: (line: number) => void;
  #cutter: LineCutter;
  #lines: string[] = [];
  #size = 0;
  #line = 0;
  #braces = 0;

  /** `tooLong` is told about lines that cannot be held. */
  constructor(take: MessageTaker, tooLong: (line: number) => void) {
    this.#take = take;
    this.#tooLong = tooLong;
    this.#cutter = this.#newCutter();
  }

  #newCutter(): LineCutter {
    return new LineCutter((bytes, line) => (bytes === null ? this.#tooLong(line) : this.#addLine(textOf(bytes), line)));
  }

  push(chunk: Uint8Array): void {
    this.#cutter.push(chunk);
  }

  /** The text is complete: passes the message that is open; line numbers begin again. */
  flush(): void {
    this.#cutter.end();
    this.#pass();
    this.#cutter = this.#newCutter();
  }

  #addLine(text: string, line: number): void {
    for (const [i, part] of partsOf(text).entries()) {
      if (i > 0 || !this.#carriesOn(part)) this.#open(line);
      this.#lines.push(part);
      this.#size += part.length;
      this.#braces += bracesIn(part, this.#lines.length === 1);
    }
  }

  #carriesOn(text: string): boolean {
    const first = this.#lines[0];
    if (first === undefined || this.#size > LONGEST || this.#lines.length > MOST_LINES) return false;
    if (this.#braces > 0 && !/^\{/.test(text)) return true;
    return (FIELD.test(text) && REPORT.test(first)) || (ERROR_TYPE.test(text) && CRASH.test(first));
  }

  #open(line: number): void {
    this.#pass();
    this.#line = line;
  }

  #pass(): void {
    const message = this.#lines.join('\n');
    this.#lines = [];
    this.#size = 0;
    this.#braces = 0;
    if (message.trim() !== '') this.#take(message, this.#line);
  }
}

/** A line cut where the next message begins in it; the prefix of a message stays with it. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const at = NEXT_IN_LINE.exec(rest)?.index ?? -1;
    const before = at < 0 ? '' : rest.slice(0, at);
    if (at < 0 || isPrefix(rest, at)) {
      const next = at < 0 ? null : NEXT_IN_LINE.exec(rest.slice(at + 1));
      if (next === null) break;
      parts.push(rest.slice(0, at + 1 + next.index));
      rest = rest.slice(at + 1 + next.index + 1);
    } else {
      if (!/(?:RequestId: |_START |_REPORT )/.test(before)) break;
      parts.push(before);
      rest = rest.slice(at + 1);
    }
  }
  parts.push(rest);
  return parts;
}

/** What stands before a message: time and stream, not other text. */
function isPrefix(text: string, end: number): boolean {
  return end <= LONGEST_PREFIX && readPrefix(text.slice(0, LONGEST_PREFIX + 40)).rest >= end;
}

/** Braces opened and not closed; only texts that begin with one are JSON over several lines. */
function bracesIn(text: string, first: boolean): number {
  if (first && !/(?:^|\s)\{\s*$|^\s*\{/.test(text)) return 0;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === '\\') i++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === '{') depth++;
    else if (!quoted && c === '}') depth--;
  }
  return depth;
}
