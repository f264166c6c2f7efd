/** How text may look: colours and drawing characters come in as values, so that core knows no terminal. */

/** Wraps text in a look; the identity where colour is off. Looks never carry meaning alone: the words do. */
type Paint = (text: string) => string;

/** The looks the reports use. picocolors' `createColors(enabled)` is one. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
}

/** No colour at all. */
export const PLAIN: Style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

/** The characters charts and tables are drawn with. */
export interface Glyphs {
  readonly arrow: string;
  readonly minus: string;
  readonly dash: string;
  readonly dot: string;
  readonly ellipsis: string;
  readonly line: string;
  readonly tick: string;
  readonly end: string;
  readonly times: string;
  /** Eighths of a column from empty to full; the ASCII set has halves only. */
  readonly levels: readonly string[];
}

/** For terminals that show UTF-8. */
export const UNICODE: Glyphs = {
  arrow: '→',
  minus: '−',
  dash: '–',
  dot: '·',
  ellipsis: '…',
  line: '─',
  tick: '┴',
  end: '┤',
  times: '×',
  levels: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

/** For all others. */
export const ASCII: Glyphs = {
  arrow: '->',
  minus: '-',
  dash: '-',
  dot: '-',
  ellipsis: '..',
  line: '-',
  tick: '+',
  end: '|',
  times: 'x',
  levels: [' ', '.', '#'],
};

function same(text: string): string {
  return text;
}
