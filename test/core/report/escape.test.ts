import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeCsv,
  escapeGithubLog,
  escapeHtml,
  escapeJson,
  escapeMarkdown,
  escapeMarkdownHtml,
  escapeTerminal,
} from '../../../src/core/report/escape.ts';
import { commandLine, quotePosix, quotePowerShell } from '../../../src/core/report/shell.ts';
import { ACTIVE, hostileText } from './hostile.ts';

describe('the terminal escape', () => {
  it('leaves ordinary text, other scripts and emoji as they are', () => {
    for (const text of ['music-youtube', 'Größe', '関数', 'שלום', '🎵 ok', 'a\\b'])
      expect(escapeTerminal(text)).toBe(text);
  });

  it('shows colours, title changes, carriage returns and text direction instead of obeying them', () => {
    expect(escapeTerminal('\u001b[31mred')).toBe('\\x1b[31mred');
    expect(escapeTerminal('\u001b]0;owned\u0007')).toBe('\\x1b]0;owned\\x07');
    expect(escapeTerminal('\u009b31m')).toBe('\\x9b31m');
    expect(escapeTerminal('ok\rGONE')).toBe('ok\\rGONE');
    expect(escapeTerminal('a\u202eb')).toBe('a\\u202eb');
    expect(escapeTerminal('a\u{e0041}b')).toBe('a\\u{e0041}b');
    expect(escapeTerminal('a\ud800b')).toBe('a\\ud800b');
    expect(escapeTerminal('two\nlines')).toBe('two\\nlines');
  });

  it('never lets an active character through, and escaping twice changes nothing', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = escapeTerminal(text);
        expect(shown).not.toMatch(ACTIVE);
        expect(escapeTerminal(shown)).toBe(shown);
      }),
    );
  });
});

describe('the Markdown escape', () => {
  it('keeps people from being mentioned, images from being loaded and markers from being forged', () => {
    expect(escapeMarkdown('@octocat')).toBe('@&#8203;octocat');
    expect(escapeMarkdown('![x](https://evil.example/p.png)')).toBe('!\\[x\\](https&#58;//evil.example/p.png)');
    expect(escapeMarkdown('<!-- memfit:analysis -->')).not.toContain('<');
    expect(escapeMarkdown('a | b')).toBe('a \\| b');
    expect(escapeMarkdown('- item')).toBe('\\- item');
    expect(escapeMarkdown('fixes #12')).toBe('fixes \\#&#8203;12');
  });

  it('leaves no syntax unescaped, whatever the text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = escapeMarkdown(text);
        expect(shown).not.toMatch(ACTIVE);
        expect(shown).not.toMatch(/[<>]/);
        expect(shown).not.toMatch(/@(?!&#8203;)/);
        expect(shown.replace(/\\[\s\S]/g, '')).not.toMatch(/[\\`*_[\]|~$]/);
        expect(shown).not.toMatch(/:\/\//);
        expect(escapeMarkdownHtml(text)).not.toMatch(/[<>"']|@(?!&#8203;)/);
      }),
    );
  });
});

describe('the HTML escape', () => {
  it('cannot be left, neither between tags nor from an attribute', () => {
    expect(escapeHtml('</script><img src=x onerror="a()">')).toBe(
      '&lt;/script&gt;&lt;img src=x onerror=&quot;a()&quot;&gt;',
    );
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'`]/);
        expect(escapeHtml(text)).not.toMatch(ACTIVE);
      }),
    );
  });
});

describe('the CSV escape', () => {
  it('disarms formulas, also behind spaces, quotes and full-width signs', () => {
    expect(escapeCsv('=1+1')).toBe("'=1+1");
    expect(escapeCsv('=HYPERLINK("http://x","y")')).toBe('"\'=HYPERLINK(""http://x"",""y"")"');
    expect(escapeCsv(' @SUM(A1)')).toBe("' @SUM(A1)");
    expect(escapeCsv('\uff1d1')).toBe("'\uff1d1");
    expect(escapeCsv('-2+3')).toBe("'-2+3");
    expect(escapeCsv('plain-name')).toBe('plain-name');
  });

  it('gives one field on one line that a CSV reader gives back', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const field = escapeCsv(text);
        expect(field).not.toMatch(ACTIVE);
        const quoted = field.startsWith('"');
        const inner = quoted ? field.slice(1, -1).replaceAll('""', '') : field;
        expect(inner).not.toContain('"');
        if (!quoted) expect(field).not.toContain(',');
        const value = quoted ? field.slice(1, -1).replaceAll('""', '"') : field;
        expect(value).not.toMatch(/^\s*[=+\-@|%]/);
      }),
    );
  });
});

describe('the GitHub log escape', () => {
  it('breaks commands to the runner and nothing else', () => {
    expect(escapeGithubLog('::set-output name=x::y\n  ::error::z\nstd::vector')).toBe(
      '\\::set-output name=x::y\n  \\::error::z\nstd::vector',
    );
    expect(escapeGithubLog('a ##[group]b')).toBe('a #\\#[group]b');
    fc.assert(
      fc.property(fc.array(hostileText), (lines) => {
        for (const line of escapeGithubLog(lines.join('\n')).split('\n')) {
          expect(line.trimStart().startsWith('::')).toBe(false);
          expect(line).not.toContain('##[');
        }
      }),
    );
  });
});

describe('the JSON escape', () => {
  it('keeps the data and shows none of it raw', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, hostileText), (value) => {
        const json = escapeJson(JSON.stringify(value));
        expect(JSON.parse(json)).toEqual(value);
        expect(json).not.toMatch(ACTIVE);
        expect(json).not.toContain('##[');
      }),
    );
  });
});

describe('shell quoting', () => {
  it('leaves plain words alone and quotes the rest', () => {
    expect(commandLine(['memfit', 'analyze', "it's; rm -rf $HOME"], 'posix')).toBe(
      `memfit analyze 'it'\\''s; rm -rf $HOME'`,
    );
    expect(commandLine(['memfit', 'analyze', "it's $x"], 'powershell')).toBe("memfit analyze 'it''s $x'");
    expect(quotePowerShell('a\u2019b')).toBe("'a\u2019\u2019b'");
    expect(quotePosix('')).toBe("''");
  });

  it('gives a POSIX shell exactly one word without anything special outside quotes', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const outside = quotePosix(text).replace(/'[^']*'|\\'/g, '');
        expect(outside).toMatch(/^[\w@%+=:,./-]*$/);
        const power = quotePowerShell(text).replace(
          /'(?:[^'\u2018\u2019\u201a\u201b]|['\u2018\u2019\u201a\u201b]{2})*'/g,
          '',
        );
        expect(power).toMatch(/^[\w+=:./\\-]*$/);
      }),
    );
  });
});
