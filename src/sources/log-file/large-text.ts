/** Recognises large plain text by its first bytes, so that it can be scanned with two cores. */
import { open } from 'node:fs/promises';
import { SNIFFED_BYTES, type Sniffed, sniff } from '../../core/logs/envelopes/sniff.ts';
import { wrappingOf } from '../../core/logs/envelopes/wrapped.ts';

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
  // What a window's width broke is put together line by line.
  if (wrappingOf(head.toString('utf8'), false) !== null) return null;
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
