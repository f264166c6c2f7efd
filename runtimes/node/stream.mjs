/** The stream that a streaming handler writes its answer to. */
import { Writable } from 'node:stream';
import { runtimeError } from './error-document.mjs';

/** Opens the answer at the first byte; `settled` resolves when all is sent. */
export class ResponseStream extends Writable {
  #event;
  #client;
  #open = null;
  #contentType = 'application/octet-stream';
  #settle;
  /** Called with a way to write before the first bytes of the handler's own. */
  _onBeforeFirstWrite = null;

  constructor(event, client, highWaterMark = 65_536) {
    super({ highWaterMark });
    this.#event = event;
    this.#client = client;
    this.settled = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.on('error', reject);
    });
    this.settled.catch(() => undefined);
  }

  get isOpen() {
    return this.#open !== null;
  }

  setContentType(contentType) {
    if (this.isOpen) throw runtimeError('Runtime.InvalidStreamingOperation', 'Cannot set content-type, too late.');
    this.#contentType = contentType;
  }

  /** What is neither text nor bytes is written as JSON. */
  write(chunk, ...rest) {
    const isPlain = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(isPlain ? chunk : JSON.stringify(chunk), ...rest);
  }

  /** Ends the answer with an error in its trailers. */
  abort(document) {
    this.#opened().end(document);
    this.destroy();
  }

  _write(chunk, _encoding, done) {
    this.#opened().write(chunk, done);
  }

  _final(done) {
    this.#opened().end(null);
    this.#settle();
    done();
  }

  #opened() {
    if (this.#open === null) {
      this.#open = this.#client.openStream(this.#event, this.#contentType);
      this._onBeforeFirstWrite?.((bytes) => this.#open.write(Buffer.from(bytes), () => {}));
    }
    return this.#open;
  }
}

/** Puts status, headers and cookies in front of the body. */
export const HttpResponseStream = {
  from(stream, metadata) {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    stream._onBeforeFirstWrite = (write) => {
      write(JSON.stringify(metadata));
      write(new Uint8Array(8));
    };
    return stream;
  },
};
