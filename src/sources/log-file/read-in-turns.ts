/** A file's bytes in large chunks. */
import { open } from 'node:fs/promises';

/** Bytes read at once: large enough that system calls cost nothing, small enough for caches. */
const READ_BYTES = 1024 * 1024;

/** Reads into two buffers in turns (each chunk valid until the next is asked for), so that the disk works while the one before is looked at; tells how many bytes were read so far. */
export async function* readInTurns(
  path: string,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const buffers = [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)] as const;
    let next = file.read(buffers[0], 0, READ_BYTES, null);
    let read = 0;
    for (let turn = 0; ; turn = 1 - turn) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      read += bytesRead;
      onRead(read);
      next = file.read(turn === 0 ? buffers[1] : buffers[0], 0, READ_BYTES, null);
      next.catch(() => {});
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
