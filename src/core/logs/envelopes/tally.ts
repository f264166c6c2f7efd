/** What one envelope reader counts while it reads; the account is made of it. */
import type { EnvelopeAccount } from './envelope.ts';
import { readTime } from './event-time.ts';

/** Counts by shape; the shape with the most events names the input. */
export class Tally {
  readonly #shapes = new Map<string, number>();
  #lastShape = '';
  #lastCount = 0;
  controlMessages = 0;
  otherValues = 0;
  #zoneless = false;
  #declined: string | null = null;

  /** One event in this shape. */
  event(shape: string): void {
    if (shape !== this.#lastShape) this.#settle(shape);
    this.#lastCount++;
  }

  /** Adds up what was counted of one shape in a row. */
  #settle(next: string): void {
    if (this.#lastCount > 0)
      this.#shapes.set(this.#lastShape, (this.#shapes.get(this.#lastShape) ?? 0) + this.#lastCount);
    this.#lastShape = next;
    this.#lastCount = 0;
  }

  /** The input has this shape, whether or not it holds events. */
  seen(shape: string): void {
    if (!this.#shapes.has(shape)) this.#shapes.set(shape, 0);
  }

  /** Why nothing can be read from a part of the input; the first reason is kept. */
  decline(reason: string): void {
    this.#declined ??= reason;
  }

  /** A saved answer of GetQueryResults: only a query that is complete gave all its rows. */
  queryStatus(status: unknown): void {
    if (typeof status !== 'string' || !/^(?:Scheduled|Running|Failed|Cancelled|Timeout)$/.test(status)) return;
    this.decline(
      `the Logs Insights query was not complete (status ${status}), so rows are missing; fetch its results again`,
    );
  }

  /** Reads a time in text and notes when it has no zone. */
  time(text: string): number {
    const { ms, zoned } = readTime(text);
    if (!zoned) this.#zoneless = true;
    return ms;
  }

  /** A line of text whose time may have no zone. */
  noteZoneless(): void {
    this.#zoneless = true;
  }

  account(fallback: string): EnvelopeAccount {
    this.#settle('');
    const shapes = [...this.#shapes].sort((a, b) => b[1] - a[1]);
    return {
      shape: shapes[0]?.[0] ?? fallback,
      events: shapes.reduce((sum, [, count]) => sum + count, 0),
      controlMessages: this.controlMessages,
      otherValues: this.otherValues,
      declined: this.#declined,
      note: null,
      zoneless: this.#zoneless,
    };
  }
}
