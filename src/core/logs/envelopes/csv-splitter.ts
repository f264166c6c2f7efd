/** Cuts a stream of CSV (RFC 4180: quoted cells may hold separators, quotes and line ends) into rows; memory is bounded by one row. */

/** One row: cell i is `bytes[ends[i - 1] ?? 0, ends[i])`, unquoted. Valid during the call only. `line` is where the row begins. */
export interface CsvRows {
  row(bytes: Uint8Array, ends: Int32Array, cells: number, line: number): void;
  /** A row that cannot be read. */
  broken(line: number, reason: string, excerpt: string): void;
}

/** Longest row held, in bytes; an event is at most 1 MB. */
const LONGEST_ROW = 16 * 1024 * 1024;
/** Cells kept of one row. */
const MOST_CELLS = 512;

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Where the splitter stands: at the start of a cell, in a plain cell, in a quoted one, behind a quote within a quoted one, skipping the rest of an overlong row. */
type State = 'start' | 'plain' | 'quoted' | 'quote' | 'skip';

/** The splitter. Push chunks of UTF-8 in any cut, then end once. Never throws on any input. */
export class CsvSplitter {
  readonly #rows: CsvRows;
  readonly #separator: number;
  readonly #longest: number;
  #state: State = 'start';
  #row = new Uint8Array(4096);
  #length = 0;
  readonly #ends = new Int32Array(MOST_CELLS);
  #cells = 0;
  #line: number;
  #rowLine: number;

  constructor(rows: CsvRows, separator: ',' | ';' | '\t', line = 1, longest = LONGEST_ROW) {
    this.#rows = rows;
    this.#separator = separator.charCodeAt(0);
    this.#longest = longest;
    this.#line = line;
    this.#rowLine = line;
  }

  /** Takes the next chunk; passes every row that ends in it. */
  push(chunk: Uint8Array): void {
    const end = chunk.length;
    let at = 0;
    while (at < end) at = this.#run(chunk, at);
  }

  /** No more input: a row without a line end is a row; a quote that never closed is said. */
  end(): void {
    if (this.#state === 'quoted') this.#broken('a quoted cell never ends', false);
    else if (this.#state !== 'skip' && (this.#length > 0 || this.#cells > 0)) this.#endRow();
  }

  /** Handles the bytes up to the next one that means something; gives where to go on. */
  #run(chunk: Uint8Array, from: number): number {
    const state = this.#state;
    let at = from;
    if (state === 'quoted') {
      at = chunk.indexOf(QUOTE, from);
      if (at < 0) at = chunk.length;
      else this.#state = 'quote';
      this.#copy(chunk, from, at);
      return Math.max(at + 1, from + 1);
    }
    const c = chunk[from]!;
    if (state === 'quote') return this.#afterQuote(c, from);
    if (state === 'start' && c === QUOTE) {
      this.#state = 'quoted';
      return from + 1;
    }
    while (at < chunk.length && chunk[at] !== this.#separator && chunk[at] !== NEWLINE) at++;
    if (state !== 'skip') this.#copy(chunk, from, at);
    if (at >= chunk.length) {
      if (state === 'start') this.#state = 'plain';
      return at;
    }
    this.#separatorAt(chunk[at]!);
    return at + 1;
  }

  #separatorAt(c: number): void {
    if (c === NEWLINE) this.#newline();
    else if (this.#state !== 'skip') this.#endCell();
  }

  #newline(): void {
    const skipped = this.#state === 'skip';
    this.#line++;
    if (!skipped) this.#endRow();
    this.#rowLine = this.#line;
    this.#state = 'start';
  }

  #afterQuote(c: number, at: number): number {
    if (c === QUOTE) {
      this.#copyByte(QUOTE);
      this.#state = 'quoted';
    } else if (c === this.#separator) this.#endCell();
    else if (c === NEWLINE) this.#newline();
    else {
      if (c !== RETURN) this.#copyByte(c);
      this.#state = c === RETURN ? 'quote' : 'plain';
    }
    return at + 1;
  }

  #endCell(): void {
    if (this.#cells < MOST_CELLS) this.#ends[this.#cells++] = this.#length;
    this.#state = 'start';
  }

  #endRow(): void {
    if (this.#state !== 'quote' && this.#length > 0 && this.#row[this.#length - 1] === RETURN) this.#length--;
    const empty = this.#cells === 0 && this.#length === 0;
    this.#endCell();
    if (!empty) this.#rows.row(this.#row, this.#ends, this.#cells, this.#rowLine);
    this.#length = 0;
    this.#cells = 0;
  }

  #broken(reason: string, more: boolean): void {
    const excerpt = DECODER.decode(this.#row.subarray(0, Math.min(this.#length, 120)));
    this.#rows.broken(this.#rowLine, reason, excerpt);
    this.#length = 0;
    this.#cells = 0;
    this.#state = more ? 'skip' : 'start';
  }

  #copyByte(c: number): void {
    ONE[0] = c;
    this.#copy(ONE, 0, 1);
  }

  #copy(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#row.length) this.#grow(length);
    for (let i = start, to = this.#length; i < end; i++) {
      const c = chunk[i]!;
      this.#row[to++] = c;
      if (c === NEWLINE) this.#line++;
    }
    this.#length = length;
    if (length > this.#longest) this.#broken(`a row longer than ${this.#longest >> 20} MB was left out`, true);
  }

  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(length, this.#row.length * 2));
    larger.set(this.#row.subarray(0, this.#length));
    this.#row = larger;
  }
}

const ONE = new Uint8Array(1);
const DECODER = new TextDecoder();
