/** Three opinions of each function side by side: the written policies, the logs, the measurement. The same columns for the terminal and the page. */
import type { Analysis, FunctionAnalysis } from '../../model/analysis.ts';
import type { FunctionTuning } from '../../model/tuning.ts';
import { count } from './figures.ts';
import type { Glyphs } from './style.ts';
import type { Column } from './table.ts';

/** One function as both saw it; null: it was not seen there. */
export interface SeenTwice {
  readonly name: string;
  readonly analysed: FunctionAnalysis | null;
  readonly tuned: FunctionTuning | null;
}

/** The functions of both answers, joined by name, in the order of the measurement. */
export function sideBySide(
  analysis: Pick<Analysis, 'functions'> | null,
  tuned: readonly FunctionTuning[],
): readonly SeenTwice[] {
  const logged = analysis?.functions ?? [];
  const names = [...new Set([...tuned.map(({ name }) => name), ...logged.map(({ usage }) => usage.ref.name)])];
  return names.map((name) => ({
    name,
    analysed: logged.find(({ usage }) => usage.ref.name === name) ?? null,
    tuned: tuned.find((one) => one.name === name) ?? null,
  }));
}

/** What "unsafe" in a row means; null: no row says it. */
export function unsafeNote(rows: readonly SeenTwice[]): string | null {
  const isUnsafe = rows.some((row) => policyCell(row).endsWith('(unsafe)'));
  return isUnsafe
    ? 'unsafe: memory use would come so near to that size that the usual alarm at 90 % would ring.'
    : null;
}

/** Function, size now, what each says, how sure the measurement is. */
export function sideBySideColumns(glyphs: Glyphs): Column<SeenTwice>[] {
  return [
    { title: 'function', side: 'left', cell: ({ name }) => name, min: 12 },
    { title: 'now MB', side: 'right', cell: nowCell },
    { title: 'written policy', side: 'left', cell: policyCell },
    { title: 'from its logs', side: 'left', cell: ({ analysed }) => logsCell(analysed, glyphs) },
    { title: 'measured', side: 'left', cell: ({ tuned }) => tunedCell(tuned, glyphs) },
    { title: 'sure', side: 'right', cell: ({ tuned }) => sureCell(tuned), drop: 1 },
  ];
}

function nowCell({ analysed, tuned }: SeenTwice): string {
  const now = tuned?.currentMB ?? analysed?.currentMB ?? null;
  return now === null ? '?' : count(now);
}

function policyCell({ analysed }: SeenTwice): string {
  const applies = analysed?.recommendation.policies.find(
    ({ outcome }) => outcome === 'change' || outcome === 'keep' || outcome === 'investigate',
  );
  if (applies === undefined) return 'none applies';
  if (applies.outcome === 'investigate') return 'look for the cause';
  const size = applies.outcome === 'keep' || applies.sizeMB === null ? 'keep' : `${count(applies.sizeMB)} MB`;
  return applies.unsafe ? `${size} (unsafe)` : size;
}

function logsCell(analysed: FunctionAnalysis | null, glyphs: Glyphs): string {
  if (analysed === null) return '';
  const { action } = analysed.recommendation;
  return action === 'change' ? `${glyphs.arrow} ${count(analysed.recommendation.toMB)} MB` : action;
}

function tunedCell(tuned: FunctionTuning | null, glyphs: Glyphs): string {
  if (tuned === null) return '';
  if (tuned.pickMB === null) return tuned.reason === 'failing' ? 'it fails' : 'none';
  if (tuned.status === 'undecided') return `undecided, perhaps ${count(tuned.pickMB)} MB`;
  return tuned.pickMB === tuned.currentMB ? 'keep' : `${glyphs.arrow} ${count(tuned.pickMB)} MB`;
}

function sureCell(tuned: FunctionTuning | null): string {
  return tuned === null || tuned.chance === null ? '' : `${Math.floor(tuned.chance * 100)} %`;
}
