/** Counts over a corpus, by format. */
import type { FormatName, FoundFunction } from '../../src/model/template.ts';
import type { Seen } from './oracles.ts';
import type { Trial } from './trial.ts';

/** Counts of one format. */
export interface Counts {
  files: number;
  functions: number;
  sizeKnown: number;
  edited: number;
  milliseconds: number;
  readonly refused: Map<string, number>;
}

/** All counts, and the lines worth reading. */
export interface Tally {
  readonly formats: Map<FormatName | 'none', Counts>;
  /** Functions an oracle sees and memfit does not. */
  readonly missed: string[];
  /** Sizes on which an oracle and memfit differ. */
  readonly otherSizes: string[];
  readonly refused: string[];
  readonly problems: string[];
  readonly broken: string[];
  seen: number;
}

/** Nothing counted yet. */
export function emptyTally(): Tally {
  return { formats: new Map(), missed: [], otherSizes: [], refused: [], problems: [], broken: [], seen: 0 };
}

/** Adds one file. `trial` null: memfit found nothing in it. */
export function count(tally: Tally, where: string, trial: Trial | null, seen: readonly Seen[] | null): void {
  if (trial) countTrial(tally, where, trial);
  if (seen === null || (trial?.inventory.problems.length ?? 0) > 0) return;
  tally.seen += seen.length;
  const functions = trial?.inventory.functions ?? [];
  for (const one of seen) {
    const found = functions.find((other) => isSame(one, other));
    if (!found) tally.missed.push(`${where}${one.line === null ? '' : `:${one.line}`} ${one.key}`);
    else if (one.sizeMB !== null && found.sizeMB !== one.sizeMB)
      tally.otherSizes.push(`${where} ${found.id}: oracle ${one.sizeMB}, memfit ${found.sizeMB}`);
  }
}

function isSame(seen: Seen, found: FoundFunction): boolean {
  if (seen.line !== null) return found.place.line === seen.line || found.type.endsWith(seen.key);
  return found.id === seen.key || found.id.replace(/\[.*\]$/, '').endsWith(`.${seen.key}`);
}

function countTrial(tally: Tally, where: string, trial: Trial): void {
  const format = trial.tried[0]?.found.format ?? 'none';
  const counts = tally.formats.get(format) ?? {
    ...{ files: 0, functions: 0, sizeKnown: 0, edited: 0, milliseconds: 0 },
    refused: new Map(),
  };
  tally.formats.set(format, counts);
  counts.files += 1;
  counts.milliseconds += trial.milliseconds;
  for (const { found, refusal } of trial.tried) {
    counts.functions += 1;
    if (found.sizeMB !== null) counts.sizeKnown += 1;
    if (refusal === null) counts.edited += 1;
    else {
      counts.refused.set(refusal.code, (counts.refused.get(refusal.code) ?? 0) + 1);
      const at = `${refusal.place.line}:${refusal.place.column}`;
      tally.refused.push(`${refusal.code} ${where} ${found.format} ${found.id} at ${at}: ${refusal.detail}`);
    }
  }
  for (const one of trial.inventory.problems)
    tally.problems.push(`${where} ${one.code} ${one.place.file}:${one.place.line}:${one.place.column} ${one.text}`);
  tally.broken.push(...trial.broken.map((one) => `${where}: ${one}`));
}
