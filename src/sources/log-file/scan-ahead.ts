/** Begins to scan a large log before it is asked for, while the rest of the program is still being loaded. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { WORKER_PAYS_BYTES } from './scan-job.ts';
import type { ScanThread } from './scan-thread.ts';

/** How lines of a log begin: a date, a platform line, a level. Whoever asks for the scan looks closely; a guess that was wrong costs a little of the other core. */
const BEGINS_LIKE_LINES = /^(?:\d{4}[-/]\d\d[-/]\d\d|(?:START|END|REPORT) RequestId:|INIT_START |\[[A-Z]+\])/;

let begun: ScanThread | null = null;

/**
 * Starts the second thread at the first path, if that is a file of at least `least` bytes that looks like lines; true if it did.
 * Never rejects, says nothing, keeps no process alive, and loads the means only for such a file.
 */
export async function scanAhead(paths: readonly string[], cwd: string, least = WORKER_PAYS_BYTES): Promise<boolean> {
  const [first] = paths;
  if (first === undefined || begun !== null) return false;
  try {
    const path = resolve(cwd, first);
    const info = statSync(path);
    if (!info.isFile() || info.size < least || !beginsLikeLines(path)) return false;
    const { hasCore, ScanThread } = await import('./scan-thread.ts');
    if (hasCore()) begun = new ScanThread(path, info.size);
  } catch {
    // The pass that is asked for says what is wrong.
  }
  return begun !== null;
}

/** The scan begun ahead, if it is of this file as it is now; else ends it. */
export function takeScanAhead(path: string, size: number): ScanThread | null {
  const thread = begun;
  begun = null;
  if (thread === null) return null;
  if (thread.job.path === path && thread.job.size === size) return thread.adopt();
  thread.close();
  return null;
}

function beginsLikeLines(path: string): boolean {
  const head = Buffer.alloc(64);
  const file = openSync(path, 'r');
  try {
    return BEGINS_LIKE_LINES.test(head.toString('latin1', 0, readSync(file, head, 0, head.length, 0)));
  } finally {
    closeSync(file);
  }
}
