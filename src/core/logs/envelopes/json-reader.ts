/** Reads every JSON envelope of Lambda logs from a stream of values; what is no envelope is passed on as it stands. */
import { Contexts, type Origin } from './contexts.ts';
import type { EnvelopeOptions, EnvelopeReader, EnvelopeTarget } from './envelope.ts';
import { EventObjects } from './event-object.ts';
import { HeldItems } from './held-items.ts';
import { JsonDocuments, type Unpacked } from './json-documents.ts';
import { JsonObject, unescapeInto } from './json-object.ts';
import type { JsonParts } from './json-parts.ts';
import { JsonSplitter } from './json-splitter.ts';
import { type Json, originOf, parseJson, parseObject } from './json-values.ts';
import { Tally } from './tally.ts';

/** Keys whose arrays are read element by element, whatever their length. */
const NAMED = ['events', 'logEvents', 'results', 'Records', 'records'];
/** How deep payloads within payloads are followed; a subscription document in a Kinesis record in a file is two. */
const DEEPEST = 4;
const DECODER = new TextDecoder();
const NEWLINE = Uint8Array.of(0x0a);

/** A reader for one input that `sniff` found to be JSON. */
export function createJsonReader(target: EnvelopeTarget, options: EnvelopeOptions): EnvelopeReader {
  const tally = new Tally();
  const contexts = new Contexts(target, options.origin);
  const splitter = new JsonSplitter(new JsonReader({ target, options, tally, contexts }, null, 0), NAMED);
  return {
    push: (chunk) => splitter.push(chunk),
    end: () => {
      splitter.end();
      target.endText();
      return tally.account('other-json');
    },
  };
}

/** Reads JSON that was found inside something else (base64 in a line): its events keep `line`. */
export function readJsonWithin(bytes: Uint8Array, line: number, shape: string, parts: JsonReaderParts): void {
  const inner = new JsonReader({ ...parts, target: atLine(parts.target, line) }, shape, 1);
  const splitter = new JsonSplitter(inner, NAMED);
  splitter.push(bytes);
  splitter.end();
}

/** What a reader works with; readers within share it. */
export interface JsonReaderParts {
  readonly target: EnvelopeTarget;
  readonly options: EnvelopeOptions;
  readonly tally: Tally;
  readonly contexts: Contexts;
}

class JsonReader implements JsonParts {
  readonly #parts: JsonReaderParts;
  readonly #target: EnvelopeTarget;
  readonly #tally: Tally;
  readonly #none: number;
  readonly #object = new JsonObject();
  readonly #events: EventObjects;
  readonly #documents: JsonDocuments;
  readonly #held = new HeldItems();
  /** The shape around this reader's input; null: it is the input itself. */
  readonly #wrapping: string | null;
  readonly #depth: number;
  /** The named array that is being read, what the object around it says, and whether it is a CONTROL_MESSAGE. */
  #name = '';
  #frame: Origin = {};
  #control = false;

  constructor(parts: JsonReaderParts, wrapping: string | null, depth: number) {
    this.#parts = parts;
    this.#target = parts.target;
    this.#tally = parts.tally;
    this.#none = parts.contexts.of({});
    this.#events = new EventObjects(parts.target, parts.contexts, parts.tally);
    this.#documents = new JsonDocuments(parts.target, parts.options, parts.tally, parts.contexts);
    this.#wrapping = wrapping;
    this.#depth = depth;
  }

  open(name: string, frame: string): void {
    this.#name = name;
    this.#enter(parseObject(frame));
    this.#held.begin(name === 'logEvents' && !this.#frame.logStream);
  }

  close(frame: string): void {
    const members = parseObject(frame);
    this.#enter(members);
    this.#held.release((bytes, line) => this.#item(bytes, 0, bytes.length, line));
    if (this.#control) this.#tally.controlMessages++;
    if (this.#name === 'results') this.#tally.queryStatus(members.status);
    this.#tally.seen(this.#shapeOfItem('nextForwardToken' in members));
    this.#name = '';
    this.#enter({});
  }

  item(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (!this.#held.take(bytes, start, end, line)) this.#item(bytes, start, end, line);
  }

  value(bytes: Uint8Array, start: number, end: number, line: number, element: boolean): void {
    this.#any(bytes, start, end, line, element ? 'events' : 'events-ndjson');
  }

  text(bytes: Uint8Array, start: number, end: number): void {
    this.#target.text(this.#none, bytes, start, end);
    this.#target.text(this.#none, NEWLINE, 0, 1);
  }

  broken(line: number, reason: string, excerpt: string): void {
    this.#target.unreadable(line, reason, excerpt);
  }

  #enter(members: Json): void {
    this.#frame = originOf(members);
    this.#control = members.messageType === 'CONTROL_MESSAGE';
  }

  #item(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (!this.#control) this.#any(bytes, start, end, line, this.#shapeOfItem(false));
  }

  #shapeOfItem(forward: boolean): string {
    if (this.#wrapping !== null) return this.#wrapping;
    if (this.#name === 'events') return forward ? 'get-log-events' : 'filter-log-events';
    return SHAPES[this.#name] ?? 'events';
  }

  /** A value that stands for an event, a row, or a document of its own. */
  #any(bytes: Uint8Array, start: number, end: number, line: number, shape: string): void {
    const c = bytes[start];
    if (c === 0x7b) this.#objectValue(bytes, start, end, line, shape);
    else if (c === 0x22) this.#message(bytes, start, end, line);
    else if (c === 0x5b) this.#list(bytes, start, end, line, shape);
    else this.#tally.otherValues++;
  }

  #objectValue(bytes: Uint8Array, start: number, end: number, line: number, shape: string): void {
    const object = this.#object;
    if (!object.read(bytes, start, end)) {
      this.#malformed(bytes, start, end, line);
      return;
    }
    if (this.#events.pass(object, bytes, line, shape, this.#frame)) return;
    if (object.find('record') >= 0 && object.find('type') >= 0) {
      this.#documents.telemetry(object, bytes, start, end, line);
      return;
    }
    const raw = bytes.slice(start, end);
    if (NAMED.some((name) => isArray(object, name, bytes))) {
      this.#within({ bytes: raw, shape: this.#wrapping ?? '' }, line);
      return;
    }
    const unpacked = this.#documents.object(parseObject(DECODER.decode(raw)), raw, line, this.#frame);
    if (unpacked !== null) this.#within(unpacked, line);
  }

  /** A string for itself: a message of `--query 'events[*].message'`. */
  #message(bytes: Uint8Array, start: number, end: number, line: number): void {
    const text = new Uint8Array(end - start);
    const length = unescapeInto(bytes, start + 1, end - 1, text);
    this.#tally.event('messages');
    this.#target.event(this.#parts.contexts.of(this.#frame), Number.NaN, text, 0, length, line);
  }

  #list(bytes: Uint8Array, start: number, end: number, line: number, shape: string): void {
    const list = parseJson(DECODER.decode(bytes.subarray(start, end)));
    if (!Array.isArray(list)) this.#malformed(bytes, start, end, line);
    else if (!this.#documents.list(list, line, shape === 'events' ? 'insights-results' : shape, this.#frame)) {
      this.#within({ bytes: bytes.slice(start, end), shape: this.#wrapping ?? '' }, line);
    }
  }

  /** A document within a document, read by a reader of its own. */
  #within(unpacked: Unpacked, line: number): void {
    if (this.#depth >= DEEPEST) {
      this.#malformed(unpacked.bytes, 0, unpacked.bytes.length, line);
      return;
    }
    const inner = new JsonReader(
      { ...this.#parts, target: atLine(this.#target, line) },
      unpacked.shape || null,
      this.#depth + 1,
    );
    const splitter = new JsonSplitter(inner, NAMED);
    splitter.push(unpacked.bytes);
    splitter.end();
  }

  #malformed(bytes: Uint8Array, start: number, end: number, line: number): void {
    this.#target.unreadable(
      line,
      'not well-formed JSON',
      DECODER.decode(bytes.subarray(start, Math.min(end, start + 120))),
    );
  }
}

const SHAPES: Readonly<Record<string, string>> = {
  logEvents: 'subscription',
  results: 'insights-results',
  Records: 'kinesis-records',
  records: 'firehose-records',
};

function isArray(object: JsonObject, name: string, bytes: Uint8Array): boolean {
  const member = object.find(name);
  return member >= 0 && bytes[object.valueStart(member)] === 0x5b;
}

/** The same target, with every place at one line: what was unpacked has no lines in the file. */
function atLine(target: EnvelopeTarget, line: number): EnvelopeTarget {
  return {
    context: (context) => target.context(context),
    event: (context, timeMs, bytes, start, end) => target.event(context, timeMs, bytes, start, end, line),
    parsed: (context, timeMs, platformLine) => target.parsed(context, timeMs, platformLine, line),
    unreadable: (_line, reason, excerpt) => target.unreadable(line, reason, excerpt),
    text: (context, bytes, start, end) => target.text(context, bytes, start, end),
    endText: () => target.endText(),
  };
}
