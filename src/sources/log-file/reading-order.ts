/** In which order inputs are read, so that of overlapping exports the one that knows most counts, whatever order they were given in. */
import type { AssemblyCounts, InputKnowledge } from '../../core/logs/assembler.ts';
import type { Collected } from '../../core/usage/accumulate/collected.ts';
import { type Input, isReadOnce } from './inputs.ts';
import { originOfPath } from './path-origin.ts';
import type { InputResult } from './read-inputs.ts';

/** What one pass over all inputs gave; `results` in the order read. */
export interface Reading {
  readonly results: readonly InputResult[];
  readonly counts: AssemblyCounts;
  readonly collected: Collected;
}

/** The inputs by what their functions would be called, then by name: an order that does not depend on how they were given. Standard input and pipes stay where they stand. */
export function byName(inputs: readonly Input[]): readonly Input[] {
  if (inputs.some(isReadOnce)) return inputs;
  return inputs.toSorted((a, b) => compare(labelOf(a), labelOf(b)) || compare(a.name, b.name));
}

/**
 * How to read again, or null: it changes nothing. Needed when records were met twice and an input that knows less came first, and when some inputs
 * have times and some have none, since their records are told apart by time. Standard input and pipes cannot be read again.
 */
export function rereading(
  inputs: readonly Input[],
  { results, counts }: Reading,
): { readonly inputs: readonly Input[]; readonly joinTimeless: boolean } | null {
  if (inputs.length < 2 || inputs.some(isReadOnce)) return null;
  const known = results.map(({ knowledge }) => knowledge ?? null);
  const joinTimeless = known.some((one) => one?.timed) && known.some((one) => one?.timeless);
  const ranks = new Map(inputs.map((input, i) => [input, rankOf(known[i] ?? null)]));
  const better = inputs.toSorted((a, b) => (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0));
  const isOther = better.some((input, i) => input !== inputs[i]);
  if (!joinTimeless && (!isOther || (counts.setAside.duplicate ?? 0) === 0)) return null;
  return { inputs: better, joinTimeless };
}

/** Environments are worth most (without them there is no floor), then the function's own name, then time. */
function rankOf(known: InputKnowledge | null): number {
  if (known === null) return 0;
  return (known.streamed ? 4 : 0) + (known.named ? 2 : 0) + (known.timed ? 1 : 0);
}

function labelOf(input: Input): string {
  return originOfPath(input.name).label;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
