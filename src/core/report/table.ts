/** A table that fits the terminal: text columns give way first, then whole columns go in a stated order; a number is never cut or wrapped. */
import { pad, shorten, widthOf } from './width.ts';

/** One column. `min` lets its text be shortened to that width (absent: never). `drop`: when it goes, lowest first (absent: never). */
export interface Column<T> {
  readonly title: string;
  readonly side: 'left' | 'right';
  readonly cell: (row: T) => string;
  readonly paint?: (text: string, row: T) => string;
  readonly min?: number;
  /** How its text is shortened to a width; absent: in the middle. */
  readonly fit?: (row: T, width: number) => string;
  readonly drop?: number;
}

/** A table as laid out: its lines, and the titles of the columns for which there was no room. `lines` null: not even the last columns fit. */
export interface Layout {
  readonly lines: readonly string[] | null;
  readonly dropped: readonly string[];
}

/** Space between two columns. */
const GAP = '  ';

/** Lays rows out in at most `width` columns of the terminal. */
export function layOut<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  look: { readonly width: number; readonly ellipsis: string; readonly heading: (text: string) => string },
): Layout {
  const dropped: string[] = [];
  let kept = columns.map((column) => ({ column, cells: rows.map(column.cell) }));
  for (;;) {
    const widths = widthsOf(kept, look.width);
    if (widths) return { lines: draw(kept, widths, rows, look), dropped };
    const next = kept
      .filter(({ column }) => column.drop !== undefined)
      .sort((a, b) => (a.column.drop ?? 0) - (b.column.drop ?? 0))[0];
    if (!next) return { lines: null, dropped };
    dropped.push(next.column.title);
    kept = kept.filter((column) => column !== next);
  }
}

interface Filled<T> {
  readonly column: Column<T>;
  readonly cells: readonly string[];
}

/** Column widths that fit, or null: text columns shrink evenly from their natural width down to their least. */
function widthsOf<T>(columns: readonly Filled<T>[], room: number): number[] | null {
  const widths = columns.map(({ column, cells }) =>
    cells.reduce((most, cell) => Math.max(most, widthOf(cell)), column.title.length),
  );
  const least = columns.map(({ column }, i) =>
    Math.min(widths[i] ?? 0, Math.max(column.min ?? Infinity, column.title.length)),
  );
  let excess = sum(widths) + GAP.length * (columns.length - 1) - room;
  while (excess > 0) {
    let widest = -1;
    for (let i = 0; i < widths.length; i++) {
      const slack = (widths[i] ?? 0) - (least[i] ?? 0);
      if (slack > 0 && (widest < 0 || (widths[i] ?? 0) > (widths[widest] ?? 0))) widest = i;
    }
    if (widest < 0) return null;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function draw<T>(
  columns: readonly Filled<T>[],
  widths: readonly number[],
  rows: readonly T[],
  look: { readonly ellipsis: string; readonly heading: (text: string) => string },
): string[] {
  const line = (cell: (at: number) => string): string =>
    columns
      .map((_, i) => cell(i))
      .join(GAP)
      .trimEnd();
  const head = line((i) => pad(columns[i]?.column.title ?? '', widths[i] ?? 0, columns[i]?.column.side));
  const body = rows.map((row, r) =>
    line((i) => {
      const filled = columns[i];
      const width = widths[i] ?? 0;
      const cell = filled?.cells[r] ?? '';
      const cut = widthOf(cell) > width ? filled?.column.fit?.(row, width) : undefined;
      const text = shorten(cut ?? cell, width, look.ellipsis);
      const space = ' '.repeat(Math.max(0, width - widthOf(text)));
      const painted = text === '' ? '' : (filled?.column.paint?.(text, row) ?? text);
      return filled?.column.side === 'right' ? space + painted : painted + space;
    }),
  );
  return [look.heading(head), ...body];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
