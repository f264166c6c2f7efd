/** Opens the envelope of one input, whatever it is, and passes the log events in it on. */

import { createCliTextReader } from './cli-text-reader.ts';
import { Contexts } from './contexts.ts';
import { createCsvReader } from './csv-reader.ts';
import type { EnvelopeAccount, EnvelopeOptions, EnvelopeReader, EnvelopeTarget } from './envelope.ts';
import { createJsonReader } from './json-reader.ts';
import { createLogTailReader } from './log-tail-reader.ts';
import { SNIFFED_BYTES, type Sniffed, sniff } from './sniff.ts';
import { Tally } from './tally.ts';

/** A reader that recognises the shape by the first bytes. `push` may be called with any cuts: the result is the same. */
export function createEnvelopeReader(
  target: EnvelopeTarget,
  options: EnvelopeOptions,
): EnvelopeReader & {
  /** True once it is known that nothing can be read from this input: the rest need not be pushed. */
  readonly declined: boolean;
} {
  const head = new Uint8Array(SNIFFED_BYTES);
  let length = 0;
  let reader: EnvelopeReader | null = null;
  let declined = false;
  const start = (complete: boolean): EnvelopeReader => {
    const found = sniff(head.subarray(0, length), complete);
    declined = found.kind === 'foreign';
    const started = readerOf(found, target, options);
    started.push(head.subarray(0, length));
    return started;
  };
  return {
    get declined() {
      return declined;
    },
    push(chunk) {
      if (reader !== null) {
        reader.push(chunk);
        return;
      }
      const taken = Math.min(chunk.length, SNIFFED_BYTES - length);
      head.set(chunk.subarray(0, taken), length);
      length += taken;
      if (length < SNIFFED_BYTES) return;
      reader = start(false);
      if (taken < chunk.length) reader.push(chunk.subarray(taken));
    },
    end: () => (reader ?? start(true)).end(),
  };
}

function readerOf(found: Sniffed, target: EnvelopeTarget, options: EnvelopeOptions): EnvelopeReader {
  switch (found.kind) {
    case 'json':
      return createJsonReader(target, options);
    case 'csv':
      return createCsvReader(target, options, found.form);
    case 'cli-text':
      return createCliTextReader(target, options);
    case 'log-tail':
      return createLogTailReader(target, options);
    case 'text':
      return createTextReader(target, options, found);
    case 'empty':
      return { push: () => {}, end: () => new Tally().account('empty') };
    case 'foreign':
      return { push: () => {}, end: () => declinedAccount(found.shape, found.why) };
    default:
      return found satisfies never;
  }
}

/** Line-shaped text goes on as it is. */
function createTextReader(
  target: EnvelopeTarget,
  options: EnvelopeOptions,
  found: Extract<Sniffed, { kind: 'text' }>,
): EnvelopeReader {
  const tally = new Tally();
  const context = new Contexts(target, options.origin).of({});
  if (found.zoneless) tally.noteZoneless();
  tellCut(found, target);
  return {
    push: (chunk) => target.text(context, chunk, 0, chunk.length),
    end: () => {
      target.endText();
      return { ...tally.account(found.shape), note: found.note };
    },
  };
}

/** Counts the REPORT whose beginning an input has lost. */
export function tellCut({ cut }: Extract<Sniffed, { kind: 'text' }>, target: Pick<EnvelopeTarget, 'unreadable'>): void {
  if (cut !== null) target.unreadable(1, 'the input begins in the middle of a REPORT', cut);
}

function declinedAccount(shape: string, why: string): EnvelopeAccount {
  const tally = new Tally();
  tally.decline(why);
  return tally.account(shape);
}
