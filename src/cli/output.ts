/** Results on stdout: piece by piece, at the reader's pace, and quiet when the reader has gone. */
import { escapeGithubLog } from '../core/report/escape.ts';
import type { Edge } from './edge.ts';

/** Writes pieces of text in order. Resolves when all are handed over, or the reader closed its end (`memfit … | head`). */
export async function writeOut(pieces: Iterable<string> | AsyncIterable<string>, edge: Edge): Promise<void> {
  const { stdout } = edge;
  let closed = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    closed = true;
    stdout.emit('drain');
  };
  stdout.on('error', onError);
  for await (const piece of pieces) {
    if (closed || stdout.destroyed) return;
    if (!stdout.write(forSink(piece, edge))) await new Promise<void>((resolve) => stdout.once('drain', resolve));
  }
  await new Promise<void>((resolve) => (closed ? resolve() : stdout.write('', () => resolve())));
}

/** In a GitHub Actions step everything printed is also read by the runner; elsewhere text stays as it is. */
export function forSink(text: string, { env }: Pick<Edge, 'env'>): string {
  return env.GITHUB_ACTIONS === 'true' ? escapeGithubLog(text) : text;
}
