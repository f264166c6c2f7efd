/** The stream that a streaming handler writes its answer to. */
import { Writable } from 'node:stream';

/** Opens the answer at the first byte; `settled` resolves when all is sent. */
export class ResponseStream extends Writable {
  #event;
  #client;
  #open = null;
  #contentType = 'application/octet-stream';
  #settle;

  constructor(event, client) {
    super({ highWaterMark: 65_536 });
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
    this.#contentType = contentType;
  }

  /** What HttpResponseStream.from calls before the first byte. */
  prelude(metadata) {
    this.#contentType = 'application/vnd.awslambda.http-integration-response';
    this.write(Buffer.concat([Buffer.from(JSON.stringify(metadata)), Buffer.alloc(8)]));
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
    this.#open ??= this.#client.openStream(this.#event, this.#contentType);
    return this.#open;
  }
}

/** Puts status, headers and cookies in front of the body. */
export const HttpResponseStream = {
  from(stream, metadata) {
    stream.prelude(metadata);
    return stream;
  },
};
