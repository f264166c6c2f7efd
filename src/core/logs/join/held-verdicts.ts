/** How each held report ended, over all lines of its request and its environment. */
import type { MarkerReading } from '../scan/read-marker.ts';
import { FLAG, WORD } from '../scan/rows.ts';
import type { FailureMessages } from './failure-messages.ts';
import { type HeldReports, keyOf, MARK } from './held-reports.ts';
import { StreamNeighbours } from './stream-neighbours.ts';
import { OUTCOME, SUCCESS, type Verdict, verdictOf } from './verdict.ts';

/** Verdicts of held reports other than success; the rest is marked in none. */
export class HeldVerdicts {
  readonly #held: HeldReports;
  readonly #messages: FailureMessages;
  readonly #neighbours: StreamNeighbours;
  readonly #kept = new Map<number, Verdict>();

  constructor(held: HeldReports, messages: FailureMessages) {
    this.#held = held;
    this.#messages = messages;
    this.#neighbours = new StreamNeighbours(held);
  }

  /** Joins and judges all that is held, before the oldest are released. */
  prepare(): void {
    this.#neighbours.joinMessages(this.#messages);
    this.#decide();
    this.#neighbours.markSuccessors();
  }

  /** The verdict of a report that is released now. */
  take(order: number): Verdict {
    if (!this.#held.marked(order, MARK.judged)) return SUCCESS;
    const verdict = this.#kept.get(order) ?? SUCCESS;
    this.#kept.delete(order);
    return verdict;
  }

  /** Forgets what no report that is still held needs. */
  forget(): void {
    this.#neighbours.forget();
    this.#messages.expire(this.#held.oldest);
  }

  /** Verdicts of the held reports that are no plain success, each decided once and kept with its reading. */
  #decide(): void {
    const held = this.#held;
    if (this.#messages.hasIds) for (let order = held.oldest; order < held.next; order++) this.#joinById(order);
    for (const [order, reading] of held.readings) {
      if (!this.#kept.has(order) && !held.joins.has(order)) this.#judge(order, reading);
    }
    for (const order of held.joins.keys()) this.#judge(order, held.readings.get(order));
  }

  #joinById(order: number): void {
    const { rows } = this.#held;
    const at = this.#held.at(order);
    if ((rows[at]! & FLAG.hasId) === 0) return;
    const id = keyOf(rows[at + WORD.idLow]!, rows[at + WORD.idHigh]!);
    const seconds = rows[at + WORD.seconds]!;
    const found = this.#messages.forReport(id, {
      stream: this.#held.streamKey(order),
      durationMs: rows[at + WORD.durationUs]! / 1000,
      timeMs: seconds === 0 ? Number.NaN : seconds * 1000 + rows[at + WORD.millis]!,
      order,
    });
    if (found.length === 0) return;
    this.#held.mark(order, MARK.joined);
    this.#held.joins.set(order, [...(this.#held.joins.get(order) ?? []), ...found]);
  }

  #judge(order: number, reading: MarkerReading | undefined): void {
    const held = this.#held;
    const memory = (held.rows[held.at(order)]! & FLAG.outOfMemory) !== 0;
    const verdict = verdictOf(reading?.line.status, reading?.line.errorType, memory, held.joins.get(order) ?? []);
    if (verdict.outcome === OUTCOME.success) return;
    this.#kept.set(order, verdict);
    held.mark(order, MARK.judged);
    if (verdict.outcome !== OUTCOME.error) this.#neighbours.failed(held.streamKey(order), order);
  }
}
