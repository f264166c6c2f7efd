/** Edits carried out on text, and taken back. */
import type { TextEdit } from '../../model/edit.ts';
import { Bug } from '../../model/errors.ts';

/** The text with all edits carried out. Edits are of this one file and do not overlap; each must find its `old` where it says. */
export function applyEdits(text: string, edits: readonly Omit<TextEdit, 'file'>[]): string {
  let result = '';
  let at = 0;
  for (const edit of inOrder(edits)) {
    if (edit.start < at || text.slice(edit.start, edit.end) !== edit.old) {
      throw new Bug(`an edit at ${edit.start} does not fit its text`);
    }
    result += text.slice(at, edit.start) + edit.new;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** The edits that lead back: their places are those in the edited text. */
export function invertEdits<T extends Omit<TextEdit, 'file'>>(edits: readonly T[]): readonly T[] {
  let shift = 0;
  return inOrder(edits).map((edit) => {
    const start = edit.start + shift;
    shift += edit.new.length - edit.old.length;
    return { ...edit, start, end: start + edit.new.length, old: edit.new, new: edit.old };
  });
}

function inOrder<T extends Omit<TextEdit, 'file'>>(edits: readonly T[]): readonly T[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}
