/** Opens one input: its text in chunks, unpacked; small files ahead of their turn, large packed ones in another thread. */
import { open, readFile } from 'node:fs/promises';
import { GUNZIP_LIMITS, type GunzipLimits, gunzipWhole } from './gunzip.ts';
import type { Input } from './inputs.ts';
import { readInTurns } from './read-in-turns.ts';
import { readPipe } from './read-pipe.ts';
import { type Unpacked, unpack } from './unpack.ts';
import { ASIDE_PAYS_BYTES, type UnpackThread } from './unpack-aside.ts';

/** An input that can be read. */
export type ReadableInput = Extract<Input, { kind: 'file' | 'stdin' | 'pipe' }>;

/** Its text (each chunk valid until the next is asked for), and how many bytes of the input were read so far. */
export interface OpenInput extends Unpacked {
  bytesRead(): number;
}

/** Files up to this size are read, and unpacked in zlib's threads, before their turn: S3 exports are thousands of them. */
const SMALL_BYTES = 512 * 1024;
const SMALL_UNPACKED_BYTES = 8 * 1024 * 1024;

/** Opens an input. Never throws: what fails does so when its chunks are asked for. `thread`: where large packed files are unpacked; null: in this one. */
export async function openInput(
  input: ReadableInput,
  stdin: AsyncIterable<Uint8Array>,
  thread: UnpackThread | null,
  limits: GunzipLimits = GUNZIP_LIMITS,
): Promise<OpenInput> {
  if (input.kind === 'stdin') return openStream(stdin, limits);
  if (input.kind === 'pipe') return openPipe(input.path, limits);
  const { path, bytes } = input;
  try {
    if (bytes > 0 && bytes <= SMALL_BYTES) return await openSmall(path, limits);
    if (thread !== null && bytes >= ASIDE_PAYS_BYTES && (await isPacked(path))) {
      let read = 0;
      return {
        ...thread.unpack(path, limits, (sum) => {
          read = sum;
        }),
        bytesRead: () => read,
      };
    }
  } catch {
    // Asked for its chunks, the file says what is wrong with it.
  }
  let read = 0;
  const raw = readInTurns(path, (sum) => {
    read = sum;
  });
  return { ...unpack(raw, limits), bytesRead: () => read };
}

function openPipe(path: string, limits: GunzipLimits): OpenInput {
  let read = 0;
  const raw = readPipe(path, (sum) => {
    read = sum;
  });
  return { ...unpack(raw, limits), bytesRead: () => read };
}

async function openSmall(path: string, limits: GunzipLimits): Promise<OpenInput> {
  const bytes = await readFile(path);
  const unpacked = isGzip(bytes) ? await gunzipWhole(bytes, SMALL_UNPACKED_BYTES) : null;
  const layers = unpacked === null ? [] : ['gzip'];
  return { ...unpack(once(unpacked ?? bytes), limits, layers), bytesRead: () => bytes.length };
}

function openStream(source: AsyncIterable<Uint8Array>, limits: GunzipLimits): OpenInput {
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      read += chunk.length;
      yield chunk;
    }
  }
  return { ...unpack(counted(), limits), bytesRead: () => read };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

async function isPacked(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = new Uint8Array(2);
    await file.read(head, 0, 2, 0);
    return isGzip(head);
  } finally {
    await file.close();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
