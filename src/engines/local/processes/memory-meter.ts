/** How much memory a process tree has held at most: the measure that comes closest to Lambda's Max Memory Used. */
import type { LimitFiles } from '../limits/host.ts';
import { statusKB } from '../limits/process-tree.ts';

/**
 * Peak over an environment's life. One process: its VmHWM, exact. Several: the sum of what each holds alone plus the largest file mapping, as seen
 * whenever looked at. (The peak of the control group is useless: it counts page cache by who touched it first; docs/local-engine.md.)
 */
export class MemoryMeter {
  readonly #files: LimitFiles;
  #peakKB = 0;

  constructor(files: LimitFiles) {
    this.#files = files;
  }

  /** Peak so far in MB. */
  get peakMB(): number {
    return this.#peakKB / 1_024;
  }

  /** Looks at the processes now; gives their file mappings in MB (program text and libraries). */
  look(pids: readonly number[]): number {
    let aloneKB = 0;
    let fileKB = 0;
    let highestKB = 0;
    for (const pid of pids) {
      const status = this.#files.read(`/proc/${pid}/status`);
      if (status === null) continue;
      aloneKB += statusKB(status, 'RssAnon') + statusKB(status, 'RssShmem');
      fileKB = Math.max(fileKB, statusKB(status, 'RssFile'));
      highestKB = Math.max(highestKB, statusKB(status, 'VmHWM'));
    }
    this.#peakKB = Math.max(this.#peakKB, highestKB, pids.length > 1 ? aloneKB + fileKB : 0);
    return fileKB / 1_024;
  }

  /** Begins anew (the processes are gone). */
  reset(): void {
    this.#peakKB = 0;
  }
}
