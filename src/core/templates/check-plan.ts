/** Whether the edits of a plan are such as memfit itself would make: a plan file may come from a stranger, and must be able to change sizes only. */
import type { PlanEdit } from '../../model/edit.ts';
import type { Declaration, Followed, Patch } from './contract.ts';
import { likeDigits } from './literal.ts';
import type { ProjectFiles } from './project-files.ts';
import { proved } from './proof/prove.ts';
import type { Survey } from './survey.ts';
import type { Span } from './tree/node.ts';

/** Smallest and largest size that Lambda takes, MB (managed instances included). */
const SIZES = { least: 128, most: 32_768 } as const;

/**
 * The edits that memfit would not make in these texts. Each edit is derived anew: every function it names must have its size, or a place for one, exactly
 * there; the new text must be that size in the form it has there; and the result is parsed and proved again.
 */
export function strangeEdits(files: ProjectFiles, survey: Survey, edits: readonly PlanEdit[]): readonly PlanEdit[] {
  const byId = new Map<string, Declaration[]>();
  for (const one of survey.declarations) byId.set(one.id, [...(byId.get(one.id) ?? []), one]);
  const claims = edits.flatMap((edit) => {
    const within = derived(files, byId, edit);
    return within === null ? [] : [{ edit, within: within.span }];
  });
  const good = new Set([...proved(files, claims)].map(({ edit }) => edit));
  return edits.filter((edit) => !good.has(edit));
}

/** The piece that can be parsed alone, where the format knows one; null: memfit would not make this edit. */
function derived(
  files: ProjectFiles,
  byId: ReadonlyMap<string, readonly Declaration[]>,
  edit: PlanEdit,
): { readonly span: Span | undefined } | null {
  if (!Number.isSafeInteger(edit.toMB) || edit.toMB < SIZES.least || edit.toMB > SIZES.most) return null;
  const ids = namesIn(edit.function, byId);
  if (ids.length === 0) return null;
  let span: Span | undefined;
  for (const id of ids) {
    const made = (byId.get(id) ?? []).flatMap((one) => placesOf(files, one)).find((one) => isSame(one, edit));
    if (!made) return null;
    span = made.within;
  }
  return { span };
}

/** Names are joined with a comma, and a name may hold one; empty: one of them is no function of the project. */
function namesIn(text: string, byId: ReadonlyMap<string, unknown>): readonly string[] {
  const parts = text.split(', ');
  const names: string[] = [];
  while (parts.length > 0) {
    const length = parts.findLastIndex((_, i) => byId.has(parts.slice(0, i + 1).join(', '))) + 1;
    if (length === 0) return [];
    names.push(parts.splice(0, length).join(', '));
  }
  return names;
}

/** A place where a function's size is, or could be written, and what stands there for a size. */
interface SizePlace extends Span {
  readonly file: string;
  readonly fromMB: number | null;
  readonly write: (sizeMB: number) => string;
  readonly within: Span | undefined;
}

function isSame(place: SizePlace, edit: PlanEdit): boolean {
  const { file, start, end, fromMB } = place;
  if (file !== edit.file || start !== edit.start || end !== edit.end) return false;
  return edit.new === place.write(edit.toMB) && (fromMB === null || fromMB === edit.fromMB);
}

function placesOf(files: ProjectFiles, { followed, insert, barrier }: Declaration): readonly SizePlace[] {
  if (barrier) return [];
  const found = insert ? [placeOfPatch(insert)] : [];
  const visit = (one: Followed): void => {
    if (one.override) found.push(placeOfPatch(one.override));
    if (one.kind === 'literal') {
      const { file, start, end, sizeMB, within, accepts } = one.site;
      const old = (files.peek(file) ?? '').slice(start, end);
      const write = (size: number): string => (accepts === null || accepts(size) ? likeDigits(old, size) : old);
      found.push({ file, start, end, fromMB: sizeMB, write, within });
    }
    for (const { value } of one.alternatives) visit(value);
    if (one.kind === 'several') for (const { value } of one.candidates) visit(value);
  };
  visit(followed);
  return found;
}

function placeOfPatch({ file, start, end, before, after, within }: Patch): SizePlace {
  return { file, start, end, fromMB: null, write: (sizeMB) => `${before}${sizeMB}${after}`, within };
}
