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

/**
 * Reads `.memfit/history.jsonl`: the size that was last applied to each function, by its logical id; none where that was taken back. Lines that are no
 * records are passed over, as a later memfit may have written them.
 */
export function appliedSizes(text: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const line of text.split('\n')) {
    const record = recordOf(line);
    if (record === null) continue;
    if (record.kind === 'apply' && typeof record.toMB === 'number') sizes.set(record.function, record.toMB);
    else if (record.kind === 'undo') sizes.delete(record.function);
  }
  return sizes;
}

/** `<stack>-<LogicalId>-<suffix>`, as CloudFormation names functions without a name of their own. */
const STACK_NAME = /^.+-([A-Za-z0-9]+)-[A-Za-z0-9]{12,13}$/;

/** What stands for the function of this name, under its own name or the logical id that CloudFormation made it of; null: nothing. */
export function standingOf(name: string, sizes: ReadonlyMap<string, number>): number | null {
  const logicalId = STACK_NAME.exec(name)?.[1];
  return sizes.get(name) ?? (logicalId === undefined ? null : (sizes.get(logicalId) ?? null));
}

function recordOf(line: string): { readonly kind: unknown; readonly function: string; readonly toMB: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value) || typeof value.function !== 'string') return null;
    return { kind: value.kind, function: value.function, toMB: value.toMB };
  } catch {
    return null;
  }
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
