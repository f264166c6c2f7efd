/** Base64 on lines of its own: X-Amz-Log-Result tails (`--log-type Tail --query LogResult --output text`, `curl -i`), pasted `awslogs.data`. */
import { decodeBase64 } from './base64.ts';
import { Contexts } from './contexts.ts';
import type { EnvelopeOptions, EnvelopeReader, EnvelopeTarget } from './envelope.ts';
import { type JsonReaderParts, readJsonWithin } from './json-reader.ts';
import { LineCutter, textOf } from './lines.ts';
import { Tally } from './tally.ts';

const HEADER = /^x-amz-log-result:\s*/i;
const WHOLE_LINE = /^[A-Za-z0-9+/_-]+={0,2}$/;
const NEWLINE = Uint8Array.of(0x0a);
const ENCODER = new TextEncoder();

/**
 * A reader for one input of that shape. Each line is decoded for itself; wrapped base64 (64 or 76 columns) comes out right,
 * because wrapping keeps groups of four.
 */
export function createLogTailReader(target: EnvelopeTarget, options: EnvelopeOptions): EnvelopeReader {
  const tally = new Tally();
  const tails = new Tails({ target, options, tally, contexts: new Contexts(target, options.origin) });
  const cutter = new LineCutter((bytes, line) => tails.line(bytes, line));
  return {
    push: (chunk) => cutter.push(chunk),
    end: () => {
      cutter.end();
      tails.unpackGzip();
      target.endText();
      return tally.account('log-tail');
    },
  };
}

class Tails {
  readonly #parts: JsonReaderParts;
  readonly #none: number;
  /** Lines of base64 that together are one gzip (it cannot be unpacked line by line). */
  #gzip = '';
  #gzipLine = 0;

  constructor(parts: JsonReaderParts) {
    this.#parts = parts;
    this.#none = parts.contexts.of({});
  }

  line(bytes: Uint8Array | null, line: number): void {
    if (bytes === null) {
      this.#parts.target.unreadable(line, 'a line longer than 16 MB was left out', '');
      return;
    }
    const text = textOf(bytes).trim();
    const base64 = text.replace(HEADER, '').replace(/^"|"$/g, '');
    const decoded = WHOLE_LINE.test(base64) ? decodeBase64(ENCODER.encode(base64)) : null;
    if (decoded === null) this.#pass(bytes, true);
    else if (base64.startsWith('H4sI') || this.#gzip !== '') this.#keepGzip(base64, line);
    else {
      this.#parts.tally.event('log-tail');
      this.#pass(decoded, base64.endsWith('=') || HEADER.test(text));
    }
  }

  /** Reads the gzip kept so far: a subscription's payload. */
  unpackGzip(): void {
    const base64 = this.#gzip;
    if (base64 === '') return;
    this.#gzip = '';
    const decoded = decodeBase64(ENCODER.encode(base64));
    const bytes = decoded === null ? null : this.#parts.options.gunzip(decoded);
    if (bytes !== null) readJsonWithin(bytes, this.#gzipLine, 'awslogs-data', this.#parts);
    else this.#parts.target.unreadable(this.#gzipLine, 'base64 that cannot be unpacked', base64.slice(0, 60));
  }

  #keepGzip(base64: string, line: number): void {
    if (base64.startsWith('H4sI')) this.unpackGzip();
    if (this.#gzip === '') this.#gzipLine = line;
    this.#gzip += base64;
  }

  #pass(bytes: Uint8Array, newline: boolean): void {
    this.#parts.target.text(this.#none, bytes, 0, bytes.length);
    if (newline) this.#parts.target.text(this.#none, NEWLINE, 0, 1);
  }
}
