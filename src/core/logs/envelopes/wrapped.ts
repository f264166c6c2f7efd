/** Text that a terminal or PowerShell broke at the width of its window: finding that out by its first bytes, and putting the lines together again. */
import { readPrefix } from '../line-prefix.ts';
import { HeldBytes } from './held-bytes.ts';
import { LineCutter, textOf } from './lines.ts';

/**
 * `joins`: lines of that width go on in the next line, which gives whole REPORTs. `cut`: REPORTs end at that width, and what was behind is gone.
 * Width in characters, or with `tabs` in columns, where a tab reaches to the next multiple of eight.
 */
export interface Wrapping {
  readonly kind: 'joins' | 'cut';
  readonly width: number;
  readonly tabs: boolean;
}

const SPACE = String.raw`(?:\s|\\+[tnr])`;
const WHOLE = new RegExp(
  String.raw`REPORT RequestId:${SPACE}*[0-9a-fA-F-]{36}${SPACE}+Duration: [\d.]+ ms${SPACE}+Billed Duration: \d+ ms${SPACE}+Memory Size: \d+ MB${SPACE}+Max Memory Used: \d+ MB${SPACE}*(?:(?:Init|Restore|Billed Restore) Duration: [\d.]+ ms|Status: |XRAY TraceId: |(?:START|END|REPORT|INIT_)|["']|$)`,
);
const REPORT = /REPORT RequestId:|"platform\.report"/;
const REPORT_LINE = /^.*(?:REPORT RequestId:|"platform\.report").*$/gm;
/** One that must be whole on its line: records are also printed over many. */
const ONE_LINE = /REPORT RequestId:|^\{.*"platform\.report"/;
/** Something of a report, whatever the width took apart. */
const TRACE = /Billed Duration|billedDurationMs/;
/** What only an event begins with. */
const EVENT =
  /^(?:(?:START|END|REPORT) RequestId: |INIT_(?:START|REPORT) |XRAY TraceId: |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\d{4}\/\d\d\/\d\d\/|\{"(?:time|type|timestamp)")/;
/** Windows are as wide as this; more is a line of its own. */
const NARROWEST = 40;
const WIDEST = 512;
/** REPORTs looked at: where none of these is broken, the text is not wrapped. */
const LOOKED_AT = 16;
/** Most lines that one is put together from. */
const MOST_LINES = 4_096;

/**
 * Looks at the beginning of a text (`complete`: all of it). Lines are wrapped only where that is proven: every REPORT that is not whole on a line is whole
 * with the lines that follow one of the greatest width. Null: nothing is broken, or not at a width.
 */
export function wrappingOf(text: string, complete: boolean): Wrapping | null {
  if (nothingIsBroken(text)) return null;
  const lines = text.split(/\r?\n/);
  if (!complete || lines.at(-1) === '') lines.pop();
  const measures = [false, true].map((tabs) => ({
    width: lines.reduce((most, line) => Math.max(most, widthOf(line, tabs)), 0),
    tabs,
  }));
  const possible = measures.filter(({ width }) => width >= NARROWEST && width <= WIDEST);
  const joining = possible.find((measure) => isProven(lines, measure, complete));
  if (joining) return { kind: 'joins', ...joining };
  const cutting = possible.find((measure) => areCut(lines, measure));
  return cutting ? { kind: 'cut', ...cutting } : null;
}

function isWhole(line: string): boolean {
  return WHOLE.test(line) || (line.includes('"platform.report"') && isJson(line.slice(line.indexOf('{'))));
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Most logs end here: their first REPORTs are whole. */
function nothingIsBroken(text: string): boolean {
  let seen = 0;
  for (const [line] of text.matchAll(REPORT_LINE)) {
    if (!isWhole(line)) return false;
    if (++seen === LOOKED_AT) return true;
  }
  return seen > 0 || !TRACE.test(text);
}

type Measure = Pick<Wrapping, 'width' | 'tabs'>;

function isProven(lines: readonly string[], measure: Measure, complete: boolean): boolean {
  let proofs = 0;
  for (let first = 0; first < lines.length && proofs < LOOKED_AT; ) {
    let end = first + 1;
    while (end < lines.length && runsOn(widthOf(lines[end - 1]!, measure.tabs), lines[end]!, measure)) end++;
    const parts = lines.slice(first, end);
    const whole = parts.join('');
    // What goes on behind the text looked at proves nothing.
    if (end === lines.length && !complete) break;
    first = end;
    if (!REPORT.test(whole) || parts.some(isWhole)) continue;
    if (!isWhole(whole)) return false;
    proofs++;
  }
  return proofs > 0;
}

/** Whether a line of this width goes on in `next`. Where tabs count, one that did not fit begins it. */
function runsOn(width: number, next: string, measure: Measure): boolean {
  const isFull = width === measure.width || (measure.tabs && next.startsWith('\t') && afterTab(width) > measure.width);
  return isFull && !EVENT.test(next);
}

/** REPORTs that end at the greatest width, their memory gone, with no field of them on the next line. */
function areCut(lines: readonly string[], { width, tabs }: Measure): boolean {
  const broken = lines.flatMap((line, i) => (ONE_LINE.test(line) && !isWhole(line) ? [i] : []));
  const cut = broken.filter(
    (i) =>
      widthOf(lines[i]!, tabs) === width &&
      !/Max Memory Used: \d+ MB|maxMemoryUsedMB"\s*:\s*\d+\D/.test(lines[i]!) &&
      !/^\s*(?:Billed )?Duration:/.test(lines[i + 1] ?? ''),
  );
  // A single long line is no window, and one that ends with its unit may be another program's.
  const full = lines.filter((line) => widthOf(line, tabs) === width).length;
  return full > 1 && cut.some((i) => !/(?:ms|B)\s*$/.test(lines[i]!));
}

function widthOf(line: string, tabs: boolean): number {
  if (!tabs || !line.includes('\t')) return line.length;
  let column = 0;
  for (const letter of line) column = letter === '\t' ? afterTab(column) : column + 1;
  return column;
}

function afterTab(column: number): number {
  return (column >> 3) * 8 + 8;
}

/**
 * Puts lines together as they come. What a line was put together from stands before it as empty lines, so that places keep their numbers.
 * Push chunks in any cut, then end once; memory is bounded by `MOST_LINES` lines.
 */
export class Unwrapper {
  readonly #measure: Measure;
  readonly #take: (bytes: Uint8Array) => void;
  readonly #cutter: LineCutter;
  readonly #held = new HeldBytes();
  #lines = 0;
  /** Of the line held last. */
  #width = 0;

  constructor(measure: Measure, take: (bytes: Uint8Array) => void) {
    this.#measure = measure;
    this.#take = take;
    this.#cutter = new LineCutter((bytes) => this.#line(bytes ?? new Uint8Array(0)));
  }

  push(chunk: Uint8Array): void {
    this.#cutter.push(chunk);
  }

  end(): void {
    this.#cutter.end();
    this.#pass();
  }

  #line(bytes: Uint8Array): void {
    const { width, tabs } = this.#measure;
    // Longer ones are no line of the window.
    const text = bytes.length <= 4 * width ? textOf(bytes) : null;
    if (this.#lines > 0 && !this.#goesOn(text)) this.#pass();
    this.#held.append(bytes, 0, bytes.length, bytes.length + MOST_LINES * WIDEST * 4);
    this.#lines++;
    this.#width = text === null ? Infinity : widthOf(text, tabs);
  }

  /** Also where a time and stream alone fill the line before; a full line that ends by itself stands before an event. */
  #goesOn(next: string | null): boolean {
    if (next === null || this.#lines === MOST_LINES) return false;
    if (runsOn(this.#width, next, this.#measure)) return true;
    if (this.#width !== this.#measure.width) return false;
    const before = textOf(this.#held.view());
    return before.length <= WIDEST && readPrefix(`${before}x`).rest >= before.length;
  }

  #pass(): void {
    if (this.#lines === 0) return;
    const line = new Uint8Array(this.#lines + this.#held.length).fill(0x0a);
    line.set(this.#held.view(), this.#lines - 1);
    this.#held.clear();
    this.#lines = 0;
    this.#take(line);
  }
}
