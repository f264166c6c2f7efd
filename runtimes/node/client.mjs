/** The Runtime API over one raw socket. The answer to an event and the question for the next leave in one write: one round trip a call. */
import { connect } from 'node:net';

const API = '/2018-06-01/runtime';

/** Speaks to `host:port`. One conversation at a time, as the Runtime API has it. */
export class RuntimeClient {
  #socket;
  #host;
  #rest = Buffer.alloc(0);
  #readers = [];
  #unsent = '';

  constructor(address) {
    this.#host = address;
    const colon = address.lastIndexOf(':');
    this.#socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true });
    this.#socket.on('data', (bytes) => this.#read(bytes));
    this.#socket.on('error', () => process.exit(1));
    this.#socket.on('close', () => process.exit(1));
  }

  /** Waits for an event. The socket keeps the process alive only while waiting. */
  async next() {
    this.#socket.ref();
    this.#write(`GET ${API}/invocation/next HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`);
    const { headers, body } = await this.#answer();
    this.#socket.unref();
    return {
      requestId: headers.get('lambda-runtime-aws-request-id') ?? '',
      invocationId: headers.get('lambda-runtime-invocation-id') ?? '',
      deadlineMs: Number(headers.get('lambda-runtime-deadline-ms')),
      functionArn: headers.get('lambda-runtime-invoked-function-arn') ?? '',
      traceId: headers.get('lambda-runtime-trace-id') ?? '',
      clientContext: headers.get('lambda-runtime-client-context'),
      identity: headers.get('lambda-runtime-cognito-identity'),
      body,
    };
  }

  /** Answers; leaves with the next question. */
  respond(event, body) {
    this.#post(`${API}/invocation/${event.requestId}/response`, event, body, '');
  }

  /** Reports a failed event; leaves with the next question. */
  error(event, document) {
    const type = `Lambda-Runtime-Function-Error-Type: ${headerSafe(document.errorType)}\r\n`;
    this.#post(`${API}/invocation/${event.requestId}/error`, event, JSON.stringify(document), type);
  }

  /** Reports a failed event and waits until it is taken. */
  async errorNow(event, document) {
    this.#socket.ref();
    this.error(event, document);
    const taken = this.#answer();
    this.#readers.splice(this.#readers.indexOf(null), 1);
    this.#write('');
    await taken;
  }

  /** Reports that the init failed and waits until it is taken. */
  async initError(document) {
    this.#socket.ref();
    const body = JSON.stringify(document);
    const type = `Lambda-Runtime-Function-Error-Type: ${headerSafe(document.errorType)}\r\n`;
    this.#write(
      `POST ${API}/init/error HTTP/1.1\r\nHost: ${this.#host}\r\n${type}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    await this.#answer();
  }

  /** Opens a streamed answer. `write` gives false when the caller should wait for `drained`; `end` takes an error document or null. */
  openStream(event, contentType) {
    const socket = this.#socket;
    this.#readers.push(null);
    this.#write(
      `POST ${API}/invocation/${event.requestId}/response HTTP/1.1\r\nHost: ${this.#host}\r\n` +
        `Lambda-Runtime-Invocation-Id: ${event.invocationId}\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n` +
        `Content-Type: ${headerSafe(contentType)}\r\nTransfer-Encoding: chunked\r\n` +
        'Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n',
    );
    return {
      write(chunk, written) {
        if (chunk.length === 0) return written();
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write('\r\n', written);
      },
      end(document) {
        const trailers = document
          ? `Lambda-Runtime-Function-Error-Type: ${headerSafe(document.errorType)}\r\n` +
            `Lambda-Runtime-Function-Error-Body: ${Buffer.from(JSON.stringify(document)).toString('base64')}\r\n`
          : '';
        socket.write(`0\r\n${trailers}\r\n`);
      },
    };
  }

  #post(path, event, body, extra) {
    const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    const head =
      `POST ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nLambda-Runtime-Invocation-Id: ${event.invocationId}\r\n` +
      `${extra}Content-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`;
    this.#readers.push(null);
    if (typeof body === 'string') this.#unsent += head + body;
    else {
      this.#write(head);
      this.#socket.write(body);
    }
  }

  #write(text) {
    const all = this.#unsent + text;
    this.#unsent = '';
    if (all !== '') this.#socket.write(all);
  }

  #answer() {
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  #read(bytes) {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      const headers = headersOf(this.#rest.toString('latin1', 0, end));
      const length = Number(headers.get('content-length') ?? 0);
      if (this.#rest.length < end + 4 + length) return;
      const body = this.#rest.subarray(end + 4, end + 4 + length);
      this.#rest = this.#rest.subarray(end + 4 + length);
      this.#readers.shift()?.({ headers, body });
    }
  }
}

function headersOf(head) {
  const headers = new Map();
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function headerSafe(text) {
  return String(text).replace(/[^\x20-\x7e]+/g, ' ');
}
