/** Lines that tell how an invocation ended, waiting for the REPORT of the same request. */

/** One message. Keys are 53-bit hashes, 0: unknown. `order` is the number of reports met before it; `timeMs` NaN: unknown. */
export interface FailureMessage {
  readonly kind: 'timeout' | 'out-of-memory' | 'crash' | 'fault' | 'init' | 'init-report';
  readonly id: number;
  readonly stream: number;
  readonly timeMs: number;
  readonly order: number;
  readonly timeoutSeconds: number | null;
  readonly errorType: string | null;
  readonly status: string | null;
  joined: boolean;
}

/** Where a report stands: its stream (0: unknown), its time (NaN: unknown), how many reports came before it. */
export interface ReportPlace {
  readonly stream: number;
  readonly durationMs: number;
  readonly timeMs: number;
  readonly order: number;
}

/** Messages by request id and by stream, forgotten when no report that is held or still comes near can match. */
export class FailureMessages {
  /** Messages that went by without their report. */
  unjoined = 0;
  readonly #byId = new Map<number, FailureMessage[]>();
  readonly #byStream = new Map<number, FailureMessage[]>();
  readonly #reach: number;

  /** `reach`: how many reports may lie between a message and its report. */
  constructor(reach: number) {
    this.#reach = reach;
  }

  get hasIds(): boolean {
    return this.#byId.size > 0;
  }

  /** Messages that only the stream can join. */
  get byStream(): ReadonlyMap<number, readonly FailureMessage[]> {
    return this.#byStream;
  }

  add(message: FailureMessage): void {
    if (message.id === 0 && message.stream === 0) {
      if (message.kind !== 'init-report') this.unjoined++;
      return;
    }
    const map = message.id !== 0 ? this.#byId : this.#byStream;
    const key = message.id !== 0 ? message.id : message.stream;
    const there = map.get(key);
    if (there === undefined) map.set(key, [message]);
    else if (!there.some((one) => isSame(one, message))) there.push(message);
  }

  /** Messages of this request that belong to the report; what another attempt of the request left stays for that one. */
  forReport(id: number, report: ReportPlace): readonly FailureMessage[] {
    const there = this.#byId.get(id);
    if (there === undefined) return [];
    const fitting = ofThisAttempt(
      there.filter((one) => !one.joined && fits(one, report)),
      report,
    );
    for (const one of fitting) one.joined = true;
    return fitting;
  }

  /** Forgets what is out of reach at this number of reports; everything with Infinity. */
  expire(order: number): void {
    for (const map of [this.#byId, this.#byStream]) {
      for (const [key, messages] of map) {
        const kept = messages.filter((one) => one.order + this.#reach >= order);
        for (const one of messages)
          if (!kept.includes(one) && !one.joined && one.kind !== 'init-report') this.unjoined++;
        if (kept.length === 0) map.delete(key);
        else if (kept.length < messages.length) map.set(key, kept);
      }
    }
  }
}

function isSame(one: FailureMessage, other: FailureMessage): boolean {
  if (one.kind !== other.kind || one.timeoutSeconds !== other.timeoutSeconds) return false;
  return Number.isNaN(one.timeMs) ? false : Math.floor(one.timeMs / 1000) === Math.floor(other.timeMs / 1000);
}

/** Clocks of the runtime and of the platform differ by less. */
const CLOCK_MS = 2_000;

/** Several attempts share a request id. A message alone is the report's. With time: those during the report; without: those before it, else the next behind it. One timeout at most. */
function ofThisAttempt(
  fitting: readonly FailureMessage[],
  { timeMs, durationMs, order }: ReportPlace,
): readonly FailureMessage[] {
  if (fitting.length < 2) return fitting;
  const during = fitting.filter(
    (one) => !(one.timeMs < timeMs - durationMs - CLOCK_MS || one.timeMs > timeMs + CLOCK_MS),
  );
  const untimed = during.filter((one) => Number.isNaN(one.timeMs + timeMs));
  const before = untimed.filter((one) => one.order <= order);
  const next = Math.min(...untimed.map((one) => one.order));
  const passed = before.length > 0 ? before : untimed.filter((one) => one.order === next);
  const chosen = during.filter((one) => passed.includes(one) || !untimed.includes(one));
  const timeout = chosen.find((one) => one.kind === 'timeout');
  return chosen.filter((one) => one.kind !== 'timeout' || one === timeout);
}

function fits(message: FailureMessage, { stream, durationMs }: ReportPlace): boolean {
  if (message.stream !== 0 && stream !== 0 && message.stream !== stream) return false;
  return (
    message.kind !== 'timeout' || message.timeoutSeconds === null || durationMs >= message.timeoutSeconds * 1000 - 10
  );
}
