/** The advice that stands: sizes that an earlier analysis recommended, so that a new one does not flap. */
import { UserError } from '../../model/errors.ts';

/**
 * Reads what `memfit analyze -o json` saved: the size each function was told to go to, or to stay at; undecided functions have none.
 * Throws a UserError `invalid-standing` for anything else; `where` is the file.
 */
export function standingSizes(text: string, where: string): Map<string, number> {
  const functions = functionsOf(text);
  if (functions === null) {
    throw new UserError('invalid-standing', {
      what: 'is not a saved analysis',
      where,
      why: 'a JSON document with schemaVersion 1 and a list of functions is needed',
      next: 'save one with: memfit analyze … -o json > FILE',
    });
  }
  const sizes = new Map<string, number>();
  for (const one of functions) {
    const size = adviceOf(one);
    if (size !== null) sizes.set(size.name, size.sizeMB);
  }
  return sizes;
}

function functionsOf(text: string): readonly unknown[] | null {
  try {
    const document: unknown = JSON.parse(text);
    if (!isObject(document) || document.schemaVersion !== 1 || !Array.isArray(document.functions)) return null;
    return document.functions;
  } catch {
    return null;
  }
}

function adviceOf(one: unknown): { readonly name: string; readonly sizeMB: number } | null {
  if (!isObject(one) || typeof one.function !== 'string' || !isObject(one.recommendation)) return null;
  const { action, toMB, currentMB } = one.recommendation;
  const sizeMB = action === 'change' ? toMB : action === 'keep' ? currentMB : null;
  return typeof sizeMB === 'number' ? { name: one.function, sizeMB } : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
