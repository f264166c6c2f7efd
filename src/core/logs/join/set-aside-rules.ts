/** Which readable reports do not count, and why. */
import type { RecordSource } from '../../../model/invocation.ts';
import type { SetAsideReason } from '../../../model/usage.ts';
import type { AssemblerOptions } from '../assembler.ts';
import { ABSENT, FLAG, KIND, WORD } from '../scan/rows.ts';
import { hashText } from '../scan/text-hash.ts';
import { keyOf } from './held-reports.ts';

/** The rules but duplicates, which are looked for among those that would count. */
export class SetAsideRules {
  readonly #options: AssemblerOptions;
  readonly #own: ReadonlySet<number>;
  /** Sizes at which an emulator's lines were met in this file. */
  readonly #emulated = new Set<number>();

  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.#own = new Set([...options.ownRequestIds].map((id) => keyOf(...hashText(id))));
  }

  beginFile(): void {
    this.#emulated.clear();
  }

  /** No ordinary report of such a source is set aside by itself. */
  isOpen(from: RecordSource): boolean {
    const { sinceMs, untilMs, includeLocal } = this.#options;
    if (sinceMs !== null || untilMs !== null || this.#own.size > 0 || this.#emulated.size > 0) return false;
    return from !== 'emulator' && (from !== 'local' || includeLocal);
  }

  /** Null: it counts. `from`: the context's source; `asked`: its function is asked for, or is a copy that memfit made for itself. */
  reason(rows: Int32Array, at: number, from: RecordSource, asked: boolean | 'own-copy'): SetAsideReason | null {
    const head = rows[at]!;
    if ((head & 255) === KIND.otherCloud) return 'other-cloud';
    if (this.#isEmulated(rows, at, head)) return 'emulator';
    if (from === 'emulator') return 'emulator';
    if (from === 'local' && !this.#options.includeLocal) return 'local';
    if ((head & FLAG.managed) !== 0) return 'managed-instance';
    if (rows[at + WORD.sizeMB] === ABSENT || rows[at + WORD.usedMB] === ABSENT) return 'no-memory-fields';
    if (this.#own.size > 0 && this.#own.has(keyOf(rows[at + WORD.idLow]!, rows[at + WORD.idHigh]!)))
      return 'own-traffic';
    if (asked === 'own-copy') return 'own-traffic';
    if (!asked) return 'not-selected';
    return this.#isOutside(rows, at) ? 'out-of-window' : null;
  }

  /** A line of the emulator, or one that uses its whole size beside the emulator's lines of that size: it prints the init once only. */
  #isEmulated(rows: Int32Array, at: number, head: number): boolean {
    const sizeMB = rows[at + WORD.sizeMB]!;
    if ((head & FLAG.emulator) !== 0) this.#emulated.add(sizeMB);
    else if ((head & FLAG.real) !== 0 || rows[at + WORD.usedMB] !== sizeMB) return false;
    return this.#emulated.has(sizeMB);
  }

  #isOutside(rows: Int32Array, at: number): boolean {
    const { sinceMs, untilMs } = this.#options;
    const seconds = rows[at + WORD.seconds]!;
    if ((sinceMs === null && untilMs === null) || seconds === 0) return false;
    const timeMs = seconds * 1000 + rows[at + WORD.millis]!;
    return (sinceMs !== null && timeMs < sinceMs) || (untilMs !== null && timeMs >= untilMs);
  }
}
