/** Memory sizes as people write them, and the same form with another number. */

/** A number found in a piece of text: its value in MB and where its digits stand. */
export interface SizeText {
  readonly sizeMB: number;
  readonly start: number;
  readonly end: number;
}

const PLAIN = /^(\s*\+?)([1-9][\d_]*|0x[\da-f]+)(?:\.0*)?\s*$/i;
const SCIENTIFIC = /^(\s*)(\d(?:\.\d+)?e\+?\d+)\s*$/i;

/** Reads `512`, `512.0`, `1_024`, `0x200`, `5.12e2`. Null: not a whole number, or one that readers of different YAML versions take differently (`0512`). */
export function readSize(text: string): SizeText | null {
  const match = PLAIN.exec(text) ?? SCIENTIFIC.exec(text);
  const digits = match?.[2];
  if (match === null || digits === undefined) return null;
  const sizeMB = Number(digits.replaceAll('_', ''));
  if (!Number.isSafeInteger(sizeMB) || sizeMB <= 0) return null;
  const start = match[1]?.length ?? 0;
  return { sizeMB, start, end: start + digits.length };
}

/** A size in the form of the digits it replaces: separators and base are kept. */
export function likeDigits(digits: string, sizeMB: number): string {
  if (/^0x/i.test(digits)) {
    const hex = sizeMB.toString(16);
    return digits.slice(0, 2) + (/[A-F]/.test(digits.slice(2)) ? hex.toUpperCase() : hex);
  }
  return digits.includes('_') ? String(sizeMB).replace(/\B(?=(?:\d{3})+$)/g, '_') : String(sizeMB);
}

/** Reads a size with a unit, as SST writes it: `1024 MB`, `2 GB`. In MB; null: another form. */
export function readSizeWithUnit(text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(MB|GB)\s*$/i.exec(text);
  if (!match) return null;
  return Number(match[1]) * (match[2]?.toUpperCase() === 'GB' ? 1_024 : 1);
}
