/** The bytes of a named pipe, as its writer gives them. */
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { readInTurns } from './read-in-turns.ts';

/**
 * Waits for a writer without a thread that hangs in open(2): such a thread would keep the process from ending when it is told to. Each chunk is valid
 * until the next is asked for; tells how many bytes were read so far. Linux and macOS.
 */
export async function* readPipe(path: string, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  // A worker closes every descriptor that was opened in it once more when it ends, also one that a socket has closed: by then it may be another's.
  if (!isMainThread) {
    yield* readInTurns(path, onRead);
    return;
  }
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  let read = 0;
  try {
    for await (const chunk of socket as AsyncIterable<Uint8Array>) {
      read += chunk.length;
      onRead(read);
      yield chunk;
    }
  } finally {
    socket.destroy();
  }
}
