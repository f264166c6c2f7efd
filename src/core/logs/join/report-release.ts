/** Held reports to the sink: ordinary ones at once where it can take them so, the others as invocations, one by one. */
import type { InvocationSink } from '../invocation-sink.ts';
import type { Origin } from './context-table.ts';
import { HELD_WORD, type HeldReports, MARK } from './held-reports.ts';
import type { HeldVerdicts } from './held-verdicts.ts';
import { applyVerdict, emptyInvocation, fillInvocation, isSuppressed, putPlace, sourceOf } from './invocation-slot.ts';
import { OUTCOME, type Verdict } from './verdict.ts';

/** Reports released in one run. */
const RUN = 64;

/** Hands over in the order of reading. */
export class ReportRelease {
  readonly #held: HeldReports;
  readonly #verdicts: HeldVerdicts;
  readonly #origins: readonly Origin[];
  readonly #sink: InvocationSink;
  readonly #account: { used: number };
  readonly #slot = emptyInvocation();

  constructor(
    held: HeldReports,
    verdicts: HeldVerdicts,
    origins: readonly Origin[],
    sink: InvocationSink,
    account: { used: number },
  ) {
    this.#held = held;
    this.#verdicts = verdicts;
    this.#origins = origins;
    this.#sink = sink;
    this.#account = account;
  }

  /** Releases so many of the oldest with their verdicts. */
  release(count: number): void {
    this.#verdicts.prepare();
    this.#releaseOldest(count);
    this.#verdicts.forget();
  }

  /** Ordinary ones at once where the sink can take them so, the others one by one; the step between two attempts grows while they fail. */
  #releaseOldest(count: number): void {
    let step = 1;
    for (let left = count; left > 0; ) {
      const taken = this.#releaseOrdinary(left);
      left -= taken;
      step = taken > step ? 1 : Math.min(RUN, step * 2);
      const single = Math.min(step, left);
      this.#releaseRun(single);
      left -= single;
    }
  }

  #releaseOrdinary(most: number): number {
    const held = this.#held;
    const first = held.at(held.oldest);
    const count = Math.min(most, held.untilTurn(held.oldest));
    const { context } = this.#origins[held.rows[first + HELD_WORD.origin]!]!;
    const isReal = context.source !== 'unknown' || context.logGroup !== null;
    const taken = this.#sink.ordinary?.(held.rows, first, count, isReal) ?? 0;
    held.oldest += taken;
    this.#account.used += taken;
    return taken;
  }

  /** Short runs: V8 compiles a long loop while it runs, and then a rare branch inside throws that away again and again. */
  #releaseRun(count: number): void {
    const held = this.#held;
    for (let left = count; left > 0; left--) {
      const order = held.oldest;
      this.#hand(order, this.#verdicts.take(order));
      held.drop();
    }
  }

  #hand(order: number, verdict: Verdict): void {
    const held = this.#held;
    const at = held.at(order);
    const slot = this.#slot;
    const functionId = held.rows[at + HELD_WORD.functionId]!;
    const { context } = this.#origins[held.rows[at + HELD_WORD.origin]!]!;
    fillInvocation(slot, held.rows, at, functionId, sourceOf(context, held.rows[at]!));
    applyVerdict(slot, verdict);
    slot.suppressedInit = isSuppressed(slot, held.marked(order, MARK.suppressed) && held.suppressed.has(order));
    const place = held.places.size === 0 ? undefined : held.places.get(order);
    if (place !== undefined) putPlace(slot, held.readings.get(order)?.line ?? null, place);
    if (verdict.outcome === OUTCOME['init-failure'] && !verdict.initReported) {
      this.#sink.fact(functionId, { kind: 'init-failure', errorType: verdict.errorType ?? 'unknown' });
    }
    this.#account.used++;
    this.#sink.invocation(slot);
  }
}
