/** Several functions tuned in turn, side by side: the same columns for the terminal, Markdown and HTML. */
import type { FunctionTuning, TunePoint } from '../../model/tuning.ts';
import { count, ratioChange } from './figures.ts';
import type { Glyphs } from './style.ts';
import type { Column } from './table.ts';

/** Function, sizes, how sure, what changes against the size in force, calls. Changes are empty where the size in force was not measured or stays. */
export function fleetColumns(glyphs: Glyphs): Column<FunctionTuning>[] {
  const right = (title: string, cell: (one: FunctionTuning) => string, drop?: number): Column<FunctionTuning> => ({
    title,
    side: 'right',
    cell,
    ...(drop === undefined ? {} : { drop }),
  });
  return [
    { title: 'function', side: 'left', cell: ({ name }) => name, min: 12 },
    right('now MB', ({ currentMB }) => (currentMB === null ? '?' : count(currentMB))),
    right('best MB', ({ pickMB }) => (pickMB === null ? 'none' : count(pickMB))),
    { title: 'answer', side: 'left', cell: answerOf },
    right('sure', ({ chance }) => (chance === null ? '' : `${Math.floor(chance * 100)} %`), 3),
    right('time', (one) => changeOf(one, ({ durationMs }) => durationMs.best, glyphs), 4),
    right('cost', (one) => changeOf(one, ({ perMillion }) => Number(perMillion.best), glyphs), 5),
    right('calls', ({ invocations }) => count(invocations), 1),
    right('failed', ({ failed }) => (failed === 0 ? '' : count(failed)), 2),
  ];
}

function answerOf({ pickMB, currentMB, status, reason }: FunctionTuning): string {
  if (pickMB === null) return reason === 'failing' ? 'it fails' : 'none';
  if (status === 'undecided') return 'undecided';
  return pickMB === currentMB ? 'keep' : 'change';
}

function changeOf(one: FunctionTuning, valueAt: (point: TunePoint) => number, glyphs: Glyphs): string {
  const { points, currentMB, pickMB } = one;
  const [now, then] = [currentMB, pickMB].map((size) => points.find(({ sizeMB }) => sizeMB === size));
  if (!now || !then || now.measured === 0 || now === then) return '';
  return ratioChange(valueAt(then) / valueAt(now), glyphs);
}
