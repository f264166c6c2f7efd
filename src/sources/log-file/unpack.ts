/** From a file's bytes to plain UTF-8: gzip around gzip, UTF-16 of PowerShell, byte order marks. */
import { GUNZIP_LIMITS, type GunzipLimits, gunzipStream } from './gunzip.ts';

/** How often gzip may be nested: Firehose packs subscription data that is packed already, and a person may pack that again. */
const DEEPEST = 3;

/** Plain text in chunks (each valid until the next is asked for). `layers` names what was taken off, from outside in, once the first chunk is there. */
export interface Unpacked {
  readonly chunks: AsyncGenerator<Uint8Array>;
  readonly layers: string[];
}

/** Takes off all layers; their names are added to `layers`. The chunks throw DamagedGzip after all that could be read. */
export function unpack(
  raw: AsyncIterable<Uint8Array>,
  limits: GunzipLimits = GUNZIP_LIMITS,
  layers: string[] = [],
): Unpacked {
  return { chunks: plain(raw, limits, layers, 0), layers };
}

async function* plain(
  raw: AsyncIterable<Uint8Array>,
  limits: GunzipLimits,
  layers: string[],
  depth: number,
): AsyncGenerator<Uint8Array> {
  const { head, chunks } = await peek(raw);
  if (head[0] === 0x1f && head[1] === 0x8b && depth < DEEPEST) {
    layers.push('gzip');
    yield* plain(gunzipStream(chunks, limits), limits, layers, depth + 1);
    return;
  }
  const encoding = encodingOf(head);
  if (encoding === 'utf-8') yield* withoutMark(chunks);
  else {
    layers.push(encoding.toUpperCase());
    yield* fromUtf16(chunks, encoding);
  }
}

/** The first chunk of at least eight bytes (fewer at the end of the input), and all chunks including it. */
async function peek(raw: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; chunks: AsyncGenerator<Uint8Array> }> {
  const iterator = raw[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  while (head.length < 8 && !ended) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else head = next.value.length >= 8 && head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return { head, chunks: again(head, iterator, ended) };
}

async function* again(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
  ended: boolean,
): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      const next = ended ? { done: true as const, value: undefined } : await iterator.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By the byte order mark, or by the zero bytes that ASCII in UTF-16 has. */
function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head.length < 8) return 'utf-8';
  const zeroAt = (odd: number): boolean => [0, 2, 4, 6].every((i) => head[i + odd] === 0 && head[i + 1 - odd] !== 0);
  if (zeroAt(1)) return 'utf-16le';
  return zeroAt(0) ? 'utf-16be' : 'utf-8';
}

async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of chunks) {
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    first = false;
    yield marked ? chunk.subarray(3) : chunk;
  }
}

async function* fromUtf16(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text, 'utf8');
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest, 'utf8');
}
