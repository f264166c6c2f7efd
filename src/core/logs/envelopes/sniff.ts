/** Recognises what an input is from its first bytes. */
import { cutFront } from '../cut-front.ts';
import { columnsByContent, readHeader } from './csv-columns.ts';
import type { CsvForm } from './csv-reader.ts';
import { CsvSplitter } from './csv-splitter.ts';
import { foreignFormat } from './foreign-format.ts';
import { JsonObject } from './json-object.ts';

/** What an input is. `text` is line-shaped and named by its first lines; `foreign` cannot be read, and `why` says what to do instead. */
export type Sniffed =
  | { readonly kind: 'empty' }
  | { readonly kind: 'foreign'; readonly shape: string; readonly why: string }
  | { readonly kind: 'json' }
  | { readonly kind: 'csv'; readonly form: CsvForm }
  | { readonly kind: 'cli-text' }
  | { readonly kind: 'log-tail' }
  | {
      readonly kind: 'text';
      readonly shape: string;
      readonly zoneless: boolean;
      readonly note: string | null;
      /** The first line, where it is the rest of a REPORT that was cut off at the front; else null. */
      readonly cut: string | null;
    };

/** Bytes looked at; the answer depends on them alone, however they were cut. */
export const SNIFFED_BYTES = 64 * 1024;
/** Lines at whose start an object is looked for: a warning of a tool may stand before the JSON. */
const LINES_LOOKED_AT = 40;

const DECODER = new TextDecoder();

/** Recognises an input by its first `SNIFFED_BYTES` (all of it when it is shorter; `complete` tells). Never throws. */
export function sniff(head: Uint8Array, complete: boolean): Sniffed {
  const text = DECODER.decode(head);
  const begin = text.trimStart();
  if (begin === '') return complete ? { kind: 'empty' } : plainText(text);
  const foreign = foreignFormat(head, text);
  if (foreign !== null) return { kind: 'foreign', ...foreign };
  if (/^(?:.*\n){0,2}EVENTS\t\d{13,}\t/.test(begin)) return { kind: 'cli-text' };
  const csv = csvForm(head, text, begin, complete);
  if (csv !== null) return { kind: 'csv', form: csv };
  if (isJson(head, begin)) return { kind: 'json' };
  if (isLogTail(begin, complete)) return { kind: 'log-tail' };
  return plainText(begin);
}

/** Keys that only envelopes have at the top of an object. */
const ENVELOPE_KEYS =
  /^(events|logEvents|messageType|awslogs|searchedLogStreams|nextForwardToken|nextBackwardToken|nextToken|logStreamName|ingestionTime|eventId|logStream|logGroup|LogResult|Records|records|results|statistics|queryLanguage|queryId|@message|@timestamp|@ptr|@log|@logStream|schemaVersion|log|line|textPayload|_raw)$/;
/** A platform line inside a string of JSON: a shipper's own wrapping. */
const WRAPPED = /^[ \t]*\{.*"[^"\n]{0,200}(?:REPORT RequestId: |\\"type\\":\s*\\"platform\.)/m;
/** The same in a document printed over several lines, as a search of OpenSearch gives it. */
const WRAPPED_BELOW =
  /^\{\s*"[\s\S]*\n\s*"[^"\n]{1,80}":\s*"[^"\n]{0,200}(?:REPORT RequestId: |\\"type\\":\s*\\"platform\.)/;

function isJson(head: Uint8Array, begin: string): boolean {
  if (/^\[\s*[{["\]]/.test(begin)) return true;
  if (/^"(?:[^"\\\n]|\\.)*"\s*(?:\n|$)/.test(begin)) return true;
  const object = new JsonObject();
  for (const at of objectStarts(head)) {
    object.read(head, at, head.length);
    const keys = object.keys();
    if (keys.some((key) => ENVELOPE_KEYS.test(key))) return true;
    if (hasNumericTime(object)) return true;
  }
  return WRAPPED.test(begin) || WRAPPED_BELOW.test(begin);
}

function hasNumericTime(object: JsonObject): boolean {
  const time = object.find('timestamp');
  return time >= 0 && object.find('message') >= 0 && !object.isString(time);
}

/** Where lines begin with an object, the first few. */
function objectStarts(head: Uint8Array): number[] {
  const starts: number[] = [];
  let at = 0;
  for (let line = 0; line < LINES_LOOKED_AT && at < head.length; line++) {
    while (at < head.length && (head[at] === 0x20 || head[at] === 0x09)) at++;
    if (head[at] === 0x7b) starts.push(at);
    const next = head.indexOf(0x0a, at);
    if (next < 0) break;
    at = next + 1;
  }
  return starts;
}

/** A table's names stand within so many bytes; most inputs are no tables, and are not split as if they were. */
const HEADER_BYTES = 4096;

function csvForm(head: Uint8Array, text: string, begin: string, complete: boolean): CsvForm | null {
  const first = begin.slice(0, begin.indexOf('\n') < 0 ? begin.length : begin.indexOf('\n'));
  if (/^\d{10,13},"/.test(first)) {
    return { separator: ',', headless: true, columns: { ...HEADLESS, names: ['timestamp', 'message'] } };
  }
  if (begin.length === text.length && isNoHeader(first)) return null;
  for (const separator of [',', ';', '\t'] as const) {
    const [header] = firstRows(head.subarray(0, HEADER_BYTES), separator, complete && head.length <= HEADER_BYTES);
    if (header === undefined || !isHeader(header)) continue;
    const byContent = () => columnsByContent(header, firstRows(head, separator, complete).slice(1));
    const columns = readHeader(header) ?? (header.length > 1 ? byContent() : null);
    if (columns !== null && (header.length > 1 || /^"?@?message"?\s*$/i.test(first))) {
      return { separator, columns, headless: false };
    }
  }
  return null;
}

/** A short first line without quotes, which is the first row whatever separates, and has what no cell of a header has: isHeader would say no three times. */
function isNoHeader(first: string): boolean {
  return first.length <= 512 && !first.includes('"') && /\d{4}-\d\d|RequestId|: /.test(first);
}

const HEADLESS = { time: 0, message: 1, stream: -1, group: -1, function: -1, insights: false } as const;

/** Names, not values: short, without the words and figures of a log line. */
function isHeader(cells: readonly string[]): boolean {
  return cells.every(
    (cell) => /^\uFEFF?[\s\w@.$()*/:-]{0,80}$/.test(cell) && !/^\d|\d{4}-\d\d|RequestId|: /.test(cell),
  );
}

/** The first rows of a CSV as text; a row that the head cuts off is left out. */
function firstRows(head: Uint8Array, separator: ',' | ';' | '\t', complete: boolean): string[][] {
  const rows: string[][] = [];
  const take = (bytes: Uint8Array, ends: Int32Array, cells: number): void => {
    if (rows.length >= 50) return;
    rows.push(
      Array.from({ length: cells }, (_, i) => DECODER.decode(bytes.subarray(i === 0 ? 0 : ends[i - 1]!, ends[i]!))),
    );
  };
  const splitter = new CsvSplitter({ row: take, broken: () => {} }, separator);
  splitter.push(head);
  if (complete) splitter.end();
  return rows;
}

function isLogTail(begin: string, complete: boolean): boolean {
  if (/^x-amz-log-result:\s*[A-Za-z0-9+/]{16}/im.test(begin)) return true;
  const lines = begin.trimEnd().split(/\r?\n/);
  const whole = complete ? lines : lines.slice(0, lines.length > 1 ? -1 : 1);
  return whole.every((line) => /^"?[A-Za-z0-9+/_-]{4,}={0,2}"?$/.test(line)) && (whole[0]?.length ?? 0) >= 40;
}

const ISO = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;
const ZONE = String.raw`(?:Z|[+-]\d\d:?\d\d)`;
const STREAM = String.raw`\d{4}/\d\d/\d\d/\S*\[[^\]\s]+\]\S+`;
const ZONELESS = new RegExp(`^(?:${STREAM}\\s+)?${ISO}(?!${ZONE}|[.,\\d])\\s`);
/** In the order tried. */
const TEXTS: readonly (readonly [string, RegExp])[] = [
  ['sam-logs', new RegExp(`^${STREAM}\\s+${ISO}`)],
  ['aws-logs-tail', new RegExp(`^${ISO}(?:\\+00:00)\\s+${STREAM}`)],
  ['s3-export', new RegExp(`^${ISO}Z (?!${STREAM})`)],
  ['timed-text', new RegExp(`^(?:${ISO}|(?:${STREAM}\\t)?1[4-9]\\d{11}\\t)`)],
  ['json-records', /^\{\s*"(?:time|type|record)"/],
];

/** Line-shaped text, named by its first line, or by what most of its first lines look like. */
function plainText(begin: string): Sniffed {
  const lines = begin
    .slice(0, 8192)
    .split('\n', 30)
    .map((line) => line.replace(/\x1b\[[0-9;]*m/g, '').trimEnd())
    .filter((line) => line !== '');
  const fits = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;
  const named = TEXTS.find(([, pattern]) => pattern.test(lines[0] ?? '') || 2 * fits(pattern) > lines.length);
  const note = otherTable(lines) ?? otherJson(begin) ?? rewritten(lines);
  return { kind: 'text', shape: named?.[0] ?? 'text', zoneless: fits(ZONELESS) > 0, note, cut: cutFront(begin) };
}

/** `serverless logs` prints reports anew and leaves their size and request id out. */
function rewritten(lines: readonly string[]): string | null {
  if (!lines.some((line) => /(?:^|\s)END\s+Duration: [\d.]+ ms .*Memory Used: \d+ MB/.test(line))) return null;
  return '`serverless logs` leaves out the memory size; export with `aws logs filter-log-events --output json`';
}

/** JSON of another program altogether; read as text all the same, and this is said only when nothing was found. */
function otherJson(begin: string): string | null {
  if (!/^[{[]\s*["{]/.test(begin) || /"(?:requestId|level|timestamp|time|_aws|log|msg|message)"/.test(begin))
    return null;
  return 'JSON without log events; export with `aws logs filter-log-events --output json`';
}

/** A table without a column of messages; it is read as text all the same, and this is said only when nothing was found. */
function otherTable(lines: readonly string[]): string | null {
  for (const separator of [',', ';', '\t']) {
    const cells = (lines[0] ?? '').trim().split(separator);
    const second = (lines[1] ?? '').split(separator);
    if (cells.length < 2 || second.length !== cells.length || !isHeader(cells.map((cell) => cell.replaceAll('"', ''))))
      continue;
    return `CSV without a column of log messages (columns: ${cells
      .slice(0, 8)
      .map((cell) => cell.replaceAll('"', '').trim())
      .join(', ')}); export the columns timestamp and message`;
  }
  return null;
}
