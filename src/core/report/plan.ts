/** A plan as people and machines read it: one line a function, the diff, what was refused and why. */
import type { EditNote, Plan, PlanEdit } from '../../model/edit.ts';
import type { TemplateProblem } from '../../model/template.ts';
import { escapeJson, escapeMarkdown, escapeTerminal } from './escape.ts';
import { counted } from './figures.ts';
import { REFUSAL_WORDS } from './refusals.ts';
import type { Glyphs, Style } from './style.ts';

/** A plan with the diff of its files, and what went wrong on the way. */
export interface PlanReport {
  readonly plan: Plan;
  /** Unified diff of all files, as `git apply` takes it. */
  readonly diff: string;
  readonly unjoined: readonly { readonly name: string; readonly candidates: readonly string[] }[];
  readonly problems: readonly TemplateProblem[];
}

/** How a plan is shown. */
export interface PlanLook {
  readonly style: Style;
  readonly glyphs: Glyphs;
  /** The command to type next, ready for the shell; empty: none. */
  readonly next: string;
}

/** One renderer a format. */
export const PLAN_RENDERERS = {
  table: planText,
  json: planJson,
  markdown: planMarkdown,
} as const satisfies Record<string, (report: PlanReport, look: PlanLook) => Iterable<string>>;

/** For the terminal. */
function* planText(report: PlanReport, look: PlanLook): Iterable<string> {
  const { plan, diff } = report;
  const { style, next } = look;
  yield* planMoves(plan, look);
  if (diff !== '')
    yield `\n${diff
      .split('\n')
      .map((line) => paintDiff(escapeTerminal(line), style))
      .join('\n')}\n`;
  yield* planRemarks(report, style);
  yield `${summary(plan)}\n`;
  if (next !== '' && plan.edits.length > 0) yield `next: ${next}\n`;
}

/** Each function with its sizes, why, where, and what to know. */
export function* planMoves({ edits }: Plan, { style, glyphs }: Pick<PlanLook, 'style' | 'glyphs'>): Iterable<string> {
  for (const edit of edits) {
    yield `${style.bold(escapeTerminal(edit.function))}  ${sizes(edit, glyphs)}  ${escapeTerminal(edit.evidence)}\n`;
    yield `  ${style.dim(escapeTerminal(`${edit.file}:${edit.line}:${edit.column}`))}\n`;
    for (const note of edit.notes) yield `  ${style.yellow('note')} ${escapeTerminal(noteText(note))}\n`;
  }
}

/** What a plan could not do, and why: refusals, names that were not joined, files that were not read. */
export function* planRemarks(report: Omit<PlanReport, 'diff'>, style: Style): Iterable<string> {
  for (const { function: name, code, file, line, column, detail } of report.plan.refused) {
    const { why, next: way } = REFUSAL_WORDS[code];
    const at = file === '' ? '' : ` (${escapeTerminal(`${file}:${line}:${column}`)})`;
    yield `${style.yellow('not edited')} ${escapeTerminal(name)}: ${why}${at}${detail === '' ? '' : `: ${escapeTerminal(detail)}`}\n  next: ${way}\n`;
  }
  const { unjoined, problems } = report;
  for (const { name, candidates } of unjoined) {
    const which =
      candidates.length === 0 ? 'no template declares it' : `several functions may be meant: ${candidates.join(', ')}`;
    yield `${style.yellow('not joined')} ${escapeTerminal(`${name}: ${which}`)}\n  next: set functions.<id>.logGroup in memfit.config.yaml, or use --set\n`;
  }
  for (const { place, text, excerpt } of problems) {
    yield `${style.yellow('not read')} ${escapeTerminal(`${place.file}:${place.line}:${place.column}: ${text}`)}\n`;
    if (excerpt !== '')
      yield `${excerpt
        .split('\n')
        .map((line) => `  ${escapeTerminal(line)}`)
        .join('\n')}\n`;
  }
}

function paintDiff(line: string, style: Style): string {
  if (line.startsWith('+++') || line.startsWith('---')) return style.bold(line);
  if (line.startsWith('+')) return style.green(line);
  if (line.startsWith('-')) return style.red(line);
  return line.startsWith('@@') ? style.cyan(line) : line;
}

/** The plan file itself, so that what is shown can be saved and applied. */
function* planJson({ plan, unjoined, problems }: PlanReport): Iterable<string> {
  yield `${escapeJson(JSON.stringify({ ...plan, unjoined, problems }, null, 2))}\n`;
}

/** For a pull request. */
function* planMarkdown({ plan, diff, problems }: PlanReport, { glyphs }: PlanLook): Iterable<string> {
  yield `<!-- memfit:plan -->\n**memfit plan**: ${summary(plan)}\n\n`;
  if (plan.edits.length > 0) {
    yield '| function | size | why | where |\n|---|---|---|---|\n';
    for (const edit of plan.edits) {
      const cells = [edit.function, sizes(edit, glyphs), edit.evidence, `${edit.file}:${edit.line}`];
      yield `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
    }
    const fence = '`'.repeat(Math.max(3, ...[...diff.matchAll(/`+/g)].map((run) => run[0].length + 1)));
    yield `\n<details><summary>diff</summary>\n\n${fence}diff\n${diff}${fence}\n\n</details>\n`;
  }
  for (const { function: name, code, file, line } of plan.refused) {
    yield `\n- not edited: ${escapeMarkdown(name)}: ${REFUSAL_WORDS[code].why} (${escapeMarkdown(`${file}:${line}`)})`;
  }
  for (const { place, text } of problems)
    yield `\n- not read: ${escapeMarkdown(`${place.file}:${place.line}: ${text}`)}`;
  yield '\n';
}

function sizes({ fromMB, toMB }: PlanEdit, glyphs: Glyphs): string {
  return `${fromMB ?? 'unknown'} ${glyphs.arrow} ${toMB} MB`;
}

function summary({ edits, already, refused }: Plan): string {
  const files = new Set(edits.map(({ file }) => file)).size;
  const parts = [
    edits.length > 0 ? `${counted(edits.length, 'edit')} in ${counted(files, 'file')}` : 'nothing to edit',
    already.length > 0 ? `${counted(already.length, 'function')} already so` : '',
    refused.length > 0 ? `${counted(refused.length, 'function')} not edited` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** The words of a note. */
function noteText({ code, detail }: EditNote): string {
  switch (code) {
    case 'override-of-shared':
      return `gets a value of its own; the shared one is left alone (${detail})`;
    case 'parameter-default':
      return `this is the default of ${detail}: a stack deployed before keeps its old value unless the parameter is passed again`;
    case 'other-environments':
      return `other environments have values of their own: ${detail}`;
    case 'branch-of-condition':
      return `the branch where this holds: ${detail}`;
    case 'every-run':
      return `these lines run in a loop: every function that they make gets the size (${detail})`;
    default:
      return code satisfies never;
  }
}
