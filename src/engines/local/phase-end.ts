/** Waiting for the end of a phase: the runtime asks for an event, its process ends, or it takes too long. */
import type { Failure } from './outcomes.ts';

/** How a phase ended. */
export type Ending = { readonly kind: 'asked'; readonly atNs: bigint } | { readonly kind: 'late' } | Failure;

/** One wait at a time; what happens while nobody waits is refused. */
export class PhaseEnd {
  #settle: ((ending: Ending) => void) | null = null;

  /** True while somebody waits. */
  get isOpen(): boolean {
    return this.#settle !== null;
  }

  /** The first ending within `limitMs`; `look` is called every `everyMs` meanwhile. */
  wait(limitMs: number, look: () => void, everyMs: number): Promise<Ending> {
    return new Promise((resolve) => {
      const looking = setInterval(look, everyMs);
      const timer = setTimeout(() => this.tell({ kind: 'late' }), limitMs);
      this.#settle = (ending) => {
        this.#settle = null;
        clearInterval(looking);
        clearTimeout(timer);
        resolve(ending);
      };
    });
  }

  /** Ends the wait. False: nobody waits. */
  tell(ending: Ending): boolean {
    if (!this.#settle) return false;
    this.#settle(ending);
    return true;
  }
}
