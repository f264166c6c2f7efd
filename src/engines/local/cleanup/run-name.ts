/** The name that everything of one engine is called after; it says who owns it, so that a later start can tell what was left behind. */
import { randomBytes } from 'node:crypto';
import type { LimitFiles } from '../limits/host.ts';
import { isDead, startTicks } from '../limits/process-tree.ts';

const NAME = /^memfit-(\d+)-(\d+)-[0-9a-f]{8}$/;
const PROBE = /^memfit-probe-(\d+)$/;

/** `memfit-<pid>-<start of the process>-<8 hex>`. */
export function newRunName(files: LimitFiles): string {
  return `memfit-${process.pid}-${startTicks(files, process.pid) ?? 0}-${randomBytes(4).toString('hex')}`;
}

/** True when the name is one of ours and its owner lives no more. */
export function isOrphan(files: LimitFiles, name: string): boolean {
  const [, pid, ticks] = NAME.exec(name) ?? PROBE.exec(name) ?? [];
  if (pid === undefined) return false;
  if (isDead(files, Number(pid))) return true;
  return ticks !== undefined && startTicks(files, Number(pid)) !== ticks;
}
