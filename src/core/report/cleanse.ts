/** Passes every text inside a value through one escape, so that a rendering cannot forget one. */

/** The same value with all texts escaped, keys included; numbers and typed arrays are shared, not copied. */
export function cleanse<T>(value: T, escapeText: (text: string) => string): T {
  return copy(value, escapeText) as T;
}

function copy(value: unknown, escapeText: (text: string) => string): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return isNumeric(value) ? value : value.map((item) => copy(item, escapeText));
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(result, escapeText(key), {
      value: copy(item, escapeText),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

/** Long arrays of numbers (distribution values, buckets) hold no text. */
function isNumeric(items: readonly unknown[]): boolean {
  const first = items[0];
  return typeof first === 'number' || (Array.isArray(first) && typeof first[0] === 'number');
}
