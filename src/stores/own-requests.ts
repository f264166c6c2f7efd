/** The request ids of calls that memfit itself made on AWS, so that no analysis takes them for traffic. */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OutsideError } from '../model/errors.ts';

/** One id a line, below the folder that memfit runs in; whatever invokes a function on AWS appends to it before the call. */
export const OWN_REQUESTS_FILE = join('.memfit', 'own-requests.txt');

/** The ids recorded below a folder; empty where nothing was recorded. Throws OutsideError `disk` where it is there and cannot be read. */
export async function ownRequestIds(folder: string): Promise<ReadonlySet<string>> {
  const file = join(folder, OWN_REQUESTS_FILE);
  try {
    // Without asking first, every start would pay for an error and its stack.
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return new Set();
    const text = await readFile(file, 'utf8');
    return new Set(text.split(/\r?\n/).filter((id) => id !== ''));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return new Set();
    const why = error instanceof Error ? error.message : String(error);
    const next = 'allow it to be read: without it calls of memfit itself would be counted as traffic';
    throw new OutsideError('disk', { where: OWN_REQUESTS_FILE, what: 'cannot be read', why, next }, error);
  }
}
