/** Tells whether a text begins in the middle of a REPORT: `tail -c`, a split file, a lost first piece. What is missing of it cannot be read, and must not be missed in silence. */

const FIELD = String.raw`(?:(?:Billed |Init |Restore |Billed Restore )?Duration: [\d.]+ ms|Memory Size: \d+ MB|Max Memory Used: \d+ MB|XRAY TraceId: \S+|SegmentId: \S+|Sampled: \w+|Status: \w+|Error Type: [\w.]+)`;
const SPACE = String.raw`(?:\s|\\+[tnr])`;
/** Whole fields from the first one on, and nothing else but the end of a JSON string and of what holds it. */
const FIELDS = new RegExp(
  String.raw`(?<![A-Za-z] |(?<!\\)[A-Za-z])${FIELD}(?:${SPACE}+${FIELD})*(?<end>${SPACE}*)(?:"\s*[,}\]].*)?$`,
);
/** What a REPORT prints before a field: a part that ends so may be the rest of one. */
const PARTS: readonly (readonly [label: string, value: RegExp])[] = [
  ['REPORT RequestId: ', /^[0-9a-fA-F-]{0,36}$/],
  ['Duration: ', /^[\d.]* ?(?:ms|s)?$/],
  ['Billed Duration: ', /^[\d.]* ?(?:ms|s)?$/],
  ['Init Duration: ', /^[\d.]* ?(?:ms|s)?$/],
  ['Memory Size: ', /^\d* ?(?:MB|B)?$/],
  ['Max Memory Used: ', /^\d* ?(?:MB|B)?$/],
  ['XRAY TraceId: ', /^[0-9a-zA-Z-]{0,35}$/],
];
/** Members of a `platform.report` record. */
const METRICS = /"(?:billedDurationMs|maxMemoryUsedMB|memorySizeMB)"\s*:\s*\d/;
/** Longest first line looked at, in letters. */
const LONGEST = 4_096;

/**
 * The beginning of the first line of an input when that is the rest of a REPORT, else null. Two whole fields must be left of it, or one and the tab
 * that ends a REPORT; where the second line is like the first, somebody cut all of them (`grep -o`), not the input.
 */
export function cutFront(text: string): string | null {
  const [first = '', second = ''] = text.slice(0, 2 * LONGEST).split('\n', 2);
  if (!isRest(first) || (isRest(second) && !second.startsWith('XRAY'))) return null;
  return first.trim().slice(0, 160);
}

function isRest(line: string): boolean {
  if (line.length > LONGEST || /REPORT RequestI[dD]:/.test(line)) return false;
  return isRestOfText(line.replace(/\r$/, '')) || isRestOfJson(line.trim());
}

function isRestOfText(line: string): boolean {
  const found = FIELDS.exec(line);
  if (found === null) return false;
  const whole = found[0].match(new RegExp(FIELD, 'g'))?.length ?? 0;
  const before = line.slice(0, found.index).replace(new RegExp(`${SPACE}+$`), '');
  return (whole > 1 || /\t|\\t/.test(found.groups?.end ?? '')) && PARTS.some((part) => isRestOf(part, before));
}

/** `before` is nothing, or the end of "label value". */
function isRestOf([label, value]: (typeof PARTS)[number], before: string): boolean {
  if (value.test(before)) return true;
  for (let from = 0; from < label.length; from++) {
    const left = label.slice(from);
    if (before.startsWith(left) && value.test(before.slice(left.length))) return true;
  }
  return false;
}

/** More braces close than open, and a report's metrics among them. */
function isRestOfJson(line: string): boolean {
  if (/^[{[]/.test(line) || !line.endsWith('}') || !METRICS.test(line)) return false;
  return line.split('}').length > line.split('{').length;
}
