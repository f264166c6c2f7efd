/** The second thread's part for large packed files: unpacks one after the other into the shared places, ahead of the thread that reads. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { DamagedGzip, type GunzipLimits } from './gunzip.ts';
import { readInTurns } from './read-in-turns.ts';
import { unpack } from './unpack.ts';
import { PlaceWriter } from './unpack-places.ts';

/** A file to unpack. */
export interface UnpackJob {
  readonly path: string;
  readonly limits: GunzipLimits;
}

/** So many unpacked bytes are in the next place, out of so many packed bytes read so far. */
export interface UnpackedPart {
  readonly length: number;
  readonly bytesRead: number;
  readonly layers: readonly string[];
}

/** The file is at its end, by itself or by a problem. */
export interface UnpackEnd {
  readonly layers: readonly string[];
  readonly problem: { readonly message: string; readonly code: string; readonly damage: boolean } | null;
}

if (parentPort !== null) answer(parentPort, workerData as SharedArrayBuffer);

function answer(port: MessagePort, memory: SharedArrayBuffer): void {
  let layers: readonly string[] = [];
  let bytesRead = 0;
  const writer = new PlaceWriter(memory, (length) => {
    port.postMessage({ length, bytesRead, layers } satisfies UnpackedPart);
  });
  port.on('message', async ({ path, limits }: UnpackJob) => {
    const unpacked = unpack(
      readInTurns(path, (bytes) => {
        bytesRead = bytes;
      }),
      limits,
    );
    layers = unpacked.layers;
    bytesRead = 0;
    let problem: UnpackEnd['problem'] = null;
    try {
      for await (const chunk of unpacked.chunks) writer.put(chunk);
    } catch (error) {
      problem = problemOf(error);
    }
    writer.flush();
    port.postMessage({ layers, problem } satisfies UnpackEnd);
  });
}

function problemOf(error: unknown): UnpackEnd['problem'] {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { message, code, damage: error instanceof DamagedGzip };
}
