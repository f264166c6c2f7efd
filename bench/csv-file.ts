/** Tables in CSV files (gzip or plain) as records by column name, with faults told by file and line. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A file that cannot be used as it is: what is wrong, and where. */
export class FileFault extends Error {}

/** Rows by column name; quoted cells are read. Every name in `needed` must be a column; every cell of `numbers` a number or empty. */
export function readCsv(
  path: string,
  needed: readonly string[],
  numbers: readonly string[] = [],
): Record<string, string>[] {
  const lines = textOf(path).split(/\r?\n/);
  const names = cells(lines[0] ?? '').map((name) => name.trim().replace(/^\uFEFF/, ''));
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new FileFault(`${path}:1: no column ${missing.join(', ')}; the columns are ${names.join(', ')}`);
  }
  return lines.flatMap((line, at) => {
    if (at === 0 || line.trim() === '') return [];
    const values = cells(line);
    const where = `${path}:${at + 1}`;
    if (values.length > names.length)
      throw new FileFault(`${where}: ${values.length} cells under ${names.length} columns`);
    const row = Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
    for (const name of numbers) {
      if (Number.isNaN(Number(row[name] ?? '')))
        throw new FileFault(`${where}: ${name} is ${JSON.stringify(row[name])}, not a number`);
    }
    return [row];
  });
}

function textOf(path: string): string {
  try {
    const bytes = readFileSync(path);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new FileFault(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function cells(line: string): string[] {
  return [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}
