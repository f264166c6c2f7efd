import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { evidenceWords } from '../../../../src/core/usage/findings/evidence-words.ts';
import { docsOf, FINDING_TEXTS, wordsOf } from '../../../../src/core/usage/findings/finding-texts.ts';
import { FINDING_CODES } from '../../../../src/model/finding.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const HEADINGS = [
  '## What it means',
  '## Evidence shown',
  '## How it is decided',
  '## What to do',
  '## How to suppress it',
];

describe('the texts of findings', () => {
  it('are there for every code, speak without evidence, and never say NaN or undefined', () => {
    expect(Object.keys(FINDING_TEXTS).sort()).toEqual([...FINDING_CODES].sort());
    for (const code of FINDING_CODES) {
      const words = wordsOf({ code, severity: 'info', sizeMB: null, evidence: [] });
      for (const text of Object.values(words)) expect(text).toMatch(/^\S.*\S$/);
      expect(`${words.meaning}${words.advice}`).not.toMatch(/NaN|undefined|null/);
      expect(words.meaning).toMatch(/[.]$/);
    }
  });

  it('have a page each, with every section, and no page is left over', () => {
    const pages = readdirSync(`${ROOT}docs/findings`).filter((name) => name.endsWith('.md'));
    expect(pages.sort()).toEqual(FINDING_CODES.map((code) => `${code}.md`).sort());
    for (const code of FINDING_CODES) {
      expect(existsSync(ROOT + docsOf(code))).toBe(true);
      const page = readFileSync(ROOT + docsOf(code), 'utf8');
      for (const heading of HEADINGS) expect(page).toContain(heading);
      expect(page).toContain(`finding: ${code}`);
    }
  });
});

describe('evidence in words', () => {
  it('writes numbers with their units', () => {
    const say = (value: number | string | null, unit?: string, name = 'x') =>
      evidenceWords(unit === undefined ? { name, value } : { name, value, unit });
    expect(say(12.345, '%')).toBe('12.3 %');
    expect(say(1_234_567, 'count')).toBe('1,234,567');
    expect(say(4.66, 'count')).toBe('4.7');
    expect(say(1234.56, 'MB')).toBe('1,234.6 MB');
    expect(say(812.4, 'ms')).toBe('812 ms');
    expect(say(29_900, 'ms')).toBe('29.9 s');
    expect(say(0.00001, 'p')).toBe('below 0.0001');
    expect(say(0.0312, 'p')).toBe('0.031');
    expect(say('512 → 256', 'MB')).toBe('512 → 256 MB');
  });

  it('says unknown with its reason, never zero', () => {
    expect(evidenceWords({ name: 'at', value: null, unit: 'time' })).toBe('unknown: no time');
    expect(evidenceWords({ name: 'perHour', value: null, unit: 'MB/h' })).toBe('unknown: no time');
    expect(evidenceWords({ name: 'environments', value: null, unit: 'count' })).toBe('unknown: no stream names');
    expect(evidenceWords({ name: 'shareOfBill', value: null, unit: '%' })).toBe('unknown');
  });
});
