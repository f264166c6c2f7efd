/** Which column of a CSV holds what: the console's downloads, Logs Insights and Athena exports, in any order. */
import { isGroupKey, isStreamKey } from './shipper-origin.ts';

/** Indices of columns; -1: absent. `insights`: the rows carry discovered fields instead of, or beside, a message. */
export interface CsvColumns {
  readonly names: readonly string[];
  readonly message: number;
  readonly time: number;
  readonly stream: number;
  readonly group: number;
  readonly function: number;
  readonly insights: boolean;
}

const MESSAGE = [
  '@message',
  'message',
  'msg',
  'log_message',
  'logmessage',
  'log message',
  'raw',
  '_raw',
  'line',
  'text',
  'log',
  'event',
];
const TIME = ['@timestamp', 'timestamp', 'time', 'ts', '_time', 'event_time', 'eventtime', 'date', '@ingestiontime'];
const STREAM = ['@logstream', 'logstream', 'logstreamname', 'log_stream', 'log stream', 'log_stream_name', 'stream'];
const GROUP = ['@log', 'loggroup', 'loggroupname', 'log_group', 'log group', 'log_group_name', '@loggroup'];
const FUNCTION = ['function', 'functionname', 'function_name', 'function name'];
/** Discovered fields that make a report without its message. */
const DISCOVERED =
  /^(@duration|@billedDuration|@maxMemoryUsed|@memorySize|@type|@requestId|record\.|(avg|count|count_distinct|max|min|pct|stddev|sum|bin)\()/i;

function orLike(known: number, names: readonly string[], isLike: (name: string) => boolean): number {
  return known >= 0 ? known : names.findIndex(isLike);
}

/** Reads a header; null: no column of it is one of logs. */
export function readHeader(cells: readonly string[]): CsvColumns | null {
  const names = cells.map((cell) => cell.replace(/^\uFEFF/, '').trim());
  const lower = names.map((name) => name.toLowerCase());
  const find = (known: readonly string[]): number =>
    known.reduce((found, name) => (found >= 0 ? found : lower.indexOf(name)), -1);
  const columns = {
    names,
    message: find(MESSAGE),
    time: find(TIME),
    stream: orLike(find(STREAM), names, isStreamKey),
    group: orLike(find(GROUP), names, isGroupKey),
    function: find(FUNCTION),
    insights: names.some((name) => DISCOVERED.test(name)),
  };
  return columns.message >= 0 || columns.insights ? columns : null;
}

/** Takes the column whose cell holds a platform line as the message: exports with names of their own. Null: none does, or the separator cuts the reports. */
export function columnsByContent(header: readonly string[], rows: readonly (readonly string[])[]): CsvColumns | null {
  if (rows.some((row) => row.some((cell) => CUT_REPORT.test(cell)))) return null;
  for (const row of rows) {
    const message = row.findIndex((cell) => PLATFORM.test(cell));
    if (message < 0) continue;
    const known = readHeader(header.map((name, i) => (i === message ? 'message' : name)));
    return known === null ? null : { ...known, names: header, message };
  }
  return null;
}

const PLATFORM = /REPORT RequestId: |"type"\s*:\s*"platform\.|^(?:START|END) RequestId: |^INIT_START /;
/** Tabs inside reports are no columns, whatever the first line of a text looks like. */
const CUT_REPORT = /REPORT RequestId: \S+\s*$/;
