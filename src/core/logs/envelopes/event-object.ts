/** The hot path of JSON envelopes: one event object (`{timestamp, message, logStreamName, …}`) to one event, without building it. */
import type { Contexts, Origin } from './contexts.ts';
import type { EnvelopeTarget } from './envelope.ts';
import { fromNumber } from './event-time.ts';
import type { JsonObject } from './json-object.ts';
import { parseObject } from './json-values.ts';
import { shipperOrigin } from './shipper-origin.ts';
import type { Tally } from './tally.ts';

/** Keys that only log events have beside a message. */
const EVENT_KEYS = ['logStreamName', 'ingestionTime', 'eventId', 'logStream', 'logGroup'];

/** Passes event objects on; `frame` is what the document around them says. */
export class EventObjects {
  readonly #target: EnvelopeTarget;
  readonly #contexts: Contexts;
  readonly #tally: Tally;
  /** The stream of the event before, raw, and its context: most events follow one of the same stream. */
  #lastStream: Uint8Array = new Uint8Array(0);
  #lastFrame: Origin | null = null;
  #lastContext = 0;
  /** The event before had no `logStreamName`. */
  #streamless = false;

  constructor(target: EnvelopeTarget, contexts: Contexts, tally: Tally) {
    this.#target = target;
    this.#contexts = contexts;
    this.#tally = tally;
  }

  /** Passes the object on when it is a log event; false when it is something else. `object` was read from `bytes`. */
  pass(object: JsonObject, bytes: Uint8Array, line: number, shape: string, frame: Origin): boolean {
    const message = object.find('message');
    const timestamp = object.find('timestamp');
    if (message < 0 || !isEvent(object, timestamp)) return false;
    const context = isForeign(object) ? this.#shipped(object, bytes, frame) : this.#context(object, frame);
    const timeMs = this.#time(object, timestamp);
    this.#tally.event(shape === 'filter-log-events' && this.#streamless ? 'get-log-events' : shape);
    if (object.isString(message)) {
      const text = object.utf8(message);
      this.#target.event(context, timeMs, text, 0, text.length, line);
    } else {
      this.#target.event(context, timeMs, bytes, object.valueStart(message), object.valueEnd(message), line);
    }
    return true;
  }

  #time(object: JsonObject, timestamp: number): number {
    if (timestamp < 0) return Number.NaN;
    if (object.isString(timestamp)) return this.#tally.time(object.string(timestamp) ?? '');
    return fromNumber(object.number(timestamp));
  }

  /** An event of a log shipper that names its origin in words of its own. */
  #shipped(object: JsonObject, bytes: Uint8Array, frame: Origin): number {
    this.#streamless = true;
    const raw = DECODER.decode(bytes.subarray(object.start, object.end));
    return this.#contexts.of({ ...frame, ...shipperOrigin(parseObject(raw)) });
  }

  #context(object: JsonObject, frame: Origin): number {
    let stream = object.find('logStreamName');
    this.#streamless = stream < 0;
    if (stream < 0) stream = object.find('logStream');
    if (object.find('logGroup') >= 0 || object.find('logGroupName') >= 0 || object.find('source') >= 0) {
      return this.#contexts.of(ownOrigin(object, stream, frame));
    }
    if (stream < 0) return this.#contexts.of(frame);
    if (this.#lastFrame === frame && object.sameBytes(stream, this.#lastStream)) return this.#lastContext;
    this.#lastStream = object.copy(stream);
    this.#lastFrame = frame;
    this.#lastContext = this.#contexts.of({ ...frame, logStream: object.string(stream) ?? frame.logStream });
    return this.#lastContext;
  }
}

/** Members of events as CloudWatch gives them: `id`, `timestamp`, `message`, `extractedFields`, or those of EVENT_KEYS. */
function isForeign(object: JsonObject): boolean {
  if (object.size <= 3 || object.find('extractedFields') >= 0) return false;
  return !EVENT_KEYS.some((key) => object.find(key) >= 0);
}

const DECODER = new TextDecoder();

/** An application's own JSON line has a message and a time in text too; what tells an event is a time in numbers, or a stream. */
function isEvent(object: JsonObject, timestamp: number): boolean {
  if (timestamp >= 0 && !object.isString(timestamp)) return true;
  return EVENT_KEYS.some((key) => object.find(key) >= 0);
}

/** Events that name their group or source themselves (the local engine's files, `logGroup` added by a shipper). */
function ownOrigin(object: JsonObject, stream: number, frame: Origin): Origin {
  const group = object.string(object.find('logGroup')) ?? object.string(object.find('logGroupName'));
  const local = object.string(object.find('source')) === 'local';
  return {
    ...frame,
    logGroup: group ?? frame.logGroup,
    logStream: object.string(stream) ?? frame.logStream,
    ...(local ? { source: 'local' as const } : {}),
  };
}
