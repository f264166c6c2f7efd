import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Edge } from '../../src/cli/edge.ts';
import { faultText } from '../../src/cli/fault-text.ts';
import { writeOut } from '../../src/cli/output.ts';
import { columnsOf, hasUnicode, shellOf } from '../../src/cli/screen.ts';
import { type Manners, terminal } from '../../src/cli/terminal.ts';
import { PLAIN } from '../../src/core/report/style.ts';
import { Bug, UserError } from '../../src/model/errors.ts';

function edgeWith(change: Partial<Edge> = {}): Edge & { readonly said: () => string } {
  const stderr = new PassThrough();
  const chunks: Buffer[] = [];
  stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    args: [],
    env: {},
    cwd: '/',
    platform: 'linux',
    stdin: Object.assign(Readable.from([]), { isTTY: false }),
    stdinHasData: () => false,
    stdout: new PassThrough(),
    stderr,
    ...change,
    said: () => Buffer.concat(chunks).toString('utf8'),
  };
}

const MANNERS: Manners = { loudness: 'normal', style: PLAIN, yes: false, mayAsk: true };
const question = { code: 'q', text: 'Replace it?', default: false };

describe('notices', () => {
  it.each([
    ['quiet', ['error']],
    ['normal', ['error', 'warning']],
    ['verbose', ['error', 'warning', 'info']],
    ['debug', ['error', 'warning', 'info', 'debug']],
  ] as const)('at %s are %j', (loudness, heard) => {
    const edge = edgeWith();
    const talk = terminal(edge, { ...MANNERS, loudness });
    for (const level of ['debug', 'info', 'warning', 'error'] as const)
      talk.notice({ level, code: level, text: level });
    expect(edge.said().trim().split('\n').sort()).toEqual(heard.map((level) => `${level}: ${level}`).sort());
  });

  it('show hostile text instead of obeying it', () => {
    const edge = edgeWith();
    terminal(edge, MANNERS).notice({ level: 'warning', code: 'x', text: '\u001b]0;x\u0007a\nb', next: '\u202ec' });
    expect(edge.said()).toBe('warning: \\x1b]0;x\\x07a\\nb\n  next: \\u202ec\n');
  });
});

describe('progress', () => {
  it('is silent without a terminal', () => {
    const edge = edgeWith();
    const talk = terminal(edge, MANNERS);
    talk.progress({ step: 'reading', done: 1, total: 2, unit: 'bytes' });
    talk.clear();
    expect(edge.said()).toBe('');
  });
});

describe('a question', () => {
  it('is answered by --yes', async () => {
    expect(await terminal(edgeWith(), { ...MANNERS, yes: true }).confirm(question)).toBe(true);
  });

  it('fails at once where nobody can be asked', async () => {
    await expect(terminal(edgeWith(), MANNERS).confirm(question)).rejects.toMatchObject({ code: 'needs-answer' });
    const atTerminal = edgeWith({ stdin: Object.assign(Readable.from(['y\n']), { isTTY: true }) });
    await expect(terminal(atTerminal, { ...MANNERS, mayAsk: false }).confirm(question)).rejects.toBeInstanceOf(
      UserError,
    );
  });

  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['\n', false],
    ['', false],
  ])('typed %j is %s', async (typed, answer) => {
    const stdin = Object.assign(Readable.from(typed === '' ? [] : [typed]), { isTTY: true });
    const edge = edgeWith({ stdin, stderr: Object.assign(new PassThrough(), { isTTY: true, columns: 80 }) });
    expect(await terminal(edge, MANNERS).confirm(question)).toBe(answer);
  });
});

describe('results on stdout', () => {
  it('stop quietly when the reader has gone', async () => {
    let written = 0;
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        written++;
        done(written > 2 ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null);
      },
    });
    const endless = function* (): Iterable<string> {
      for (let i = 0; i < 100_000; i++) yield 'x'.repeat(1_000);
    };
    await writeOut(endless(), edgeWith({ stdout }));
    expect(written).toBeLessThan(100);
  });

  it('cannot command the GitHub runner', async () => {
    const stdout = new PassThrough();
    await writeOut(['a\n', '::error::x\n'], edgeWith({ stdout, env: { GITHUB_ACTIONS: 'true' } }));
    expect(String(stdout.read())).toBe('a\n\\::error::x\n');
  });
});

describe('an error in words', () => {
  it('says what, where, why and next, and keeps a caret under its place', () => {
    const detail = { what: 'bad\n    goal: x\n          ^', where: 'f.yaml:1:7', why: 'because', next: 'do this' };
    expect(faultText(new UserError('x', detail), PLAIN, false)).toBe(
      'error: f.yaml:1:7: bad\n    goal: x\n          ^\n  why: because\n  next: do this\n',
    );
  });

  it('asks for a report of what is our fault, and shows causes with --debug', () => {
    expect(faultText(new Bug('odd'), PLAIN, false)).toContain('please report');
    expect(faultText(new TypeError('odd'), PLAIN, false)).toContain('please report');
    expect(faultText(new Error('a', { cause: new Error('inner') }), PLAIN, true)).toContain('Error: inner');
  });
});

describe('the screen', () => {
  const stream = (isTTY: boolean, columns = 0) => Object.assign(new PassThrough(), { isTTY, columns });

  it('is as wide as the terminal, else as COLUMNS says, else 120', () => {
    expect(columnsOf(stream(true, 90), { COLUMNS: '50' })).toBe(90);
    expect(columnsOf(stream(false), { COLUMNS: '50' })).toBe(50);
    expect(columnsOf(stream(false), { COLUMNS: 'x' })).toBe(120);
  });

  it('shows more than ASCII where the locale or the system says so', () => {
    expect(hasUnicode(stream(true), { LANG: 'de_DE.UTF-8' }, 'linux')).toBe(true);
    expect(hasUnicode(stream(true), { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, 'linux')).toBe(false);
    expect(hasUnicode(stream(true), {}, 'win32')).toBe(false);
    expect(hasUnicode(stream(true), { WT_SESSION: 'x' }, 'win32')).toBe(true);
  });

  it('knows which shell is typed in', () => {
    expect(shellOf({ env: {}, platform: 'win32' })).toBe('powershell');
    expect(shellOf({ env: { MSYSTEM: 'MINGW64' }, platform: 'win32' })).toBe('posix');
    expect(shellOf({ env: {}, platform: 'darwin' })).toBe('posix');
  });
});
