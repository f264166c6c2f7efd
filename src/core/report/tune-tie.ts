/** The words for sizes that are as good as can be told: what is the same among them, and what is not. */
import type { FunctionTuning } from '../../model/tuning.ts';
import { megabytes } from './figures.ts';
import type { Glyphs } from './style.ts';

type Tie = NonNullable<FunctionTuning['tie']>;

/** What goal `balanced` allows over the cheapest. */
const SLACK = 1.05;
/** Times that differ by less than this factor are not worth a word. */
const TELLING = 1.2;

/** The tie range in a sentence or two; null: there is none, or it is a single size. */
export function tieText({ tie, goal }: FunctionTuning, glyphs: Glyphs): string | null {
  if (tie === null || tie.lowMB === tie.highMB) return null;
  const range = rangeText(tie, glyphs);
  const chance = `(probability ${percent(tie.chance)})`;
  if (tie.of === 'cost') {
    const [low, high] = [megabytes(tie.lowMB), megabytes(tie.highMB)];
    return `Cost is nearly flat in ${range}: at most ${percent(tie.within)} over the cheapest ${chance}. Time falls ${tie.timeRatio.toFixed(1)}${glyphs.times} from ${low} to ${high}: where time matters more than those ${percent(tie.within)}, take ${high}.`;
  }
  if (goal.kind === 'balanced') {
    const over = Math.ceil(100 * (SLACK * (1 + tie.within) - 1));
    return `Anywhere in ${range} cost is at most ${over} % over the cheapest and time at most ${percent(tie.within)} over the fastest size within 5 % of it ${chance}.`;
  }
  const time = tie.timeRatio < TELLING ? '' : `; time falls ${tie.timeRatio.toFixed(1)}${glyphs.times} on the way up`;
  return `Within ${percent(tie.within)} of the best anywhere in ${range} ${chance}${time}.`;
}

/** The same as a label. */
export function tieLabel(tie: Tie, glyphs: Glyphs): string {
  const what =
    tie.of === 'cost'
      ? `costs at most ${percent(tie.within)} over the cheapest`
      : `within ${percent(tie.within)} of the best`;
  return `${what}: ${rangeText(tie, glyphs)}`;
}

function rangeText({ lowMB, highMB }: Tie, glyphs: Glyphs): string {
  return `${megabytes(lowMB).replace(' MB', '')}${glyphs.dash}${megabytes(highMB)}`;
}

function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}
