/** Passes every text inside a value through one escape, so that a rendering cannot forget one. */

/** The same value with all texts escaped, keys included. What holds nothing to escape is shared, not copied. */
export function cleanse<T>(value: T, escapeText: (text: string) => string): T {
  return clean(value, escapeText) as T;
}

function clean(value: unknown, escapeText: (text: string) => string): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value)
    ? cleanItems(value, escapeText)
    : cleanFields(value as Readonly<Record<string, unknown>>, escapeText);
}

function cleanItems(items: readonly unknown[], escapeText: (text: string) => string): readonly unknown[] {
  if (isNumeric(items)) return items;
  let cleaned: unknown[] | undefined;
  for (const [i, item] of items.entries()) {
    const now = clean(item, escapeText);
    if (now !== item) cleaned ??= [...items];
    if (cleaned) cleaned[i] = now;
  }
  return cleaned ?? items;
}

function cleanFields(fields: Readonly<Record<string, unknown>>, escapeText: (text: string) => string): unknown {
  const keys = Object.keys(fields);
  const names = keys.map(escapeText);
  const values = keys.map((key) => clean(fields[key], escapeText));
  if (keys.every((key, i) => names[i] === key && values[i] === fields[key])) return fields;
  // defineProperty, because a key may be `__proto__`.
  const cleaned: Record<string, unknown> = {};
  for (const [i, name] of names.entries()) {
    Object.defineProperty(cleaned, name, { value: values[i], enumerable: true, configurable: true, writable: true });
  }
  return cleaned;
}

/** Long arrays of numbers (distribution values, buckets) hold no text. */
function isNumeric(items: readonly unknown[]): boolean {
  const first = items[0];
  return typeof first === 'number' || (Array.isArray(first) && typeof first[0] === 'number');
}
