/** Errors about options and configuration, each naming the flag, the variable or the file's line and column it is about. */
import { UserError } from '../../model/errors.ts';
import { nearestName } from '../pricing/nearest-name.ts';
import { findPrices, REGIONS } from '../pricing/price-table.ts';

/** Where a value was said. `place` is `file:line:column`; `excerpt` is the line with a caret below the value. */
export type Origin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly place: string; readonly excerpt: string }
  | { readonly kind: 'default' };

/** An origin in words: `--goal`, `MEMFIT_GOAL`, `memfit.config.yaml:3:7`. */
export function originText(origin: Origin): string {
  if (origin.kind === 'file') return origin.place;
  return origin.kind === 'default' ? 'the default' : origin.name;
}

/** A UserError `invalid-option` about a value that cannot be used as written. */
export function invalidValue(origin: Origin, what: string, why: string, next?: string): UserError {
  const excerpt = origin.kind === 'file' ? `\n${origin.excerpt}` : '';
  return new UserError('invalid-option', {
    where: originText(origin),
    what: `${printable(what)}${excerpt}`,
    why,
    ...(next === undefined ? {} : { next }),
  });
}

/** "did you mean X?" if a known name is near, else the names themselves. */
export function suggestion(typed: string, names: readonly string[]): string {
  const near = nearestName(typed, names);
  return near === null ? `one of: ${names.join(', ')}` : `did you mean ${near}?`;
}

/** A Region whose prices are known. Throws a UserError `invalid-option` with the nearest known one. */
export function readRegion(text: string, origin: Origin): string {
  if (findPrices(text)) return text;
  const next = `did you mean ${nearestName(text, REGIONS) ?? 'us-east-1, eu-central-1 or another Region code'}?`;
  throw invalidValue(origin, `no prices are known for Region "${text}"`, 'a Region is given by its code', next);
}

/** The line of a text that holds a position (line and column from 1), with a caret below it: two lines, indented by four. Long lines are cut around the caret. */
export function excerptAt(text: string, line: number, column: number): string {
  const whole = (text.split(/\r?\n/)[line - 1] ?? '').replaceAll('\t', ' ');
  const from = Math.max(0, column - 1 - 50);
  const shown = printable(whole.slice(from, from + 100));
  return `    ${shown}\n    ${' '.repeat(Math.max(0, column - 1 - from))}^`;
}

/** Control characters and text direction marks shown as `?`, so that a file cannot steer a terminal; each stays one column wide. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '?');
}
