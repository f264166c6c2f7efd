/** Large packed text with more than one core: zlib's thread unpacks, a worker scans, this thread joins. The answer is the same as with one. */
import type { PieceAssembler } from '../../core/logs/create-assembler.ts';
import type { PackedEnd, PackedJob, PackedPiece } from './packed-text.ts';
import { startScanWorker } from './parallel.ts';

/** From this packed size on the worker's start pays. */
export const PACKED_PAYS_BYTES = 3 * 1024 * 1024;

/** Joins a whole packed file into the assembler's current file. Null: the worker did not start, and nothing was joined. */
export function scanPackedFile(
  path: string,
  assembler: PieceAssembler,
  context: number,
  onProgress: (bytes: number) => void,
): Promise<PackedEnd | null> {
  return new Promise((resolve) => {
    const job: PackedJob = { packedPath: path };
    const worker = startScanWorker(job);
    let joined = 0;
    const finish = (end: PackedEnd | null): void => {
      worker.removeAllListeners();
      void worker.terminate().then(() => resolve(end));
    };
    const failed = (error: Error): void => {
      const problem = `reading stopped: ${error.message}`;
      finish(joined === 0 ? null : { ended: true, problem, layers: ['gzip'] });
    };
    let endsLine = true;
    worker.on('message', (message: PackedPiece | PackedEnd) => {
      if ('ended' in message) {
        assembler.pieceLines(0, !endsLine);
        finish(message);
        return;
      }
      for (const batch of message.batches) assembler.piece(context, batch);
      assembler.pieceLines(message.newlines, false);
      endsLine = message.endsLine;
      joined++;
      worker.postMessage('taken');
      onProgress(message.bytesRead);
    });
    worker.on('error', failed);
    worker.on('exit', (code) => failed(new Error(`the second thread ended (${code})`)));
  });
}
