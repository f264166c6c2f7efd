/** What the demo prints: one part a chapter, each ready for the terminal. */
import type { DemoChapter, LeftOut } from '../actions/demo.ts';
import type { LoadDone } from '../actions/load.ts';
import type { RenderContext } from '../core/report/context.ts';
import { escapeTerminal } from '../core/report/escape.ts';
import { counted, megabytes } from '../core/report/figures.ts';
import { PLAN_RENDERERS } from '../core/report/plan.ts';
import { commandLine } from '../core/report/shell.ts';
import { sideBySide, sideBySideColumns, unsafeNote } from '../core/report/side-by-side.ts';
import { layOut } from '../core/report/table.ts';
import { renderText } from '../core/report/text.ts';
import { rulerNotes } from '../core/report/tune-says.ts';
import { tunePicture } from '../core/report/tune-text.ts';
import { wrap } from '../core/report/width.ts';
import type { Analysis } from '../model/analysis.ts';
import type { StandIn } from '../model/stand-in.ts';
import type { FunctionTuning } from '../model/tuning.ts';
import type { PricesUsed } from '../model/what-if.ts';
import { planReport } from './plan-report.ts';

/** What a reader must know before any figure; also on the page. */
export function aboutRound(standIns: readonly StandIn[], recorded: string | null): string[] {
  const factors = standIns.map(({ name, factor }) => `${name} ${factor}`).join(', ');
  return [
    'Music Poetry Canvas, the example that comes with memfit: three Lambda functions in a SAM template, run on this machine under the CPU share and memory limit that Lambda gives each size. No account, nothing deployed.',
    `In place of Amazon Bedrock and the hosts of audio and pictures answer stand-ins, whose waits are multiplied by a factor (${factors}), and the audio is short. So absolute times are not those of AWS; where more memory stops helping is. The logs are local ones: no evidence of what AWS does, and their money is only for comparing.`,
    'The goal is balanced: the fastest size whose cost is within 5 % of the cheapest. Undecided means that the calls made so far cannot name it with enough certainty.',
    ...(recorded === null ? [] : [`This round was recorded before, and nothing was run now: ${recorded}.`]),
  ];
}

/** A chapter as text. `left-out` goes to stderr and is no part of it. */
export function* chapterText(
  chapter: Exclude<DemoChapter, { kind: 'left-out' }>,
  prices: PricesUsed,
  context: RenderContext,
): Iterable<string> {
  switch (chapter.kind) {
    case 'load':
      yield title('Load', context);
      for (const done of chapter.done) yield say(loadSentence(done), context);
      yield say(
        'Every environment begins cold, so init weighs more here than in traffic that keeps environments busy.',
        context,
      );
      return;
    case 'analysis':
      yield title('What the logs say', context);
      yield* renderText(chapter.analysis, context);
      return;
    case 'tuned':
      yield title(`Measured: ${chapter.tuning.name}`, context);
      yield* tunePicture(chapter.tuning, prices.currency, context);
      return;
    case 'plan': {
      yield title('In the template (shown, not done)', context);
      const { style, glyphs } = context;
      yield* PLAN_RENDERERS.table(planReport(chapter.result), { style, glyphs, next: '' });
      return;
    }
    default:
      return chapter satisfies never;
  }
}

/** All three opinions of every function. */
export function* opinionsText(
  analysis: Analysis,
  tuned: readonly FunctionTuning[],
  context: RenderContext,
): Iterable<string> {
  const { width, glyphs, style } = context;
  yield title('Side by side', context);
  const look = { width, ellipsis: glyphs.ellipsis, heading: style.dim };
  const rows = sideBySide(analysis, tuned);
  const { lines } = layOut(sideBySideColumns(glyphs), rows, look);
  yield `${(lines ?? rows.map(({ name }) => escapeTerminal(name))).join('\n')}\n`;
  const note = unsafeNote(rows);
  if (note !== null) yield say(note, context);
  yield say(DEAD_ALARM, context);
  for (const text of rulerOf(tuned)) yield wrap(escapeTerminal(text), width).map(style.dim).join('\n').concat('\n');
}

/** What measured, once for all: engine, limits, calibration; what ran it, and where. The page says it of each function. */
function rulerOf([first]: readonly FunctionTuning[]): string[] {
  return first === undefined ? [] : rulerNotes(first).slice(0, 2);
}

/** True of the example's template as it is delivered; a test holds the two together. */
export const DEAD_ALARM =
  'The template keeps the alarm of the written procedure, on MemoryUtilization in AWS/Lambda: ordinary functions have no such metric, so it never fires.';

function loadSentence({ name, sizeMB, calls, failed, environments }: LoadDone): string {
  const bad = failed === 0 ? '' : `, ${failed} failed`;
  return `${name} at ${megabytes(sizeMB)}: ${counted(calls, 'call')} in ${counted(environments, 'environment')}${bad}`;
}

/** The first lines: what is run here. */
export function* heading(about: readonly string[], context: RenderContext): Iterable<string> {
  for (const text of about) yield say(text, context);
}

/** Why a function is left out, and what helps. `mayWait`: it was tried to build it. */
export function leftOutWords({ code, what, why }: LeftOut, mayWait: boolean): { text: string; next: string | null } {
  if (code !== 'not-built') return { text: why === null ? what : `${what} (${why})`, next: null };
  if (!mayWait) {
    const next = 'memfit demo fetches them once (130 MB, 1 to 2 minutes), then --quick has them too';
    return { text: 'the Python packages it needs are not set up yet', next };
  }
  const reason = why?.split('\n')[0] ?? 'unknown reason';
  const next = 'it needs Python 3.12, make and the network, once';
  return { text: `it could not be built here (${reason})`, next };
}

/** How a round ended. */
export interface RoundEnd {
  readonly page: string;
  readonly folder: string;
  readonly seconds: number;
  /** Arguments of `memfit apply` that write the measured sizes; empty: there is nothing to write. */
  readonly apply: readonly string[];
  readonly recorded: boolean;
}

/** How long it took, where the page and the copy are, and what to type next. */
export function* closingText(end: RoundEnd, context: RenderContext): Iterable<string> {
  yield title('Done', context);
  const ended = end.recorded ? 'nothing was run' : 'all that was started is stopped';
  yield say(`${end.seconds} s; ${ended}. The whole round as a page:`, context);
  yield `  ${escapeTerminal(end.page)}\n`;
  if (end.apply.length > 0) {
    const commands = [
      ['cd', end.folder],
      ['memfit', 'apply', ...end.apply],
    ];
    yield say('The measured sizes into the copy of the template:', context);
    yield commands.map((words) => `  ${commandLine(words, context.shell)}\n`).join('');
  }
  yield say('Your own functions: memfit tune NAME beside a template; memfit analyze LOGS for logs of AWS.', context);
}

function title(text: string, { style }: RenderContext): string {
  return `\n${style.bold(`== ${escapeTerminal(text)} ==`)}\n`;
}

function say(text: string, { width }: RenderContext): string {
  return `${wrap(escapeTerminal(text), width).join('\n')}\n`;
}
