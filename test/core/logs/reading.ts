/** Reads log text in a test: all invocations as plain records, the counts, and the finished usage. */

import type { AssemblerOptions, AssemblyCounts } from '../../../src/core/logs/assembler.ts';
import { createAssembler } from '../../../src/core/logs/create-assembler.ts';
import type { EventContext } from '../../../src/core/logs/event-sink.ts';
import type { FunctionFact, Invocation, InvocationSink } from '../../../src/core/logs/invocation-sink.ts';
import { createMarkerScanner } from '../../../src/core/logs/scan/marker-scanner.ts';
import type { Collected, UsageCollector } from '../../../src/core/usage/accumulate/collected.ts';
import { createUsageCollector } from '../../../src/core/usage/accumulate/collector.ts';
import { OUTCOMES } from '../../../src/model/invocation.ts';
import type { FunctionRef } from '../../../src/model/usage.ts';

export const OPTIONS: AssemblerOptions = {
  sinceMs: null,
  untilMs: null,
  functionName: null,
  select: null,
  logGroups: {},
  ownRequestIds: new Set(),
  includeLocal: false,
  joinTimeless: false,
  detailed: false,
  expectedBytes: null,
};

export const UNKNOWN: EventContext = { logGroup: null, logStream: null, functionName: null, source: 'unknown' };

export type Seen = Omit<Invocation, 'outcome'> & { outcome: string; name: string; aside: string | null };

export interface Reading {
  readonly seen: readonly Seen[];
  readonly facts: readonly (FunctionFact & { name: string })[];
  readonly counts: AssemblyCounts;
  readonly collected: Collected;
  readonly collector: UsageCollector;
}

export interface TextInput {
  readonly file?: string;
  readonly context?: EventContext;
  readonly text: string | Uint8Array;
}

const ENCODER = new TextEncoder();

/** Reads texts as files one after the other, cut into chunks of the sizes that `cut` gives. */
export function readTexts(
  inputs: readonly TextInput[],
  options: Partial<AssemblerOptions> = {},
  kind: 'wasm' | 'plain' = 'wasm',
  cut: (left: number) => number = (left) => left,
): Reading {
  const collector = createUsageCollector();
  const sink = new RecordingSink(collector);
  const assembler = createAssembler({ ...OPTIONS, ...options }, sink, createMarkerScanner(64 * 1024, kind), kind);
  for (const input of inputs) {
    const bytes = typeof input.text === 'string' ? ENCODER.encode(input.text) : input.text;
    assembler.beginFile(input.file ?? 'a.log', input.file ?? 'a.log');
    const context = assembler.context(input.context ?? UNKNOWN);
    for (let at = 0; at < bytes.length; ) {
      const next = Math.min(bytes.length, at + Math.max(1, cut(bytes.length - at)));
      assembler.text(context, bytes, at, next);
      at = next;
    }
    assembler.endText();
  }
  assembler.end();
  return { seen: sink.seen, facts: sink.facts, counts: assembler.counts(), collected: collector.finish(), collector };
}

/** Reads one text. */
export function readText(text: string | Uint8Array, options: Partial<AssemblerOptions> = {}): Reading {
  return readTexts([{ text }], options);
}

class RecordingSink implements InvocationSink {
  readonly seen: Seen[] = [];
  readonly facts: (FunctionFact & { name: string })[] = [];
  readonly #names: string[] = [];
  readonly #next: InvocationSink;

  constructor(next: InvocationSink) {
    this.#next = next;
  }

  functionMet(functionId: number, ref: FunctionRef): void {
    this.#names[functionId] = ref.name;
    this.#next.functionMet(functionId, ref);
  }

  invocation(one: Invocation): void {
    this.#keep(one, null);
    this.#next.invocation(one);
  }

  setAside(one: Invocation, reason: Parameters<InvocationSink['setAside']>[1]): void {
    this.#keep(one, reason);
    this.#next.setAside(one, reason);
  }

  fact(functionId: number, fact: FunctionFact): void {
    this.facts.push({ ...fact, name: this.#names[functionId] ?? '' });
    this.#next.fact(functionId, fact);
  }

  #keep(one: Invocation, aside: string | null): void {
    const outcome = OUTCOMES[one.outcome] ?? '?';
    this.seen.push({ ...one, outcome, name: this.#names[one.functionId] ?? '?', aside });
  }
}
