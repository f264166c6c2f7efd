/** What the reports of an input carry: times, streams, a function's name. */
import type { InputKnowledge } from '../assembler.ts';
import { KIND, ROW_WORDS, WORD } from '../scan/rows.ts';
import type { ContextTable } from './context-table.ts';

/** Learns from `count` rows of one context, the first at word `first`: from each report that tells something new. */
export function learnAll(
  knowledge: InputKnowledge,
  contexts: ContextTable,
  context: number,
  rows: Int32Array,
  first: number,
  count: number,
): void {
  const stop = first + count * ROW_WORDS;
  for (let at = surprise(knowledge, rows, first, stop); at >= 0; at = surprise(knowledge, rows, at + ROW_WORDS, stop))
    learn(knowledge, contexts, context, rows, at);
}

/** Learns from one report. */
export function learn(
  knowledge: InputKnowledge,
  contexts: ContextTable,
  context: number,
  rows: Int32Array,
  at: number,
): void {
  if (rows[at + WORD.seconds] !== 0) knowledge.timed = true;
  else knowledge.timeless = true;
  if (rows[at + WORD.streamLow] !== 0 || contexts.streamLow(context) !== 0) knowledge.streamed = true;
  if (contexts.origins[contexts.originOf(context)]!.ref !== null) knowledge.named = true;
}

/** The first report in words [from, stop) that has a time, or none, or a stream, as no report before; -1: none. */
function surprise({ timed, timeless, streamed }: InputKnowledge, rows: Int32Array, from: number, stop: number): number {
  for (let at = from; at < stop; at += ROW_WORDS) {
    if ((rows[at]! & 255) !== KIND.report) continue;
    if (!(rows[at + WORD.seconds] === 0 ? timeless : timed)) return at;
    if (!streamed && rows[at + WORD.streamLow] !== 0) return at;
  }
  return -1;
}
