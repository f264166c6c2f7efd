/** Functions of frameworks that are found and reported, with the line to change, and not edited. */
import type { FormatName } from '../../model/template.ts';
import { AT_START, type Declaration, type Followed } from './contract.ts';
import { placeAt } from './fault.ts';

/** A function as such a framework declares it. `at` is where the size is written, else where it would be. */
export interface ReadOnlyFunction {
  readonly id: string;
  readonly format: FormatName;
  readonly type: string;
  readonly file: string;
  readonly text: string;
  readonly declaredAt: number;
  readonly at: number;
  /** Null: it could not be told. */
  readonly sizeMB: number | null;
  readonly isDefault: boolean;
  readonly written: string;
  readonly name?: string | null;
  readonly runtime?: string | null;
  readonly architecture?: Declaration['architecture'];
  readonly timeoutS?: number | null;
}

/** A declaration that refuses every edit with the place to change by hand. */
export function readOnly(one: ReadOnlyFunction): Declaration {
  const place = placeAt(one.text, one.file, one.at);
  const refusal = { code: 'format-not-edited' as const, place, detail: one.written };
  return {
    id: one.id,
    format: one.format,
    type: one.type,
    name: one.name ?? null,
    place: placeAt(one.text, one.file, one.declaredAt),
    runtime: one.runtime ?? null,
    architecture: one.architecture ?? null,
    timeoutS: one.timeoutS ?? null,
    followed: followedOf(one, refusal),
    insert: null,
    barrier: refusal,
  };
}

function followedOf(one: ReadOnlyFunction, refusal: NonNullable<Declaration['barrier']>): Followed {
  if (one.sizeMB === null) return { ...AT_START, kind: 'unknown', refusal };
  if (one.isDefault) return { ...AT_START, kind: 'default', sizeMB: one.sizeMB };
  return { ...AT_START, kind: 'known', sizeMB: one.sizeMB, refusal };
}
