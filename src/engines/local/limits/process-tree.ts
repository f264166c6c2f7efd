/** Which processes belong to one, by /proc, where no control group says so. */
import type { LimitFiles } from './host.ts';

/** A process and its descendants, parents first. Empty when it is gone. */
export function treeOf(files: LimitFiles, root: number): number[] {
  const found: number[] = [];
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    const threads = files.list(`/proc/${pid}/task`);
    if (threads.length === 0 || found.includes(pid)) continue;
    found.push(pid);
    for (const thread of threads) {
      const children = files.read(`/proc/${pid}/task/${thread}/children`) ?? '';
      for (const child of children.split(' ')) if (/^\d+$/.test(child)) open.push(Number(child));
    }
  }
  return found;
}

/** Processes that carry `marker` in their environment: also those that left the tree. Own user's only, which is all that can be read or killed. */
export function markedProcesses(files: LimitFiles, marker: string): number[] {
  return files
    .list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => (files.read(`/proc/${pid}/environ`) ?? '').includes(marker));
}

/** True when a process has ended and only waits to be reaped, or is not there. */
export function isDead(files: LimitFiles, pid: number): boolean {
  const state = /\) ([A-Za-z])/.exec(files.read(`/proc/${pid}/stat`) ?? '')?.[1];
  return state === undefined || state === 'Z' || state === 'X';
}

/** When a process started, in clock ticks since boot: tells it from a later one with the same number. Null: not there. */
export function startTicks(files: LimitFiles, pid: number): string | null {
  const stat = files.read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Adds up CPU time over threads that come and go: the last value of each is kept, so that ended threads still count. */
export class TreeCpu {
  readonly #files: LimitFiles;
  readonly #last = new Map<string, number>();
  #totalNs = 0;

  constructor(files: LimitFiles) {
    this.#files = files;
  }

  /** Milliseconds so far, brought up to date for these processes. */
  update(pids: readonly number[]): number {
    for (const pid of pids) {
      for (const thread of this.#files.list(`/proc/${pid}/task`)) {
        const now = Number((this.#files.read(`/proc/${pid}/task/${thread}/schedstat`) ?? '').split(' ')[0]);
        const key = `${pid}/${thread}`;
        const before = this.#last.get(key) ?? 0;
        if (!(now > before)) continue;
        this.#totalNs += now - before;
        this.#last.set(key, now);
      }
    }
    return this.#totalNs / 1e6;
  }
}

/** Memory that only these processes hold: anonymous and shared pages, bytes. */
export function heldBytes(files: LimitFiles, pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const status = files.read(`/proc/${pid}/status`) ?? '';
    return sum + 1_024 * (statusKB(status, 'RssAnon') + statusKB(status, 'RssShmem'));
  }, 0);
}

/** A figure of /proc/<pid>/status in kB; 0 when absent. */
export function statusKB(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
}
