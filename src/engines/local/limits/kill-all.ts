/** Ending everything in a control group, and removing its folder. */
import { OutsideError } from '../../../model/errors.ts';
import type { LimitHost } from './host.ts';

/** Between looks; killed processes are reaped within a few ms. */
const PAUSE_MS = 2;
const PATIENCE_MS = 5_000;

/** Kills again and again until none is left (a fork bomb grows between listing and killing). Throws OutsideError `cannot-kill` after five seconds. */
export async function killUntilGone(
  host: LimitHost,
  pids: () => readonly number[],
  before?: () => void,
): Promise<void> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    before?.();
    const left = pids();
    if (left.length === 0) return;
    if (waited > PATIENCE_MS) {
      throw new OutsideError('cannot-kill', { what: `processes ${left.slice(0, 5).join(', ')} do not end` });
    }
    for (const pid of left) host.signal(pid, 'SIGKILL');
    await host.sleep(PAUSE_MS);
  }
}

/** Removes control group folders; busy until the last task is reaped. Throws OutsideError `cannot-remove` after five seconds. */
export async function removeGroups(host: LimitHost, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (let waited = 0; host.files.exists(folder); waited += PAUSE_MS) {
      try {
        host.files.rmdir(folder);
      } catch (cause) {
        if (!host.files.exists(folder)) break;
        if (waited > PATIENCE_MS) throw new OutsideError('cannot-remove', { what: `cannot remove ${folder}` }, cause);
        await host.sleep(PAUSE_MS);
      }
    }
  }
}

/** The process ids in a `cgroup.procs` file. */
export function pidsIn(text: string | null): number[] {
  return (text ?? '').split('\n').flatMap((line) => (/^\d+$/.test(line) && line !== '0' ? [Number(line)] : []));
}

/** The number after a key in a flat-keyed file (`key value` lines); 0 when absent. */
export function keyed(text: string | null, key: string): number {
  return Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(text ?? '')?.[1] ?? 0);
}
