/** Opens one input: its bytes in large chunks, small files ahead of their turn. */
import { open, readFile } from 'node:fs/promises';
import { gunzipWhole } from './gunzip.ts';
import type { Input } from './inputs.ts';

/** An input that can be read. */
export type ReadableInput = Extract<Input, { kind: 'file' | 'stdin' }>;

/** Its bytes (each chunk valid until the next is asked for), how many were read so far, and layers already taken off. */
export interface OpenInput {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly layers: readonly string[];
  bytesRead(): number;
}

/** Bytes read at once: large enough that system calls cost nothing, small enough for caches. */
const READ_BYTES = 1024 * 1024;
/** Files up to this size are read, and unpacked in zlib's threads, before their turn: S3 exports are thousands of them. */
const SMALL_BYTES = 512 * 1024;
const SMALL_UNPACKED_BYTES = 8 * 1024 * 1024;

/** Opens an input. Never throws: what fails does so when its chunks are asked for. */
export async function openInput(input: ReadableInput, stdin: AsyncIterable<Uint8Array>): Promise<OpenInput> {
  if (input.kind === 'stdin') return counted(stdin);
  if (input.bytes > SMALL_BYTES || input.bytes === 0) return counted(readInTurns(input.path));
  try {
    return await openSmall(input.path);
  } catch {
    return counted(readInTurns(input.path));
  }
}

async function openSmall(path: string): Promise<OpenInput> {
  const bytes = await readFile(path);
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const unpacked = gzip ? await gunzipWhole(bytes, SMALL_UNPACKED_BYTES) : null;
  return {
    chunks: once(unpacked ?? bytes),
    layers: unpacked === null ? [] : ['gzip'],
    bytesRead: () => bytes.length,
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

function counted(source: AsyncIterable<Uint8Array>): OpenInput {
  let read = 0;
  async function* count(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      read += chunk.length;
      yield chunk;
    }
  }
  return { chunks: count(), layers: [], bytesRead: () => read };
}

/** Reads into two buffers in turns, so that the disk works while the one before is looked at; tells each number of bytes read. */
export async function* readInTurns(
  path: string,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const buffers = [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)] as const;
    let next = file.read(buffers[0], 0, READ_BYTES, null);
    for (let turn = 0; ; turn = 1 - turn) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      onRead(bytesRead);
      next = file.read(turn === 0 ? buffers[1] : buffers[0], 0, READ_BYTES, null);
      next.catch(() => {});
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
