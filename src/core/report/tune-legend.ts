/** What the marks of a drawn curve mean: only those that are in it. */
import type { FunctionTuning } from '../../model/tuning.ts';
import { escapeHtml } from './escape.ts';
import { megabytes } from './figures.ts';
import type { Glyphs } from './style.ts';
import { tieLabel } from './tune-tie.ts';

/** The legend of a function's drawings, as an HTML list. */
export function legend(one: FunctionTuning, glyphs: Glyphs): string {
  const { currentMB, pickMB, tie, floor, failures, status } = one;
  const entries: (readonly [mark: string, words: string] | null)[] = [
    [
      '<path class="whisker" d="M16 1V15M13 1h6M13 15h6"/><circle class="point" cx="16" cy="8" r="4"/>',
      'measured, with its interval',
    ],
    ['<path class="band" d="M0 2H32V14H0Z"/><path class="belief" d="M0 8H32"/>', 'what is believed between (95 %)'],
    pickMB === null
      ? null
      : [
          '<path class="pick" d="M16 1l7 7l-7 7l-7 -7Z"/>',
          `${status === 'decided' ? 'the pick' : 'the best guess'}: ${megabytes(pickMB)}`,
        ],
    currentMB === null || currentMB === pickMB
      ? null
      : ['<path class="now-line" d="M0 8H32"/>', `size in force: ${megabytes(currentMB)}`],
    tie === null || tie.lowMB === tie.highMB
      ? null
      : ['<rect class="tie" x="1" y="1" width="30" height="14"/>', tieLabel(tie, glyphs)],
    floor.because === 'given'
      ? null
      : ['<path class="hatch" d="M2 14L14 2M10 14L22 2M18 14L30 2"/>', `below the floor of ${megabytes(floor.sizeMB)}`],
    failures.length === 0 ? null : ['<path class="failed" d="M11 3l10 10m0 -10l-10 10"/>', 'calls failed'],
  ];
  const items = entries.flatMap((entry) => {
    if (entry === null) return [];
    const [mark, words] = entry;
    return `<li><svg class="curve" viewBox="0 0 32 16" aria-hidden="true">${mark}</svg>${escapeHtml(words)}</li>\n`;
  });
  return `<ul class="legend">\n${items.join('')}</ul>\n`;
}
