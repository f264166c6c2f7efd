/** Text as an attacker would log it: pieces of every syntax that a sink obeys, between ordinary and odd characters. */
import fc from 'fast-check';

/** Whatever acts on a terminal or hides in text; no output may contain one raw (line feeds of our own aside). */
export const ACTIVE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/u;

const PIECES = [
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '\u001b]8;;https://evil.example\u001b\\',
  '\u009b2J',
  '\r',
  '\n',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\u{e0041}',
  '::error::x',
  '##[group]x',
  '@octocat',
  '#1',
  '![a](https://evil.example/a.png)',
  '[a](javascript:alert(1))',
  '<img src=x onerror=alert(1)>',
  '</script>',
  '</summary></details>',
  '<!-- memfit:analysis -->',
  '`code`',
  '"',
  "'",
  '|',
  ',',
  '=1+1',
  '@SUM(A1)',
  '-2',
  '$(rm -rf ~)',
  '; rm -rf ~',
  '&amp;',
  'www.evil.example',
  '関数',
  'e\u0301',
  '👩‍👩‍👧',
];

/** Arbitrary hostile text. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 4 })),
    {
      maxLength: 6,
    },
  )
  .map((pieces) => pieces.join(''));

/** Replaces every text inside a value by a hostile one that contains it, keys of dictionaries given in `keys` too. Typed arrays stay. */
export function poison<T>(value: T, hostile: string, keep: (path: string) => boolean, path = ''): T {
  if (typeof value === 'string') return (keep(path) ? value : hostile) as T;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => poison(item, hostile, keep, path)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, poison(item, hostile, keep, `${path}.${key}`)]),
  ) as T;
}
