/** What a stand-in prints: read to the end so that it never blocks, of which only the last lines are kept. */
import type { Readable } from 'node:stream';

const KEPT_LINES = 12;
/** Characters of a line that are kept; longer ones are cut. */
const LINE_LIMIT = 500;

/** The last lines of some streams together, in the order they came. */
export class LastLines {
  readonly #lines: string[] = [];
  readonly #parts: { text: string }[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  /** Begins to read a stream. */
  follow(stream: Readable): void {
    const part = { text: '' };
    this.#parts.push(part);
    stream.setEncoding('utf8');
    stream.on('error', () => undefined);
    stream.on('data', (text: string) => {
      const lines = text.split('\n');
      lines.forEach((line, index) => {
        part.text = (part.text + line).slice(0, LINE_LIMIT);
        if (index === lines.length - 1) return;
        this.#keep(part.text.replace(/\r$/, ''));
        part.text = '';
      });
    });
  }

  /** Calls with every whole line, the ones kept so far first. Gives back what ends it. */
  onLine(listener: (line: string) => void): () => void {
    for (const line of this.#lines) listener(line);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The last lines, begun ones included. */
  text(): string {
    const begun = this.#parts.map(({ text }) => text).filter((text) => text !== '');
    return [...this.#lines, ...begun].slice(-KEPT_LINES).join('\n');
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    for (const listener of this.#listeners) listener(line);
  }
}
