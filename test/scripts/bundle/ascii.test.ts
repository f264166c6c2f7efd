import { describe, expect, it } from 'vitest';
import { escaped } from '../../../scripts/bundle/ascii.ts';

describe('letters beyond ASCII in the programs', () => {
  it('mean the same in strings, templates and regular expressions', () => {
    const code = ["return ['≤ 5 %', `$", "{1}×😀`, /^[–é]$/u.test('é'), '\\\\ü'];"].join('');
    const ascii = escaped(code);
    expect(ascii).toMatch(/^[\0-\x7f]*$/);
    expect(new Function(ascii)()).toEqual(new Function(code)());
  });

  it('where an escape would mean something else fail the build', () => {
    expect(() => escaped('String.raw`é`')).toThrow(/String\.raw/);
    expect(() => escaped('/\\é/')).toThrow(/behind a backslash/);
  });
});
