/** What became of every report: counted here, so that nothing is dropped in silence. */
import type { SetAsideReason, Unreadable } from '../../../model/usage.ts';
import type { AssemblyCounts, InputKnowledge } from '../assembler.ts';
import { SHOWN_UNREADABLE } from '../scan/rows.ts';

/** Counts of one reading. */
export class JoinAccount {
  lines = 0;
  reports = 0;
  used = 0;
  timed = false;
  /** Of the current input. */
  knowledge: InputKnowledge = { timed: false, timeless: false, streamed: false, named: false };
  #unreadableCount = 0;
  readonly #unreadable: Unreadable[] = [];
  readonly #aside: Partial<Record<SetAsideReason, number>> = {};
  readonly #seen: { readonly full: boolean };
  readonly #messages: { readonly unjoined: number };

  constructor(seen: { readonly full: boolean }, messages: { readonly unjoined: number }) {
    this.#seen = seen;
    this.#messages = messages;
  }

  beginFile(): void {
    this.knowledge = { timed: false, timeless: false, streamed: false, named: false };
  }

  setAside(reason: SetAsideReason): void {
    this.#aside[reason] = (this.#aside[reason] ?? 0) + 1;
  }

  unreadable(place: Unreadable): void {
    this.#unreadableCount++;
    if (this.#unreadable.length < SHOWN_UNREADABLE) this.#unreadable.push(place);
  }

  counts(): AssemblyCounts {
    return {
      lines: this.lines,
      reports: this.reports,
      used: this.used,
      setAside: { ...this.#aside },
      unreadableCount: this.#unreadableCount,
      unreadable: [...this.#unreadable],
      unjoined: this.#messages.unjoined,
      timed: this.timed,
      duplicatesUnchecked: this.#seen.full,
    };
  }
}
