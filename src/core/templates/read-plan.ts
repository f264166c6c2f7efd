/** Reads a plan file. It may come from anywhere: every field that is used is checked. */
import type { Plan } from '../../model/edit.ts';
import { UserError } from '../../model/errors.ts';

/** The plan in a text (schemas/plan.v1.json). Throws UserError `invalid-plan`; `where` is the file. */
export function readPlan(text: string, where: string): Plan {
  const value = parse(text.replace(/^\uFEFF/, ''), where);
  const edits = field(value, 'edits');
  const sound =
    field(value, 'schemaVersion') === 1 &&
    /^[\da-f]{12}$/.test(String(field(value, 'id'))) &&
    Array.isArray(edits) &&
    edits.every(isEdit);
  if (!sound) throw invalid(where);
  return value as Plan;
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(where);
  }
}

function isEdit(edit: unknown): boolean {
  const is = (key: string, type: string): boolean => typeof field(edit, key) === type;
  const texts = ['file', 'sha256', 'old', 'new', 'function'].every((key) => is(key, 'string'));
  const numbers = ['start', 'end', 'toMB'].every((key) => Number.isSafeInteger(field(edit, key)));
  const inOrder = Number(field(edit, 'start')) >= 0 && Number(field(edit, 'start')) <= Number(field(edit, 'end'));
  const from = field(edit, 'fromMB');
  return texts && numbers && inOrder && (from === null || Number.isSafeInteger(from));
}

function field(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
}

function invalid(where: string): UserError {
  return new UserError('invalid-plan', {
    where,
    what: 'this is no plan of memfit',
    next: 'make one with: memfit plan … -o json',
  });
}
