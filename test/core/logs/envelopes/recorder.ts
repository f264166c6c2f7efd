/** A target that writes down what an envelope passes on. */
import type { EnvelopeTarget } from '../../../../src/core/logs/envelopes/envelope.ts';
import type { EventContext } from '../../../../src/core/logs/event-sink.ts';

/** One thing passed on. Text pieces are joined, since their cuts mean nothing. */
export interface Passed {
  readonly what: 'event' | 'parsed' | 'unreadable' | 'text';
  readonly context: EventContext | null;
  readonly timeMs: number;
  readonly text: string;
  readonly line: number;
}

/** The target and what it was given, in order. */
export function createRecorder(): EnvelopeTarget & { readonly passed: Passed[] } {
  const contexts: EventContext[] = [];
  const passed: Passed[] = [];
  let open: { context: number; bytes: number[] } | null = null;
  const closeText = (): void => {
    if (open === null) return;
    const text = new TextDecoder().decode(Uint8Array.from(open.bytes));
    passed.push({ what: 'text', context: contexts[open.context] ?? null, timeMs: Number.NaN, text, line: 0 });
    open = null;
  };
  const add = (one: Passed): void => {
    closeText();
    passed.push(one);
  };
  return {
    passed,
    context(context) {
      const same = contexts.findIndex((one) => JSON.stringify(one) === JSON.stringify(context));
      return same >= 0 ? same : contexts.push(context) - 1;
    },
    event(context, timeMs, bytes, start, end, line) {
      const text = new TextDecoder().decode(bytes.subarray(start, end));
      add({ what: 'event', context: contexts[context] ?? null, timeMs, text, line });
    },
    parsed(context, timeMs, platformLine, line) {
      add({ what: 'parsed', context: contexts[context] ?? null, timeMs, text: JSON.stringify(platformLine), line });
    },
    unreadable(line, reason, excerpt) {
      add({ what: 'unreadable', context: null, timeMs: Number.NaN, text: `${reason}: ${excerpt}`, line });
    },
    text(context, bytes, start, end) {
      open ??= { context, bytes: [] };
      open.bytes.push(...bytes.subarray(start, end));
    },
    endText: closeText,
  };
}
