/** Reads CSV with log messages or Insights' discovered fields: one row, one event. */
import { Contexts } from './contexts.ts';
import type { CsvColumns } from './csv-columns.ts';
import { type CsvRows, CsvSplitter } from './csv-splitter.ts';
import type { EnvelopeOptions, EnvelopeReader, EnvelopeTarget } from './envelope.ts';
import { readTime } from './event-time.ts';
import { JsonDocuments } from './json-documents.ts';
import { rowOf } from './json-values.ts';
import { Tally } from './tally.ts';

/** What `sniff` found out about a CSV. `headless`: its first row is no header. */
export interface CsvForm {
  readonly separator: ',' | ';' | '\t';
  readonly columns: CsvColumns;
  readonly headless: boolean;
}

const DECODER = new TextDecoder();

/** A reader for one input of that form. */
export function createCsvReader(target: EnvelopeTarget, options: EnvelopeOptions, form: CsvForm): EnvelopeReader {
  const tally = new Tally();
  const splitter = new CsvSplitter(new CsvReader(target, options, form, tally), form.separator);
  return {
    push: (chunk) => splitter.push(chunk),
    end: () => {
      splitter.end();
      target.endText();
      return tally.account('csv');
    },
  };
}

class CsvReader implements CsvRows {
  readonly #target: EnvelopeTarget;
  readonly #tally: Tally;
  readonly #contexts: Contexts;
  readonly #documents: JsonDocuments;
  readonly #columns: CsvColumns;
  readonly #shape: string;
  #headerExpected: boolean;

  constructor(target: EnvelopeTarget, options: EnvelopeOptions, form: CsvForm, tally: Tally) {
    this.#target = target;
    this.#tally = tally;
    this.#contexts = new Contexts(target, options.origin);
    this.#documents = new JsonDocuments(target, options, tally, this.#contexts);
    this.#columns = form.columns;
    this.#headerExpected = !form.headless;
    this.#shape =
      form.columns.names.some((name) => name.startsWith('@')) || form.columns.message < 0 ? 'insights-csv' : 'csv';
  }

  row(bytes: Uint8Array, ends: Int32Array, cells: number, line: number): void {
    if (this.#headerExpected) {
      this.#headerExpected = false;
      this.#tally.seen(this.#shape);
      return;
    }
    const { message } = this.#columns;
    const start = message > 0 ? ends[message - 1]! : 0;
    const end = message >= 0 && message < cells ? ends[message]! : start;
    if (end > start) this.#event(bytes, ends, cells, start, end, line);
    else if (this.#columns.insights) this.#fields(bytes, ends, cells, line);
    else if (message >= cells) {
      this.#target.unreadable(
        line,
        `a row of ${cells} cells, where the message is cell ${message + 1}`,
        cellsOf(bytes, ends, cells).join(',').slice(0, 120),
      );
    } else if (this.#isHeaderAgain(bytes, ends, cells)) this.#tally.otherValues++;
  }

  broken(line: number, reason: string, excerpt: string): void {
    this.#target.unreadable(line, reason, excerpt);
  }

  #event(bytes: Uint8Array, ends: Int32Array, cells: number, start: number, end: number, line: number): void {
    if (this.#isHeaderAgain(bytes, ends, cells)) return;
    const { time, stream, group, function: name } = this.#columns;
    const cell = (column: number): string => (column < 0 || column >= cells ? '' : textAt(bytes, ends, column));
    const context = this.#contexts.of({ logGroup: cell(group), logStream: cell(stream), function: cell(name) });
    this.#tally.event(this.#shape);
    this.#target.event(context, this.#timeOf(cell(time)), bytes, start, end, line);
  }

  /** Insights (`@timestamp`) prints UTC without saying so; other columns without a zone are taken as UTC, and that is noted. */
  #timeOf(text: string): number {
    const isInsights = this.#columns.names[this.#columns.time]?.startsWith('@') && /^\d/.test(text);
    return isInsights ? readTime(text).ms : this.#tally.time(text);
  }

  /** Discovered fields without a message. */
  #fields(bytes: Uint8Array, ends: Int32Array, cells: number, line: number): void {
    const texts = cellsOf(bytes, ends, cells);
    const row = rowOf(this.#columns.names.slice(0, cells).map((name, i) => [name, texts[i]] as const));
    if (Object.keys(row).length === 0) return;
    const group = this.#columns.group < 0 ? undefined : row[this.#columns.names[this.#columns.group]!];
    this.#documents.row(row, line, this.#shape, { logGroup: group ?? null });
  }

  /** Files joined with `cat` have a header in the middle. */
  #isHeaderAgain(bytes: Uint8Array, ends: Int32Array, cells: number): boolean {
    const { names } = this.#columns;
    if (cells !== names.length || ends[cells - 1]! > 4096) return false;
    return cellsOf(bytes, ends, cells).every((text, i) => text.trim() === names[i]);
  }
}

function cellsOf(bytes: Uint8Array, ends: Int32Array, cells: number): string[] {
  return Array.from({ length: cells }, (_, i) => textAt(bytes, ends, i));
}

function textAt(bytes: Uint8Array, ends: Int32Array, column: number): string {
  return DECODER.decode(bytes.subarray(column === 0 ? 0 : ends[column - 1]!, ends[column]!));
}
