/** `Label: value unit` pairs of text platform lines, whatever separates them: tabs, spaces, newlines, a literal `\t`. */

/** Capitalised words before a colon are a label as a whole, so `Duration` is never found inside `Billed Duration` or `Post Runtime Duration`. */
const FIELD = /([A-Z][A-Za-z]*(?:_[A-Z]+)*(?:\s+[A-Z][A-Za-z]*)*):[ \t]*([^\s]+)(?:[ \t]+(ms|MB)(?![A-Za-z]))?/g;
const ESCAPED_SPACE = /\\+[tnr]/g;

/** Every label and value of a message in the order printed; the unit is taken off. At most the first 64 pairs. */
export function fieldsOf(message: string): (readonly [label: string, value: string])[] {
  const text = message.replace(ESCAPED_SPACE, '\t');
  const fields: (readonly [string, string])[] = [];
  for (const match of text.matchAll(FIELD)) {
    fields.push([(match[1] ?? '').replace(/\s+/g, ' '), match[2] ?? '']);
    if (fields.length === 64) break;
  }
  return fields;
}
