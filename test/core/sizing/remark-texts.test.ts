import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REMARK_CODES, remarkText } from '../../../src/core/sizing/remark-texts.ts';

const folder = new URL('../../../src/core/sizing/', import.meta.url);
const sources = readdirSync(folder)
  .filter((name) => name !== 'remark-texts.ts')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

describe('the words for remarks', () => {
  it('exist for every code that sizing gives', () => {
    const given = [
      ...sources.matchAll(/code: '([a-z-]+)'/g),
      ...sources.matchAll(/refused\('[a-z-]+', '([a-z-]+)'/g),
    ].map(([, code]) => code);
    expect(given.length).toBeGreaterThan(20);
    expect(
      given.filter((code) => code !== undefined && !REMARK_CODES.includes(code) && code !== 'memory-shift'),
    ).toEqual([]);
  });

  it('are sentences without gaps, also when a value is missing', () => {
    for (const code of REMARK_CODES) {
      const text = remarkText({ code, values: {} });
      expect(text).toMatch(/^.+\.$/);
      expect(text).not.toMatch(/undefined|NaN|null/);
    }
  });

  it('show an unknown code with its numbers', () => {
    expect(remarkText({ code: 'something-new', values: { sizeMB: 12 } })).toBe('something-new sizeMB=12');
  });

  it('group thousands', () => {
    expect(remarkText({ code: 'pinned', values: { pinMB: 10_240 } })).toContain('10,240 MB');
  });

  it('counts one as one', () => {
    const few = (seen: number) => remarkText({ code: 'too-few-calls', values: { seen, needed: 20 } });
    expect(few(0)).toBe('No warm successful call was seen; 20 are needed.');
    expect(few(1)).toBe('Only 1 warm successful call was seen; 20 are needed.');
    expect(few(2)).toBe('Only 2 warm successful calls were seen; 20 are needed.');
    expect(remarkText({ code: 'too-few-environments', values: { seen: 1, needed: 10 } })).toContain(
      '1 environment was',
    );
  });

  it('says how far the bills of calls to come may lie', () => {
    const rough = (factor: number) => remarkText({ code: 'level-rough', values: { factor, levelPercent: 95 } });
    expect(rough(2.34)).toContain('2.3 times as much or as little on average (probability at least 95 %)');
    expect(rough(4e8)).toContain('more than 10 times as much');
  });
});
