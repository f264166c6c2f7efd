/** The Runtime API over one raw socket. The answer to an event and the question for the next leave in one write: one round trip a call. */
import { connect } from 'node:net';

const API = '/2018-06-01/runtime';
/** What arrives is read into one piece of memory, made once: an event of usual size costs no allocation. */
const READ_BYTES = 65_536;
const HEAD_END = Buffer.from('\r\n\r\n');

/** Speaks to `host:port`. One conversation at a time, as the Runtime API has it. */
export class RuntimeClient {
  #socket;
  #host;
  /** The beginning of an answer that is not there whole: pieces, their length, and the length wanted (0: not known yet). */
  #parts = [];
  #held = 0;
  #wanted = 0;
  #readers = [];
  #unsent = '';

  constructor(address) {
    this.#host = address;
    const colon = address.lastIndexOf(':');
    this.#socket = connect({
      host: address.slice(0, colon),
      port: Number(address.slice(colon + 1)),
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BYTES),
        callback: (length, buffer) => {
          this.#read(buffer.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on('error', () => process.exit(1));
    this.#socket.on('close', () => process.exit(1));
  }

  /** Waits for an event. The socket keeps the process alive only while waiting. */
  async next() {
    this.#socket.ref();
    this.#write(`GET ${API}/invocation/next HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`);
    const event = await this.#answer();
    this.#socket.unref();
    return event;
  }

  /** Waits for a promise while the socket keeps the process alive. */
  async awake(promise) {
    this.#socket.ref();
    try {
      return await promise;
    } finally {
      this.#socket.unref();
    }
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

  /** `bytes` are overwritten by the next read: what is kept of them is copied. A large event is put together once, when all of it is there. */
  #read(bytes) {
    if (this.#parts.length === 0) this.#take(bytes);
    else {
      this.#parts.push(Buffer.from(bytes));
      this.#held += bytes.length;
      if (this.#held < this.#wanted) return;
      const all = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#take(all);
    }
  }

  #take(bytes) {
    let rest = bytes;
    let wanted = 0;
    for (let end = rest.indexOf(HEAD_END); end >= 0; end = rest.indexOf(HEAD_END)) {
      const answer = answerOf(rest.latin1Slice(0, end));
      const after = end + 4 + answer.length;
      wanted = after;
      if (rest.length < after) break;
      const reader = this.#readers.shift();
      // Not as bytes: nobody needs them but the parser of JSON, and it takes text.
      if (reader) reader(Object.assign(answer, { body: rest.utf8Slice(end + 4, after) }));
      rest = rest.subarray(after);
      wanted = 0;
    }
    if (rest.length === 0) return;
    this.#parts = [Buffer.from(rest)];
    this.#held = rest.length;
    this.#wanted = wanted;
  }
}

/** The headers of an answer that matter. */
function answerOf(head) {
  const answer = {
    requestId: '',
    invocationId: '',
    deadlineMs: 0,
    functionArn: '',
    traceId: '',
    clientContext: undefined,
    identity: undefined,
    tenantId: undefined,
    length: 0,
    body: '',
  };
  let from = head.indexOf('\r\n');
  while (from >= 0) {
    const to = head.indexOf('\r\n', from + 2);
    const line = to < 0 ? head.slice(from + 2) : head.slice(from + 2, to);
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case 'content-length':
        answer.length = Number(value);
        break;
      case 'lambda-runtime-aws-request-id':
        answer.requestId = value;
        break;
      case 'lambda-runtime-invocation-id':
        answer.invocationId = value;
        break;
      case 'lambda-runtime-deadline-ms':
        answer.deadlineMs = Number(value);
        break;
      case 'lambda-runtime-invoked-function-arn':
        answer.functionArn = value;
        break;
      case 'lambda-runtime-trace-id':
        answer.traceId = value;
        break;
      case 'lambda-runtime-client-context':
        answer.clientContext = value;
        break;
      case 'lambda-runtime-cognito-identity':
        answer.identity = value;
        break;
      case 'lambda-runtime-aws-tenant-id':
        answer.tenantId = value;
        break;
    }
    from = to;
  }
  return answer;
}

function headerSafe(text) {
  return String(text).replace(/[^\x20-\x7e]+/g, ' ');
}
