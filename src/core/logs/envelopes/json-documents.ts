/** Documents of JSON envelopes that are no plain event: Telemetry elements, payloads in base64, Insights rows, JSON of other make. */
import { decodeBase64 } from './base64.ts';
import type { Contexts, Origin } from './contexts.ts';
import type { EnvelopeOptions, EnvelopeTarget } from './envelope.ts';
import { fromNumber, readTime } from './event-time.ts';
import { findMessages } from './find-messages.ts';
import { type InsightsRow, readInsightsRow } from './insights-row.ts';
import type { JsonObject } from './json-object.ts';
import {
  isInsightsCell,
  isInsightsObject,
  type Json,
  type Payload,
  parseObject,
  payloadOf,
  rowOf,
  statisticDeclined,
} from './json-values.ts';
import { ownRecord } from './own-record.ts';
import { shipperOrigin } from './shipper-origin.ts';
import type { Tally } from './tally.ts';

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
const NEWLINE = Uint8Array.of(0x0a);
const STREAM = /^\d{4}\/\d\d\/\d\d\/\S*\[[^\]]*\]\S+$/;

/** What a document turns out to hold besides: JSON to be read by a reader of its own. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  readonly shape: string;
}

/** Passes the contents of documents on. */
export class JsonDocuments {
  readonly #target: EnvelopeTarget;
  readonly #options: EnvelopeOptions;
  readonly #tally: Tally;
  readonly #contexts: Contexts;
  readonly #none: number;

  constructor(target: EnvelopeTarget, options: EnvelopeOptions, tally: Tally, contexts: Contexts) {
    this.#target = target;
    this.#options = options;
    this.#tally = tally;
    this.#contexts = contexts;
    this.#none = contexts.of({});
  }

  /** `{time, type, record}`: a platform record as it stands, or a line of the function's own. `object` was read from `bytes[start, end)`. */
  telemetry(object: JsonObject, bytes: Uint8Array, start: number, end: number, line: number): void {
    const timeMs = this.#tally.time(object.string(object.find('time')) ?? '');
    this.#tally.event('telemetry');
    const record = object.find('record');
    const context = object.size > 3 ? this.#shippedContext(bytes, start, end) : this.#none;
    if (object.isString(record)) {
      const text = object.utf8(record);
      this.#target.event(context, timeMs, text, 0, text.length, line);
    } else this.#target.event(context, timeMs, bytes, start, end, line);
  }

  /** Of a record to which a log shipper added where it comes from. */
  #shippedContext(bytes: Uint8Array, start: number, end: number): number {
    return this.#contexts.of(shipperOrigin(parseObject(DECODER.decode(bytes.subarray(start, end)))));
  }

  /** An object known by its keys alone; gives what must be read on, if anything. `raw` is its text. */
  object(members: Json, raw: Uint8Array, line: number, frame: Origin): Unpacked | null {
    const payload = payloadOf(members);
    if (payload !== null) return this.#payload(payload, line);
    const own = ownRecord(members);
    if (isInsightsObject(members)) this.row(rowOf(Object.entries(members)), line, 'insights-rows', frame);
    else if (own !== null) {
      this.#tally.event('memfit-records');
      this.#target.parsed(this.#contexts.of(own.origin), this.#tally.time(own.time), own.line, line);
    } else this.#search(members, raw, line);
    return null;
  }

  /** An array in an array: an Insights row, or the `[timestamp, message]` of a query. False: neither. */
  list(list: readonly unknown[], line: number, shape: string, frame: Origin): boolean {
    const cells = list.filter(isInsightsCell);
    if (cells.length > 0) {
      this.row(rowOf(cells.map((cell) => [cell.field, cell.value] as const)), line, shape, frame);
      return true;
    }
    if (list.some((cell) => typeof cell === 'object' && cell !== null)) return false;
    this.#tuple(list, line, frame);
    return true;
  }

  /** One row of Logs Insights. */
  row(row: InsightsRow, line: number, shape: string, frame: Origin): void {
    const reading = readInsightsRow(row);
    if (reading.kind === 'statistic') {
      this.#tally.seen(shape);
      this.#tally.decline(statisticDeclined(reading.fields));
      return;
    }
    this.#tally.event(shape);
    const origin = {
      ...frame,
      ...shipperOrigin(row),
      ...(row['@log'] === undefined ? {} : { logGroup: row['@log'] }),
    };
    // Insights prints UTC without saying so.
    const timeMs = readTime(row['@timestamp'] ?? row.time ?? '').ms;
    if (reading.kind === 'report') this.#target.parsed(this.#contexts.of(origin), timeMs, reading.line, line);
    else if (reading.kind === 'message') this.message(reading.message, timeMs, line, origin);
  }

  /** A message already in a string. */
  message(message: string, timeMs: number, line: number, origin: Origin): void {
    const bytes = ENCODER.encode(message);
    this.#target.event(this.#contexts.of(origin), timeMs, bytes, 0, bytes.length, line);
  }

  /** What each cell is shows in itself. */
  #tuple(cells: readonly unknown[], line: number, frame: Origin): void {
    const texts = cells.filter((cell) => typeof cell === 'string');
    const stream = texts.find((text) => STREAM.test(text));
    const message = texts.filter((text) => text !== stream).reduce((a, b) => (b.length > a.length ? b : a), '');
    const time = cells.find((cell) => typeof cell === 'number');
    if (message === '') {
      this.#tally.otherValues++;
      return;
    }
    this.#tally.event('messages');
    const timeMs = typeof time === 'number' ? fromNumber(time) : Number.NaN;
    this.message(message, timeMs, line, { ...frame, logStream: stream ?? frame.logStream });
  }

  /** Base64, perhaps gzip, within JSON. */
  #payload(payload: Payload, line: number): Unpacked | null {
    const decoded = decodeBase64(ENCODER.encode(payload.base64));
    const gzip = decoded !== null && decoded[0] === 0x1f && decoded[1] === 0x8b;
    const bytes = gzip ? this.#options.gunzip(decoded) : decoded;
    this.#tally.seen(payload.shape);
    if (bytes === null) {
      this.#target.unreadable(line, `the base64 of ${payload.shape} cannot be unpacked`, payload.base64.slice(0, 60));
      return null;
    }
    if (payload.shape !== 'log-tail') return { bytes, shape: payload.shape };
    this.#tally.event('log-tail');
    this.#target.text(this.#none, bytes, 0, bytes.length);
    this.#target.text(this.#none, NEWLINE, 0, 1);
    return null;
  }

  /** JSON of another make: messages anywhere in it, else the value as it stands (EMF metrics, application lines). */
  #search(members: Json, raw: Uint8Array, line: number): void {
    const found = findMessages(members);
    for (const each of found) {
      this.#tally.event('json-with-messages');
      this.message(each.message, each.time === null ? Number.NaN : this.#tally.time(each.time), line, each.origin);
    }
    if (found.length > 0) return;
    this.#tally.otherValues++;
    this.#target.event(this.#none, Number.NaN, raw, 0, raw.length, line);
  }
}
