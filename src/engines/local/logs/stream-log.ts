/** The log of one environment: lines of platform and handler in order, bounded, written as NDJSON after each call. */
import { appendFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { OutsideError } from '../../../model/errors.ts';
import { logsDropped } from './platform-lines.ts';

/** What is kept of one call's output; the rest is counted, so that a flood cannot fill memory or disk. */
const KEPT_BYTES = 4 * 1_048_576;
/** A CloudWatch event holds 1 MB (quota of 2025); longer lines are cut. */
const MAX_LINE = 262_144;
/** What `LogType: Tail` gives. */
const TAIL_BYTES = 4_096;

/** Lines on their way to a file. Lines of the handler come as bytes, in any pieces. */
export class StreamLog {
  readonly #file: string | null;
  readonly #fixed: { readonly logGroup: string; readonly logStream: string };
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  readonly #open = { stdout: '', stderr: '' };
  #lines: string[] = [];
  #tail = '';
  #kept = 0;
  #dropped = { lines: 0, bytes: 0 };
  /** Grows with every piece of output: lets a reader see whether more is coming. */
  received = 0;

  constructor(file: string | null, fixed: { readonly logGroup: string; readonly logStream: string }) {
    this.#file = file;
    this.#fixed = fixed;
  }

  /** A platform line. */
  platform(message: string): void {
    this.#add(message);
  }

  /** A piece of the handler's output. */
  output(from: 'stdout' | 'stderr', bytes: Buffer): void {
    this.received += 1;
    if (this.#kept > KEPT_BYTES) {
      this.#dropped.bytes += bytes.length;
      this.#dropped.lines += 1;
      return;
    }
    this.#kept += bytes.length;
    const text = this.#open[from] + this.#decoders[from].write(bytes);
    const lines = text.split('\n');
    this.#open[from] = lines.pop() ?? '';
    if (this.#open[from].length > MAX_LINE) this.#flushOpen(from);
    for (const line of lines) this.#add(line);
  }

  /** Ends the call: half lines count as lines. Gives whether output was dropped. */
  endCall(): boolean {
    this.#flushOpen('stdout');
    this.#flushOpen('stderr');
    const dropped = this.#dropped.bytes > 0;
    if (dropped) this.#add(logsDropped(new Date(), this.#dropped.lines, this.#dropped.bytes));
    this.#dropped = { lines: 0, bytes: 0 };
    this.#kept = 0;
    return dropped;
  }

  /** Writes what has gathered. Throws OutsideError `cannot-write-log`. Gives the tail since the last call of `write`. */
  write(): string {
    const tail = Buffer.from(this.#tail).subarray(-TAIL_BYTES).toString('utf8');
    try {
      if (this.#file !== null && this.#lines.length > 0) appendFileSync(this.#file, this.#lines.join(''));
    } catch (cause) {
      throw new OutsideError('cannot-write-log', { what: `cannot write ${this.#file}`, why: String(cause) }, cause);
    } finally {
      this.#lines = [];
      this.#tail = '';
    }
    return tail;
  }

  #flushOpen(from: 'stdout' | 'stderr'): void {
    if (this.#open[from] !== '') this.#add(this.#open[from]);
    this.#open[from] = '';
  }

  #add(line: string): void {
    const message = line.slice(0, MAX_LINE);
    this.#tail = `${this.#tail}${message}\n`.slice(-2 * TAIL_BYTES);
    if (this.#file === null) return;
    this.#lines.push(
      `${JSON.stringify({ ...this.#fixed, timestamp: Date.now(), message: `${message}\n`, source: 'local' })}\n`,
    );
  }
}
