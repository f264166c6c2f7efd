/** The inventory of a project's functions as people and machines read it. */
import type { FoundFunction, Place, TemplateProblem } from '../../model/template.ts';
import { escapeCsv, escapeJson, escapeMarkdown, escapeTerminal } from './escape.ts';
import { counted } from './figures.ts';
import { REFUSAL_WORDS } from './refusals.ts';
import type { Glyphs, Style } from './style.ts';
import { type Column, layOut } from './table.ts';

/** One row; null: not known. */
export interface ListRow {
  readonly function: FoundFunction;
  readonly deployedMB: number | null;
  readonly drift: boolean | null;
  readonly typicalMs: number | null;
  readonly typicalUsedMB: number | null;
}

/** The inventory, with the files that could not be read and the functions that only the logs know. */
export interface ListReport {
  readonly rows: readonly ListRow[];
  readonly problems: readonly TemplateProblem[];
  readonly elsewhere: readonly string[];
}

/** How it is shown. */
export interface ListLook {
  readonly style: Style;
  readonly glyphs: Glyphs;
  readonly width: number;
}

/** One renderer a format. */
export const LIST_RENDERERS = {
  table: listText,
  json: listJson,
  csv: listCsv,
  markdown: listMarkdown,
} as const satisfies Record<string, (report: ListReport, look: ListLook) => Iterable<string>>;

const COLUMNS: readonly Column<ListRow>[] = [
  { title: 'function', side: 'left', cell: (row) => escapeTerminal(row.function.id), min: 12 },
  { title: 'memory', side: 'right', cell: memory },
  { title: 'deployed', side: 'right', cell: deployed, drop: 5 },
  {
    title: 'timeout',
    side: 'right',
    cell: (row) => (row.function.timeoutS === null ? 'unknown' : `${row.function.timeoutS} s`),
    drop: 4,
  },
  { title: 'typical duration', side: 'right', cell: (row) => duration(row.typicalMs), drop: 2 },
  {
    title: 'typical memory used',
    side: 'right',
    cell: (row) => (row.typicalUsedMB === null ? '' : `${row.typicalUsedMB} MB`),
    drop: 3,
  },
  { title: 'runtime', side: 'left', cell: (row) => escapeTerminal(row.function.runtime ?? ''), drop: 1 },
  { title: 'where', side: 'left', cell: (row) => escapeTerminal(place(row)), min: 16, drop: 7 },
  { title: 'size from', side: 'left', cell: (row) => escapeTerminal(origin(row)), min: 20, drop: 6 },
];

/** Where the size is written, or why it cannot be edited and where that is; '' where nothing is written. */
function origin({ function: { place: own, sizeFrom, refusal } }: ListRow): string {
  const at = ({ file, line, column }: Place): string => `${file === own.file ? 'line ' : `${file}:`}${line}:${column}`;
  if (refusal) return `${REFUSAL_WORDS[refusal.code].why}, ${at(refusal.place)}`;
  if (sizeFrom.place === null) return '';
  return sizeFrom.origin === 'own' ? at(sizeFrom.place) : `${sizeFrom.origin.replace('-', ' ')}, ${at(sizeFrom.place)}`;
}

function* listText(report: ListReport, { style, glyphs, width }: ListLook): Iterable<string> {
  const { rows, problems, elsewhere } = report;
  const columns = COLUMNS.filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  const table = layOut(columns, rows, { width, ellipsis: glyphs.ellipsis, heading: style.bold });
  for (const line of table.lines ?? rows.map((row) => `${escapeTerminal(row.function.id)} ${memory(row)}`))
    yield `${line}\n`;
  const drifted = rows.filter(({ drift }) => drift === true).length;
  yield `${counted(rows.length, 'function')}${drifted > 0 ? `, ${counted(drifted, 'of them', 'of them')} deployed with another size than the template says` : ''}\n`;
  if (elsewhere.length > 0) yield `only in the logs: ${escapeTerminal(elsewhere.join(', '))}\n`;
  for (const { place: at, text, excerpt } of problems) {
    yield `${style.yellow('not read')} ${escapeTerminal(`${at.file}:${at.line}:${at.column}: ${text}`)}\n`;
    if (excerpt !== '')
      yield `${excerpt
        .split('\n')
        .map((line) => `  ${escapeTerminal(line)}`)
        .join('\n')}\n`;
  }
}

function* listJson({ rows, problems, elsewhere }: ListReport): Iterable<string> {
  const functions = rows.map(({ function: found, ...seen }) => ({ ...found, ...seen }));
  yield `${escapeJson(JSON.stringify({ schemaVersion: 1, kind: 'list', functions, problems, elsewhere }, null, 2))}\n`;
}

const HEAD = [
  'function',
  'format',
  'type',
  'name',
  'sizeMB',
  'sizeFrom',
  'deployedMB',
  'drift',
  'timeoutS',
  'typicalMs',
  'typicalUsedMB',
  'runtime',
  'architecture',
  'file',
  'line',
  'sizeFile',
  'sizeLine',
  'refusal',
];

function* listCsv({ rows }: ListReport): Iterable<string> {
  yield `${HEAD.join(',')}\n`;
  for (const row of rows) {
    const { id, format, type, name, sizeMB, sizeFrom, timeoutS, runtime, architecture, place: at } = row.function;
    const cells = [
      id,
      format,
      type,
      name,
      sizeMB,
      sizeFrom.origin,
      row.deployedMB,
      row.drift,
      timeoutS,
      row.typicalMs,
      row.typicalUsedMB,
      runtime,
      architecture,
      at.file,
      at.line,
      sizeFrom.place?.file ?? null,
      sizeFrom.place?.line ?? null,
      row.function.refusal?.code ?? null,
    ];
    yield `${cells.map((cell) => (cell === null ? '' : escapeCsv(String(cell)))).join(',')}\n`;
  }
}

function* listMarkdown({ rows }: ListReport): Iterable<string> {
  yield '| function | memory | timeout | typical duration | typical memory used | where | size from |\n|---|---:|---:|---:|---:|---|---|\n';
  for (const row of rows) {
    const { id, timeoutS } = row.function;
    const cells = [
      id,
      memory(row),
      timeoutS === null ? 'unknown' : `${timeoutS} s`,
      duration(row.typicalMs),
      row.typicalUsedMB === null ? '' : `${row.typicalUsedMB} MB`,
      place(row),
      origin(row),
    ];
    yield `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
  }
}

function memory({ function: { sizeMB, sizeFrom } }: ListRow): string {
  if (sizeMB === null) return 'unknown';
  return sizeFrom.origin === 'default' ? `${sizeMB} MB (default)` : `${sizeMB} MB`;
}

function deployed({ deployedMB, drift }: ListRow): string {
  if (deployedMB === null) return '';
  return drift ? `${deployedMB} MB (drift)` : `${deployedMB} MB`;
}

function duration(ms: number | null): string {
  if (ms === null) return '';
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function place({ function: { place: at } }: ListRow): string {
  return `${at.file}:${at.line}`;
}
