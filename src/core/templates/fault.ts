/** Errors with a place: file:line:column, the line and a caret. */
import { type ErrorDetail, UserError } from '../../model/errors.ts';
import type { Place, TemplateProblem } from '../../model/template.ts';
import { LineIndex } from './line-index.ts';

/** The longest piece of a line that is shown around a fault. */
const EXCERPT_WIDTH = 100;
/** Largest template file that is read, UTF-16 units: eight times CloudFormation's own limit of 1 MB for a template body. */
const MAX_TEMPLATE_LENGTH = 8 * 1_048_576;

/** A fault in a template file. Codes: `broken-yaml`, `broken-json`, `broken-hcl`, `broken-script`, `broken-toml`, `duplicate-key`, `file-too-large`, `not-utf8`. */
export class TemplateFault extends UserError {
  readonly place: Place;
  readonly excerpt: string;
  constructor(code: string, text: string, file: string, offset: number, what: string, next?: string) {
    const place = placeAt(text, file, offset);
    const detail: ErrorDetail = { what, where: `${file}:${place.line}:${place.column}`, ...(next ? { next } : {}) };
    super(code, detail);
    this.place = place;
    this.excerpt = excerptAt(text, offset);
  }
}

/** Line and column of one offset. For many in one text: LineIndex. */
export function placeAt(text: string, file: string, offset: number): Place {
  return new LineIndex(text, file).place(Math.min(Math.max(offset, 0), text.length));
}

/** The line around an offset, cut to a readable width, with a caret below. Tabs become spaces so that the caret stands right. */
function excerptAt(text: string, offset: number): string {
  const end = Math.min(Math.max(offset, 0), text.length);
  const from = text.lastIndexOf('\n', end - 1) + 1;
  const to = text.indexOf('\n', end);
  const line = text
    .slice(from, to === -1 ? text.length : to)
    .replace(/\r$/, '')
    .replace(/^\uFEFF/, '');
  const column = Math.min(end - from, line.length);
  const cut = Math.max(0, column - EXCERPT_WIDTH / 2);
  const shown = line.slice(cut, cut + EXCERPT_WIDTH).replace(/\t/g, ' ');
  return `${shown}\n${' '.repeat(column - cut)}^`;
}

/** Refuses what is too large to be a template or is not UTF-8 text. */
export function checkText(text: string, file: string): void {
  if (text.length > MAX_TEMPLATE_LENGTH) {
    const what = `${Math.round(text.length / 1_048_576)} MB is too large for a template`;
    throw new TemplateFault('file-too-large', text, file, 0, what, 'name the template with --template');
  }
  const strange = text.indexOf('\uFFFD');
  if (strange !== -1) {
    throw new TemplateFault('not-utf8', text, file, strange, 'the file is not UTF-8 text', 'save it as UTF-8');
  }
}

/** A fault as the inventory keeps it. */
export function problemOf(fault: TemplateFault): TemplateProblem {
  const next = fault.detail.next ? `; ${fault.detail.next}` : '';
  return { place: fault.place, code: fault.code, text: `${fault.detail.what}${next}`, excerpt: fault.excerpt };
}
