/** Line and column of many offsets in one text. */
import type { Place } from '../../model/template.ts';

/** Finds places by search in the line starts, which are looked for once. CRLF and LF end lines; a BOM is no column. */
export class LineIndex {
  readonly #file: string;
  readonly #starts: number[];

  constructor(text: string, file: string) {
    this.#file = file;
    this.#starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** Line and column of an offset, both from 1. */
  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.#file, line: low + 1, column: Math.max(1, offset - (this.#starts[low] ?? 0) + 1) };
  }
}
