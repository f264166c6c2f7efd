/** The folder of one run: everything that it writes lies in it. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OutsideError } from '../../../model/errors.ts';

/** Makes it in `temporary`, open to other users only by names they know. Throws OutsideError `no-temporary-folder`. */
export function makeRunFolder(temporary: string, run: string): string {
  const folder = join(temporary, run);
  try {
    mkdirSync(folder);
    chmodSync(folder, 0o711);
  } catch (cause) {
    const why = (cause as Error).message;
    const next = 'set TMPDIR to a folder that is there and can be written to';
    throw new OutsideError('no-temporary-folder', { what: `cannot make a folder in ${temporary}`, why, next }, cause);
  }
  return folder;
}
