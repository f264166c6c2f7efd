/** Under whose rights a handler runs: containment of accidents, not of attackers. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { programPath } from '../limits/this-host.ts';

/** The account without rights that every Linux has (`nobody`): programs look their own user up, so it must have a name. */
const NOBODY = 65_534;

/** What stands before the runtime's command, and the user it then is (null: the caller's). */
export interface UserPlan {
  readonly prefix: readonly string[];
  readonly uid: number | null;
  readonly remark: string | null;
}

/** Lowers root to `nobody` without capabilities when everything in `mustRead` can be read by others; always: no new privileges, dies with the engine. */
export function userPlan(mustRead: readonly string[]): UserPlan {
  const setpriv = programPath('setpriv');
  const root = process.getuid?.() === 0;
  if (setpriv === null) {
    const remark = root ? 'setpriv is not installed: handlers run as root' : null;
    return { prefix: [], uid: null, remark };
  }
  const always = [setpriv, '--no-new-privs', '--pdeathsig', 'KILL'];
  if (!root) return { prefix: [...always, '--'], uid: null, remark: null };
  const hidden = mustRead.find((path) => !readableByOthers(path));
  const bare = ['--inh-caps', '-all', '--bounding-set', '-all'];
  if (hidden !== undefined) {
    const remark = `handlers run as root without capabilities, because ${hidden} is closed to other users`;
    return { prefix: [...always, ...bare, '--'], uid: null, remark };
  }
  const lowered = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups'];
  return { prefix: [...always, ...lowered, ...bare, '--'], uid: NOBODY, remark: null };
}

/** True when any user may read the file or folder and pass every folder above it. */
export function readableByOthers(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    const own = statSync(path);
    if ((own.mode & (own.isDirectory() ? 0o005 : 0o004)) !== (own.isDirectory() ? 0o005 : 0o004)) return false;
    for (let at = dirname(resolve(path)); ; at = dirname(at)) {
      if ((statSync(at).mode & 0o001) === 0) return false;
      if (at === dirname(at)) return true;
    }
  } catch {
    return false;
  }
}
