/** `Label: value unit` pairs of text platform lines, whatever separates them: tabs, spaces, newlines, a literal `\t`. */

/** Capitalised words before a colon are a label as a whole, so `Duration` is never found inside `Billed Duration` or `Post Runtime Duration`. */
const FIELD = /([A-Z][A-Za-z]*(?:_[A-Z]+)*(?:\s+[A-Z][A-Za-z]*)*):[ \t]*([^\s]+)(?:[ \t]+(ms|MB)(?![A-Za-z]))?/g;
const ESCAPED_SPACE = /\\+[tnr]/g;

/** Units that the service does not print: what another program rounds to seconds or gigabytes is no number of ours. */
const OTHER_UNIT = /^[ \t]*(?:s|secs?|seconds?|mins?|minutes?|[µu]s|[KG]i?B|MiB|bytes|B)(?![A-Za-z])/;

/** Labels whose numbers always have a unit behind them. */
const MEASURED = /(?:Duration|Size|Used)$/;

/**
 * Every label and value of a message in the order printed; the unit is taken off. At most the first 64 pairs. A measured number with nothing
 * behind it on its line, not even its unit, was cut off: its last digits may be missing, so it is left out; so is one in another unit.
 */
export function fieldsOf(message: string): (readonly [label: string, value: string])[] {
  const text = message.replace(ESCAPED_SPACE, '\t').replace(/[\r\n]+$/, '');
  const fields: (readonly [string, string])[] = [];
  for (const match of text.matchAll(FIELD)) {
    const [whole, label = '', value = '', unit] = match;
    const end = match.index + whole.length;
    if (unit === undefined && MEASURED.test(label) && isNoNumber(value, text.slice(end, end + 12))) continue;
    fields.push([label.replace(/\s+/g, ' '), value]);
    if (fields.length === 64) break;
  }
  return fields;
}

/** Cut off at the end of its line, or in another unit. */
function isNoNumber(value: string, behind: string): boolean {
  return OTHER_UNIT.test(behind) || (/^(?:\r?\n|$)/.test(behind) && /^[\d.]+m?$/i.test(value));
}
