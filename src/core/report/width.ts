/** Text measured in terminal columns: wide characters take two, combining ones none. Takes text without colour. */
import measure from 'fast-string-width';

/** Columns that text takes on a terminal. */
export function widthOf(text: string): number {
  return measure(text);
}

/** Text filled up with spaces to `width` columns; longer text stays as it is. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? text + space : space + text;
}

/** Text shortened in the middle to at most `width` columns, so that the beginning and the end of a name both stay. */
export function shorten(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room <= 0) return takeColumns(text, width);
  const tail = Math.floor(room / 3);
  return `${takeColumns(text, room - tail)}${ellipsis}${takeLastColumns(text, tail)}`;
}

/** Where a line may break: at a space, but not between a number and its unit. */
const BREAK = / (?!(?<=\d )(?:%|MB|kB|GB|TB|B|ms|s|min)(?!\w))/;

/**
 * Lines of at most `width` columns, broken at spaces; a word longer than a line is broken where it must be. Leading spaces indent the
 * first line, `indent` every other.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let before = /^ */.exec(text)?.[0] ?? '';
  let line = '';
  const flush = (): void => {
    lines.push((before + line).trimEnd());
    before = indent;
    line = '';
  };
  for (const word of text.split(BREAK).filter((part) => part !== '')) {
    let rest = word;
    if (line !== '' && widthOf(before) + widthOf(line) + 1 + widthOf(rest) > width) flush();
    for (let room = roomIn(width, before); widthOf(rest) > room && line === ''; room = roomIn(width, before)) {
      line = takeColumns(rest, room) || (Array.from(rest)[0] ?? '');
      rest = rest.slice(line.length);
      flush();
    }
    if (rest !== '') line = line === '' ? rest : `${line} ${rest}`;
  }
  if (line !== '' || lines.length === 0) flush();
  return lines;
}

function roomIn(width: number, before: string): number {
  return Math.max(1, width - widthOf(before));
}

function takeColumns(text: string, width: number): string {
  let taken = '';
  let columns = 0;
  for (const character of text) {
    columns += widthOf(character);
    if (columns > width) break;
    taken += character;
  }
  return taken;
}

function takeLastColumns(text: string, width: number): string {
  return Array.from(takeColumns(Array.from(text).reverse().join(''), width))
    .reverse()
    .join('');
}
