/** Errors for people: what, to which thing, why, and what to do next. */
import { escapeTerminal } from '../core/report/escape.ts';
import type { Style } from '../core/report/style.ts';
import { Bug, type ErrorDetail, OutsideError, UserError } from '../model/errors.ts';

/** The lines of an error, ending in a line feed. `trace` adds the stack (--debug); an error of no family always shows it. */
export function faultText(error: unknown, style: Style, trace: boolean): string {
  const known = error instanceof UserError || error instanceof OutsideError || error instanceof Bug;
  const detail: ErrorDetail = known
    ? error.detail
    : {
        what: error instanceof Error ? error.message : String(error),
        next: 'this is a fault in memfit; please report it with the command you ran',
      };
  const lines = [
    ...heading(detail).map((line, i) => (i === 0 ? `${style.red('error')}: ${line}` : line)),
    ...labelled('why', detail.why, style),
    ...labelled('next', detail.next, style),
    ...(trace ? causes(error) : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Text that may hold an excerpt with a caret on lines of its own: each line is escaped, the line ends stay. */
function heading({ where, what }: ErrorDetail): string[] {
  return `${where ? `${where}: ` : ''}${what}`.split('\n').map(escapeTerminal);
}

function labelled(label: string, text: string | undefined, style: Style): string[] {
  if (text === undefined || text === '') return [];
  return text.split('\n').map((line, i) => `  ${style.dim(i === 0 ? `${label}:` : '     ')} ${escapeTerminal(line)}`);
}

function causes(error: unknown): string[] {
  const lines: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    lines.push(...(at.stack ?? at.message).split('\n').map((line) => `  ${escapeTerminal(line)}`));
  }
  return lines;
}
