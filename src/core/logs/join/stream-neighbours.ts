/** What follows what within one environment: the report a message without request id belongs to, and the report whose Duration holds an INIT run again after a failure. */
import type { FailureMessage, FailureMessages } from './failure-messages.ts';
import { type HeldReports, MARK } from './held-reports.ts';

/** Streams with failures that are remembered at most; the oldest are forgotten first. */
const MOST_STREAMS = 65_536;

interface Failure {
  readonly moment: number;
  readonly order: number;
  /** The first report after it, as far as seen. */
  successorMoment: number;
  successorOrder: number;
}

/** Finds neighbours by time (by order where time is unknown), so that the order within the input does not matter as long as it is off by less than the window. */
export class StreamNeighbours {
  readonly #failures = new Map<number, Failure[]>();
  readonly #held: HeldReports;

  constructor(held: HeldReports) {
    this.#held = held;
  }

  /** A report of this stream ended so that the environment was reset. */
  failed(stream: number, order: number): void {
    if (stream === 0) return;
    const failure: Failure = { moment: this.#held.moment(order), order, successorMoment: Infinity, successorOrder: -1 };
    const there = this.#failures.get(stream);
    if (there?.some((one) => one.order === order)) return;
    if (there === undefined) this.#failures.set(stream, [failure]);
    else there.push(failure);
    if (this.#failures.size > MOST_STREAMS) this.#failures.delete(this.#failures.keys().next().value ?? 0);
  }

  /** Joins messages to the next report of their stream. */
  joinMessages(messages: FailureMessages): void {
    if (messages.byStream.size === 0) return;
    const best = new Map<FailureMessage, { moment: number; order: number }>();
    this.#each(messages.byStream, (stream, order, moment) => {
      for (const message of messages.byStream.get(stream) ?? []) {
        if (message.joined || !isBefore(message, moment, order)) continue;
        const known = best.get(message);
        if (known === undefined || moment < known.moment) best.set(message, { moment, order });
      }
    });
    for (const [message, { order }] of best) {
      message.joined = true;
      this.#held.mark(order, MARK.joined);
      const there = this.#held.joins.get(order);
      if (there === undefined) this.#held.joins.set(order, [message]);
      else there.push(message);
    }
  }

  /** Marks the reports that follow a failure in their environment. */
  markSuccessors(): void {
    if (this.#failures.size === 0) return;
    this.#each(this.#failures, (stream, order, moment) => {
      for (const failure of this.#failures.get(stream) ?? []) {
        const after = moment > failure.moment || (moment === failure.moment && order > failure.order);
        const sooner =
          moment < failure.successorMoment || (moment === failure.successorMoment && order < failure.successorOrder);
        if (!after || !sooner) continue;
        if (failure.successorOrder >= 0) this.#held.suppressed.delete(failure.successorOrder);
        failure.successorMoment = moment;
        failure.successorOrder = order;
      }
    });
    for (const failures of this.#failures.values()) {
      for (const { successorOrder } of failures) {
        if (successorOrder >= this.#held.oldest) {
          this.#held.suppressed.add(successorOrder);
          this.#held.mark(successorOrder, MARK.suppressed);
        }
      }
    }
  }

  /** Forgets failures whose successor was released. */
  forget(): void {
    for (const [stream, failures] of this.#failures) {
      const kept = failures.filter((one) => one.successorOrder < 0 || one.successorOrder >= this.#held.oldest);
      if (kept.length === 0) this.#failures.delete(stream);
      else if (kept.length < failures.length) this.#failures.set(stream, kept);
    }
  }

  #each(streams: ReadonlyMap<number, unknown>, visit: (stream: number, order: number, moment: number) => void): void {
    const held = this.#held;
    held.filter(streams.keys());
    for (let order = held.seek(held.oldest); order < held.next; order = held.seek(order + 1)) {
      const stream = held.streamKey(order);
      if (streams.has(stream)) visit(stream, order, held.moment(order));
    }
  }
}

function isBefore(message: FailureMessage, moment: number, order: number): boolean {
  const timed = !Number.isNaN(message.timeMs) && moment > 1e9;
  return timed ? moment >= message.timeMs : order >= message.order;
}
