/** `aws logs filter-log-events` and `get-log-events` with `--output text`: rows that begin with EVENTS and end with the event's time. */
import { Contexts } from './contexts.ts';
import type { EnvelopeOptions, EnvelopeReader, EnvelopeTarget } from './envelope.ts';
import { LineCutter, textOf } from './lines.ts';
import { Tally } from './tally.ts';

/** EVENTS, event id and stream (both only of filter-log-events), ingestion time between them; the message follows. */
const ROW = /^EVENTS\t(?:(\d{20,})\t(\d{13})\t([^\t]+)\t|(\d{13})\t)/;
/** The event's own time behind the message, which keeps its line end. */
const TIME = /\t(\d{13})\s*$/;
/** Rows of the same output that are no events. */
const OTHER = /^(?:SEARCHEDLOGSTREAMS\t|[bf]\/\d{20,}(?:\/\w)?(?:\t|$))/;
/** Longest event in characters; CloudWatch's end at 1 MB. */
const LONGEST_EVENT = 4 * 1024 * 1024;
const ENCODER = new TextEncoder();

/** A reader for one input of that shape. The X-Ray line and other continuation lines stay with their event. */
export function createCliTextReader(target: EnvelopeTarget, options: EnvelopeOptions): EnvelopeReader {
  const tally = new Tally();
  const contexts = new Contexts(target, options.origin);
  const rows = new Rows(target, contexts, tally);
  const cutter = new LineCutter((bytes, line) => rows.line(bytes, line));
  return {
    push: (chunk) => cutter.push(chunk),
    end: () => {
      cutter.end();
      rows.flush();
      target.endText();
      return tally.account('cli-text');
    },
  };
}

class Rows {
  readonly #target: EnvelopeTarget;
  readonly #contexts: Contexts;
  readonly #tally: Tally;
  #open = '';
  #openLine = 0;

  constructor(target: EnvelopeTarget, contexts: Contexts, tally: Tally) {
    this.#target = target;
    this.#contexts = contexts;
    this.#tally = tally;
  }

  line(bytes: Uint8Array | null, line: number): void {
    if (bytes === null) {
      this.flush();
      this.#target.unreadable(line, 'a line longer than 16 MB was left out', '');
      return;
    }
    const text = textOf(bytes);
    if (text.startsWith('EVENTS\t')) {
      this.flush();
      this.#open = text;
      this.#openLine = line;
    } else if (OTHER.test(text)) this.flush();
    else if (this.#open !== '' && this.#open.length < LONGEST_EVENT) this.#open += `\n${text}`;
    else this.#other(text, line);
  }

  /** Passes the row that is open. */
  flush(): void {
    const text = this.#open;
    this.#open = '';
    if (text === '') return;
    const head = ROW.exec(text);
    const tail = TIME.exec(text);
    if (head === null || tail === null) {
      this.#target.unreadable(this.#openLine, 'an EVENTS row that is cut off', text.slice(0, 120));
      return;
    }
    const message = ENCODER.encode(text.slice(head[0].length, tail.index));
    this.#tally.event('cli-text');
    const context = this.#contexts.of({ logStream: head[3] ?? null });
    this.#target.event(context, Number(tail[1]), message, 0, message.length, this.#openLine);
  }

  #other(text: string, line: number): void {
    if (text.trim() === '') return;
    const bytes = ENCODER.encode(text);
    this.#target.event(this.#contexts.of({}), Number.NaN, bytes, 0, bytes.length, line);
  }
}
