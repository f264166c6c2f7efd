/** The scanner of markers: WebAssembly where there is one, else the same in TypeScript. It owns the memory that text is read into. */
import { bytesOfBase64 } from '../../stats/base64-bytes.ts';
import { findMarkers } from './find-markers.ts';
import { ROW_WORDS, SLACK } from './rows.ts';
import { SCANNER_BASE64 } from './scanner-bytes.ts';

/** Finds markers in its own memory. Offsets are indexes into `bytes`. */
export interface MarkerScanner {
  /** Where text goes: `bytes[0, capacity)`; the bytes behind are for the scanner. */
  readonly bytes: Uint8Array;
  readonly capacity: number;
  /** Rows of the last scan. */
  readonly rows: Int32Array;
  /** Where the last scan stopped, and newlines it met. */
  readonly next: number;
  readonly newlines: number;
  /** Markers that begin in [from, to); looks at [lowest, end). Gives the number of rows; call again from `next` until it is `to`. `everyStart`: not only START lines with another version, and INIT_START lines with other words, than the one before. */
  scan(lowest: number, from: number, to: number, end: number, everyStart: boolean): number;
  /** The next scan is of another text: START and INIT_START lines met before do not count as told. */
  forget(): void;
}

const ROWS = 4_096;
const ROWS_AT = 4_096;
/** Behind the rows the scanner keeps which starts it told. */
const STARTS_BYTES = 1_024 * 16;
const DATA_AT = ROWS_AT + ROWS * ROW_WORDS * 4 + STARTS_BYTES + 1_024;
const PAGE = 65_536;

/** A scanner for texts of up to `capacity` bytes at a time. `kind` is for tests; `wasm` falls back by itself where WebAssembly or SIMD is missing. */
export function createMarkerScanner(capacity: number, kind: 'wasm' | 'plain' = 'wasm'): MarkerScanner {
  const module = kind === 'wasm' ? scannerModule() : null;
  return module === null ? new PlainScanner(capacity) : new WasmScanner(capacity, module);
}

let compiled: WebAssembly.Module | null | undefined;

function scannerModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(bytesOfBase64(SCANNER_BASE64));
    } catch {
      compiled = null;
    }
  }
  return compiled;
}

interface ScannerExports {
  readonly memory: WebAssembly.Memory;
  readonly next: { readonly value: number };
  readonly newlines: { readonly value: number };
  forget(): void;
  scan(
    origin: number,
    lowest: number,
    from: number,
    to: number,
    end: number,
    rows: number,
    maxRows: number,
    starts: boolean,
  ): number;
}

class WasmScanner implements MarkerScanner {
  readonly bytes: Uint8Array;
  readonly capacity: number;
  readonly rows: Int32Array;
  readonly #exports: ScannerExports;

  constructor(capacity: number, module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module, {}).exports as unknown as ScannerExports;
    const { memory } = this.#exports;
    const needed = Math.ceil((DATA_AT + capacity + SLACK) / PAGE) - memory.buffer.byteLength / PAGE;
    if (needed > 0) memory.grow(needed);
    this.bytes = new Uint8Array(memory.buffer, DATA_AT, capacity + SLACK);
    this.rows = new Int32Array(memory.buffer, ROWS_AT, ROWS * ROW_WORDS);
    this.capacity = capacity;
  }

  get next(): number {
    return this.#exports.next.value - DATA_AT;
  }

  get newlines(): number {
    return this.#exports.newlines.value >>> 0;
  }

  forget(): void {
    this.#exports.forget();
  }

  scan(lowest: number, from: number, to: number, end: number, everyStart: boolean): number {
    this.bytes.fill(0, end, end + SLACK);
    return this.#exports.scan(
      DATA_AT,
      DATA_AT + lowest,
      DATA_AT + from,
      DATA_AT + to,
      DATA_AT + end,
      ROWS_AT,
      ROWS,
      everyStart,
    );
  }
}

class PlainScanner implements MarkerScanner {
  readonly bytes: Uint8Array;
  readonly capacity: number;
  readonly rows = new Int32Array(ROWS * ROW_WORDS);
  next = 0;
  newlines = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity + SLACK);
    this.capacity = capacity;
  }

  /** Every scan begins anew. */
  forget(): void {}

  scan(lowest: number, from: number, to: number, end: number, everyStart: boolean): number {
    this.bytes.fill(0, end, end + SLACK);
    const found = findMarkers(this.bytes, lowest, from, to, end, this.rows, everyStart);
    this.next = found.next;
    this.newlines = found.newlines;
    return found.count;
  }
}
