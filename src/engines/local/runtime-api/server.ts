/** The loopback server of one environment: connections in, calls out, answers back in the order asked. Own HTTP on raw sockets, because node:http costs a third of the time budget of a call. */
import { createServer, type Server, type Socket } from 'node:net';
import { OutsideError } from '../../../model/errors.ts';
import { CONTINUE, refused } from './answers.ts';
import { type ApiRequest, RequestReader } from './request-reader.ts';

/** An exchange waiting for its answer. `answer` may come at once or much later (GET /next); after the connection died it does nothing. */
export interface Exchange {
  readonly request: ApiRequest;
  /** When the last of the request arrived, from process.hrtime. */
  readonly arrivedNs: bigint;
  readonly alive: boolean;
  answer(bytes: Buffer): void;
}

/** A listening server. */
export interface ApiServer {
  /** `127.0.0.1:port`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Ends every connection, but listens on (before a runtime is started anew). */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Answers to several pipelined requests on a connection leave in order. */
const MAX_PIPELINED = 64;
/** Connections one environment may hold; clients use one, curl one per call. */
const MAX_CONNECTIONS = 256;

/** Listens on 127.0.0.1 at a port the system picks. Bodies are kept up to `keptBytes`. Throws OutsideError `no-loopback` when it cannot listen. */
export async function listen(keptBytes: number, handle: (exchange: Exchange) => void): Promise<ApiServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, keptBytes, handle);
  });
  server.maxConnections = MAX_CONNECTIONS;
  const port = await opened(server);
  server.unref();
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${port}`,
    dropConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropConnections();
      }),
  };
}

function opened(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new OutsideError('no-loopback', { what: 'cannot listen on 127.0.0.1', why: String(cause) }, cause));
    });
    server.listen(0, '127.0.0.1', 4, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function serve(socket: Socket, keptBytes: number, handle: (exchange: Exchange) => void): void {
  const reader = new RequestReader(keptBytes);
  const waiting: { bytes: Buffer | null; last: boolean }[] = [];
  const flush = (): void => {
    while (waiting[0]?.bytes) {
      const { bytes, last } = waiting.shift() as { bytes: Buffer; last: boolean };
      if (last) socket.end(bytes);
      else socket.write(bytes);
    }
  };
  const accept = (request: ApiRequest, arrivedNs: bigint): void => {
    const slot: { bytes: Buffer | null; last: boolean } = { bytes: null, last: !request.keepAlive };
    waiting.push(slot);
    handle({
      request,
      arrivedNs,
      get alive() {
        return !socket.destroyed && socket.writable;
      },
      answer(bytes) {
        if (slot.bytes || socket.destroyed) return;
        slot.bytes = bytes;
        flush();
      },
    });
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes: Buffer) => {
    const arrivedNs = process.hrtime.bigint();
    for (const request of reader.feed(bytes)) accept(request, arrivedNs);
    if (reader.takeExpectation()) socket.write(CONTINUE);
    if (reader.broken !== null || waiting.length > MAX_PIPELINED) {
      socket.end(refused('400 Bad Request', 'InvalidRequest', reader.broken ?? 'too many requests at once'));
    }
  });
}
