/** Recognises large plain text by its first bytes, so that it can be scanned with two cores. */
import { open } from 'node:fs/promises';
import { SNIFFED_BYTES, type Sniffed, sniff } from '../../core/logs/envelopes/sniff.ts';
import { readInTurns } from './open-input.ts';
import { PACKED_PAYS_BYTES } from './packed-scan.ts';
import { unpack } from './unpack.ts';

/** Below this an ordinary pass is as fast. */
export const LARGE_BYTES = 8 * 1024 * 1024;

/** What the text is, or null: small, packed, in UTF-16, in an envelope, or not readable (the ordinary pass then says why). */
export async function sniffLargeText(path: string, bytes: number): Promise<Extract<Sniffed, { kind: 'text' }> | null> {
  if (bytes < LARGE_BYTES) return null;
  const head = Buffer.alloc(SNIFFED_BYTES);
  try {
    const file = await open(path);
    try {
      const { bytesRead } = await file.read(head, 0, SNIFFED_BYTES, 0);
      if (bytesRead < SNIFFED_BYTES || isPackedOrMarked(head)) return null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
  const found = sniff(head, false);
  return found.kind === 'text' ? found : null;
}

/** Gzip, or a byte order mark of UTF-16 or UTF-8. */
function isPackedOrMarked(head: Uint8Array): boolean {
  const [a, b] = head;
  return (
    (a === 0x1f && b === 0x8b) || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0xef && b === 0xbb)
  );
}

/** The same for packed text: what it is once unpacked, or null: no text of lines, or not readable. */
export async function sniffPackedText(path: string, bytes: number): Promise<Extract<Sniffed, { kind: 'text' }> | null> {
  if (bytes < PACKED_PAYS_BYTES) return null;
  const head = new Uint8Array(SNIFFED_BYTES);
  let length = 0;
  const { chunks, layers } = unpack(readInTurns(path));
  try {
    for await (const chunk of chunks) {
      if (layers.length === 0) return null;
      const part = chunk.subarray(0, SNIFFED_BYTES - length);
      head.set(part, length);
      length += part.length;
      if (length === SNIFFED_BYTES) break;
    }
  } catch {
    return null;
  }
  const found = length === SNIFFED_BYTES ? sniff(head, false) : null;
  return found?.kind === 'text' ? found : null;
}
