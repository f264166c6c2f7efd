/** Reads HTTP/1.1 requests from the bytes of one connection: the part of RFC 9112 that runtime clients use, with bounds on everything. */

/** A request that has arrived whole. Header names are lower case. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The first `keptBytes` of the body; all of it unless `bodyBytes` is greater. */
  readonly body: Buffer;
  /** Length of the body as sent. */
  readonly bodyBytes: number;
  /** Trailers of a chunked body (a streaming response sends its error there). */
  readonly trailers: ReadonlyMap<string, string>;
  /** False: the client wants the connection closed after the answer. */
  readonly keepAlive: boolean;
}

/** Longest head, chunk line or trailer section that is read, in bytes: AWS's clients send an error's frames for X-Ray in a header of up to 1 MB. */
const MAX_HEAD_BYTES = 1_048_576 + 65_536;
const CRLF = '\r\n';
const HEAD_END = Buffer.from('\r\n\r\n');
const NO_HEADERS: ReadonlyMap<string, string> = new Map();

interface Open {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly keepAlive: boolean;
  readonly parts: Buffer[];
  kept: number;
  total: number;
}

type State =
  | { at: 'head' }
  | { at: 'body'; open: Open; left: number }
  | { at: 'chunk-size' | 'chunk-end' | 'trailers'; open: Open }
  | { at: 'chunk'; open: Open; left: number }
  | { at: 'broken'; why: string };

/** Feeds on bytes, gives whole requests. After `broken` is set nothing more comes; the connection should be answered 400 and closed. */
export class RequestReader {
  readonly #keptBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #state: State = { at: 'head' };
  /** A client that sent `Expect: 100-continue` waits for leave to send its body. Reading this clears it. */
  #expects = false;

  constructor(keptBytes: number) {
    this.#keptBytes = keptBytes;
  }

  /** Why the connection cannot be read any further, or null. */
  get broken(): string | null {
    return this.#state.at === 'broken' ? this.#state.why : null;
  }

  /** True once per request whose client waits for `100 Continue`. */
  takeExpectation(): boolean {
    const expects = this.#expects;
    this.#expects = false;
    return expects;
  }

  /** The requests that these bytes complete, in order. */
  feed(bytes: Buffer): ApiRequest[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const done: ApiRequest[] = [];
    for (;;) {
      const before = this.#rest.length;
      const state = this.#state;
      const finished = this.#step(state);
      if (finished) done.push(finished);
      if (!finished && this.#state === state && this.#rest.length === before) return done;
    }
  }

  #step(state: State): ApiRequest | null {
    switch (state.at) {
      case 'head':
        return this.#head();
      case 'body':
        this.#take(state);
        return state.left === 0 ? this.#finish(state.open, NO_HEADERS) : null;
      case 'chunk':
        this.#take(state);
        if (state.left === 0) this.#state = { at: 'chunk-end', open: state.open };
        return null;
      case 'chunk-size':
        return this.#chunkSize(state.open);
      case 'chunk-end': {
        const line = this.#line();
        if (line === '') this.#state = { at: 'chunk-size', open: state.open };
        else if (line !== null) this.#break('chunk is longer than its size');
        return null;
      }
      case 'trailers':
        return this.#trailers(state.open);
      case 'broken':
        this.#rest = Buffer.alloc(0);
        return null;
      default:
        return state satisfies never;
    }
  }

  #head(): ApiRequest | null {
    const text = this.#section(HEAD_END);
    if (text === null) return null;
    const [first = '', ...lines] = text.replace(/^(?:\r\n)+/, '').split(CRLF);
    const [method = '', path = '', version = ''] = first.split(' ');
    const headers = headersOf(lines);
    if (!/^[A-Z]+$/.test(method) || !path.startsWith('/') || !/^HTTP\/1\.[01]$/.test(version) || !headers) {
      return this.#break('not an HTTP/1.1 request');
    }
    const connection = (headers.get('connection') ?? '').toLowerCase();
    const keepAlive = version === 'HTTP/1.1' ? !connection.includes('close') : connection.includes('keep-alive');
    const open: Open = { method, path, headers, keepAlive, parts: [], kept: 0, total: 0 };
    this.#expects = (headers.get('expect') ?? '').toLowerCase() === '100-continue';
    return this.#body(open);
  }

  #body(open: Open): ApiRequest | null {
    const coding = open.headers.get('transfer-encoding');
    const length = open.headers.get('content-length');
    if (coding !== undefined) {
      if (coding.toLowerCase() !== 'chunked' || length !== undefined) return this.#break('unknown transfer coding');
      this.#state = { at: 'chunk-size', open };
      return null;
    }
    if (length !== undefined && !/^\d{1,15}$/.test(length)) return this.#break('bad Content-Length');
    const left = Number(length ?? 0);
    if (left === 0) return this.#finish(open, NO_HEADERS);
    this.#state = { at: 'body', open, left };
    return null;
  }

  #chunkSize(open: Open): ApiRequest | null {
    const line = this.#line();
    if (line === null) return null;
    const size = /^([0-9a-fA-F]{1,10})\s*(?:;.*)?$/.exec(line)?.[1];
    if (size === undefined) return this.#break('bad chunk size');
    const left = Number.parseInt(size, 16);
    this.#state = left === 0 ? { at: 'trailers', open } : { at: 'chunk', open, left };
    return null;
  }

  #trailers(open: Open): ApiRequest | null {
    if (this.#rest.length >= 2 && this.#rest[0] === 13 && this.#rest[1] === 10) {
      this.#rest = this.#rest.subarray(2);
      return this.#finish(open, NO_HEADERS);
    }
    const text = this.#section(HEAD_END);
    if (text === null) return null;
    const trailers = headersOf(text.split(CRLF));
    return trailers ? this.#finish(open, trailers) : this.#break('bad trailers');
  }

  /** Moves what is there of the body; keeps the first bytes, counts all. */
  #take(state: { open: Open; left: number }): void {
    const piece = this.#rest.subarray(0, state.left);
    this.#rest = this.#rest.subarray(piece.length);
    state.left -= piece.length;
    state.open.total += piece.length;
    const room = this.#keptBytes - state.open.kept;
    if (room <= 0) return;
    state.open.parts.push(piece.subarray(0, room));
    state.open.kept += Math.min(room, piece.length);
  }

  #finish(open: Open, trailers: ReadonlyMap<string, string>): ApiRequest {
    this.#state = { at: 'head' };
    const { method, path, headers, keepAlive } = open;
    const body = open.parts.length === 1 && open.parts[0] ? open.parts[0] : Buffer.concat(open.parts);
    return { method, path, headers, keepAlive, body, bodyBytes: open.total, trailers };
  }

  #line(): string | null {
    return this.#section(Buffer.from(CRLF));
  }

  #section(end: Buffer): string | null {
    const at = this.#rest.indexOf(end);
    if (at > MAX_HEAD_BYTES || (at < 0 && this.#rest.length > MAX_HEAD_BYTES)) return this.#break('head too long');
    if (at < 0) return null;
    const text = this.#rest.toString('latin1', 0, at);
    this.#rest = this.#rest.subarray(at + end.length);
    return text;
  }

  #break(why: string): null {
    this.#state = { at: 'broken', why };
    return null;
  }
}

function headersOf(lines: readonly string[]): Map<string, string> | null {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0 || /\s/.test(line.slice(0, colon))) return null;
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}
