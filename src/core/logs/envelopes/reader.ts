/** Opens the envelope of one input, whatever it is, and passes the log events in it on. */

import { createCliTextReader } from './cli-text-reader.ts';
import { Contexts } from './contexts.ts';
import { createCsvReader } from './csv-reader.ts';
import type { EnvelopeAccount, EnvelopeOptions, EnvelopeReader, EnvelopeTarget } from './envelope.ts';
import { createJsonReader } from './json-reader.ts';
import { createLogTailReader } from './log-tail-reader.ts';
import { SNIFFED_BYTES, type Sniffed, sniff } from './sniff.ts';
import { Tally } from './tally.ts';
import { Unwrapper, type Wrapping, wrappingOf } from './wrapped.ts';

const DECODER = new TextDecoder();

/** An envelope's reader that may know before its end that there is nothing to read. */
type ShapeReader = EnvelopeReader & {
  /** True once it is known that nothing can be read from this input: the rest need not be pushed. */
  readonly declined: boolean;
};

/** A reader that recognises the shape by the first bytes. `push` may be called with any cuts: the result is the same. Lines that a window's width broke are put together first. */
export function createEnvelopeReader(target: EnvelopeTarget, options: EnvelopeOptions): ShapeReader {
  const shaped = (head: Uint8Array, complete: boolean): ShapeReader => {
    const found = sniff(head, complete);
    return { ...readerOf(found, target, options), declined: found.kind === 'foreign' };
  };
  return headReader((head, complete) => {
    const wrapping = wrappingOf(DECODER.decode(head), complete);
    if (wrapping === null) return shaped(head, complete);
    const { kind, width } = wrapping;
    const reader = kind === 'joins' ? unwrapping(wrapping, headReader(shaped)) : shaped(head, complete);
    return { push: reader.push, end: () => ({ ...reader.end(), wrapping: { kind, width } }), declined: false };
  });
}

function unwrapping(wrapping: Wrapping, inner: EnvelopeReader): EnvelopeReader {
  const lines = new Unwrapper(wrapping, (bytes) => inner.push(bytes));
  return {
    push: (chunk) => lines.push(chunk),
    end: () => {
      lines.end();
      return inner.end();
    },
  };
}

/** Holds the first bytes until there are `SNIFFED_BYTES` of them or the input ends, then leaves all to the reader that `choose` makes of them. */
function headReader(choose: (head: Uint8Array, complete: boolean) => ShapeReader): ShapeReader {
  const head = new Uint8Array(SNIFFED_BYTES);
  let length = 0;
  let reader: ShapeReader | null = null;
  const start = (complete: boolean): ShapeReader => {
    const begin = head.subarray(0, length);
    const started = choose(begin, complete);
    started.push(begin);
    return started;
  };
  return {
    get declined() {
      return reader?.declined ?? false;
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
