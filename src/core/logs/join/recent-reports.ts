/** Which reports were met before, as long as they come in order of time: then each must be looked for among those of the last seconds only, which stay in the processor's caches. */
import type { AdmissionExports, JoinMemory } from './join-memory.ts';

/** Reports kept at most, 8 bytes each. */
export const MOST_KEPT = 1 << 20;
/** Words of both indexes, the same number as in admission.as. */
const INDEXES = 2 * 16_384;

/** Fingerprints in order of arrival, and indexes of the last seconds' ones. */
export class RecentReports {
  readonly #admission: AdmissionExports;
  readonly #memory: JoinMemory;
  /** First word. */
  readonly #entries: number;

  constructor(memory: JoinMemory, admission: AdmissionExports) {
    this.#memory = memory;
    this.#admission = admission;
    this.#entries = memory.allocate(2 * MOST_KEPT);
    admission.recent(this.#entries * 4, MOST_KEPT, memory.allocate(INDEXES) * 4);
  }

  /** Whether the report was there already; else it is put there. Null: it comes out of order, has no time (0), or they are too many. */
  met(low: number, tag: number, seconds: number): boolean | null {
    const answer = this.#admission.meetRecent(low, tag, seconds);
    return answer === 2 ? null : answer === 1;
  }

  /** Admits staged rows [from, count) while they are ordinary, new and in order; gives how many. */
  admit(from: number, count: number, next: number, room: number, functionId: number, origin: number): number {
    return this.#admission.admitRecent(from, count, next, room, functionId, origin);
  }

  get count(): number {
    return this.#admission.entries.value >>> 0;
  }

  /** Hands out all fingerprints met. The memory may move meanwhile. */
  each(take: (low: number, tag: number) => void): void {
    const stop = this.#entries + 2 * this.count;
    for (let at = this.#entries; at < stop; at += 2) take(this.#memory.words[at]!, this.#memory.words[at + 1]!);
  }
}
