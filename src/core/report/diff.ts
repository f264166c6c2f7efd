/** A unified diff made from edits: the edits say what changed, nothing has to be guessed. */
import type { TextEdit } from '../../model/edit.ts';

/** Lines shown around a change, as diff and git do. */
const CONTEXT = 3;

type Edit = Omit<TextEdit, 'file'>;

/** Old lines [from, to) become `lines`. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * The diff of one file in the form of `diff -u` (paths `a/…` and `b/…`, ready for `git apply`); empty for no edits. Line ends are kept as they are, CR
 * included; text is not escaped for any sink. Edits must fit the text and not overlap.
 */
export function unifiedDiff(file: string, text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return '';
  const old = linesOf(text);
  const starts = lineStarts(old);
  const hunks = clusters(starts, edits).map((cluster) => changedLines(text, old, starts, cluster));
  const groups = groupNear(hunks);
  let shift = 0;
  const parts = groups.map((group) => {
    const printed = printGroup(old, group, shift);
    shift += group.reduce((sum, hunk) => sum + hunk.lines.length - (hunk.to - hunk.from), 0);
    return printed;
  });
  return `--- a/${file}\n+++ b/${file}\n${parts.join('')}`;
}

/** Lines with their line breaks; a text that ends with a line break has no line after it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Where each line begins, and where a line after the last would. */
function lineStarts(lines: readonly string[]): readonly number[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  return starts;
}

/** Edits that touch a common line are one change. */
function clusters(starts: readonly number[], edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const found: Edit[][] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1)?.at(-1);
    if (last && lineAt(starts, last.end) === lineAt(starts, edit.start)) found.at(-1)?.push(edit);
    else found.push([edit]);
  }
  return found;
}

function changedLines(text: string, old: readonly string[], starts: readonly number[], cluster: readonly Edit[]): Hunk {
  const unended = text !== '' && !text.endsWith('\n');
  const from = Math.min(lineAt(starts, cluster[0]?.start ?? 0), unended ? old.length - 1 : old.length);
  const to = Math.min(old.length, lineAt(starts, cluster.at(-1)?.end ?? 0) + 1);
  let at = starts[from] ?? 0;
  let result = '';
  for (const edit of cluster) {
    result += text.slice(at, edit.start) + edit.new;
    at = edit.end;
  }
  result += text.slice(at, starts[to]);
  return trim(old, { from, to, lines: linesOf(result) });
}

/** Leaves out lines at either end that did not change. */
function trim(old: readonly string[], hunk: Hunk): Hunk {
  let { from, to } = hunk;
  const lines = [...hunk.lines];
  while (from < to && lines.length > 0 && old[from] === lines[0]) {
    from += 1;
    lines.shift();
  }
  while (from < to && lines.length > 0 && old[to - 1] === lines.at(-1)) {
    to -= 1;
    lines.pop();
  }
  return { from, to, lines };
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function groupNear(hunks: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1);
    const end = last?.at(-1)?.to;
    if (last && end !== undefined && hunk.from - end <= 2 * CONTEXT) last.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function printGroup(old: readonly string[], group: readonly Hunk[], shift: number): string {
  const begin = Math.max(0, (group[0]?.from ?? 0) - CONTEXT);
  const end = Math.min(old.length, (group.at(-1)?.to ?? 0) + CONTEXT);
  const body: string[] = [];
  let at = begin;
  let grown = 0;
  for (const hunk of group) {
    body.push(...mark(' ', old.slice(at, hunk.from)));
    body.push(...mark('-', old.slice(hunk.from, hunk.to)), ...mark('+', hunk.lines));
    grown += hunk.lines.length - (hunk.to - hunk.from);
    at = hunk.to;
  }
  body.push(...mark(' ', old.slice(at, end)));
  const size = end - begin;
  return `@@ -${range(begin, size)} +${range(begin + shift, size + grown)} @@\n${body.join('')}`;
}

function mark(sign: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`);
}

function range(begin: number, size: number): string {
  return size === 1 ? `${begin + 1}` : `${size === 0 ? begin : begin + 1},${size}`;
}
