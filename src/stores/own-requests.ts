/** The request ids of calls that memfit itself made on AWS, so that no analysis takes them for traffic. */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One id a line, below the folder that memfit runs in; whatever invokes a function on AWS appends to it before the call. */
export const OWN_REQUESTS_FILE = join('.memfit', 'own-requests.txt');

/** The ids recorded below a folder; empty where nothing was recorded. Other faults than a missing file are thrown. */
export async function ownRequestIds(folder: string): Promise<ReadonlySet<string>> {
  const file = join(folder, OWN_REQUESTS_FILE);
  // Without asking first, every start would pay for an error and its stack.
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return new Set();
  try {
    const text = await readFile(file, 'utf8');
    return new Set(text.split(/\r?\n/).filter((id) => id !== ''));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw error;
  }
}
