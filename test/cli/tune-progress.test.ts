import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TuneSight } from '../../src/actions/tune-sight.ts';
import type { Session } from '../../src/cli/session.ts';
import { sightLines, tuneView } from '../../src/cli/tune-progress.ts';
import { PLAIN } from '../../src/core/report/style.ts';
import { widthOf } from '../../src/core/report/width.ts';
import { SAMPLE } from '../actions/tune-world.ts';

const row = (sizeMB: number, changes = {}) => ({
  sizeMB,
  calls: 3,
  failed: 0,
  meanMs: 120,
  error: 0.02,
  usedMB: 90,
  ...changes,
});
const sight = (changes: Partial<TuneSight> = {}): TuneSight => ({
  ...{ name: 'Resize', calling: 512, last: SAMPLE, done: 7, total: 40 },
  rows: [row(128, { failed: 1, meanMs: null, error: null }), row(512), row(1_769)],
  ...changes,
});

function session(stderr: object, env = {}): { session: Session; written: () => string } {
  let text = '';
  const sink = Object.assign(
    new Writable({
      write(piece, _, done) {
        text += piece;
        done();
      },
    }),
    stderr,
  );
  const terminal = {
    notice: ({ text: said }: { text: string }) => void sink.write(`${said}\n`),
    progress: () => undefined,
    clear: () => undefined,
    confirm: async () => true,
  };
  const edge = { stderr: sink, env: { LANG: 'C.UTF-8', ...env }, platform: 'linux' };
  return {
    session: { edge, terminal, inputs: { flags: {}, env: {}, file: null } } as unknown as Session,
    written: () => text,
  };
}

describe('rows while measuring', () => {
  it('show what is called now, and every size with its mean and error', () => {
    const lines = sightLines(sight(), 3_400, { width: 100, rows: 20 }, '…', PLAIN);
    expect(lines[0]).toBe('Resize: 7 of at most 40 calls, calling at 512 MB, 3 s');
    expect(lines[1]).toMatch(/^ +128 MB +3 calls .*1 failed$/);
    expect(lines[2]).toMatch(/^> +512 MB +3 calls +120 ms \(within 3.9 %\) +90 MB$/);
    const after = sightLines(sight({ calling: null }), null, { width: 100, rows: 20 }, '…', PLAIN);
    expect(after[0]).toBe('Resize: 7 of at most 40 calls, 512 MB: 100 ms');
  });

  it('fit every width and height, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 24, max: 120 }),
        fc.integer({ min: 1, max: 9 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }),
        (width, rows, name) => {
          const lines = sightLines(sight({ name }), 61_000, { width, rows }, '…', PLAIN);
          expect(lines.length).toBeLessThanOrEqual(1 + rows);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(lines.some((line) => line.startsWith('>'))).toBe(true);
        },
      ),
    );
  });

  it('are drawn again in place on a terminal, and make room for what is said', () => {
    const { session: here, written } = session({ isTTY: true, columns: 80, rows: 24 });
    const view = tuneView(here);
    view.watch(sight());
    view.watch(sight({ calling: null }));
    view.listener.notice({ level: 'warning', code: 'x', text: 'a notice' });
    view.listener.notice({ level: 'warning', code: 'x', text: 'a notice' });
    view.clear();
    expect(written().split('\u001b[4A\u001b[J')).toHaveLength(4);
    expect(written().match(/a notice/g)).toHaveLength(1);
    expect(written().endsWith('\u001b[4A\u001b[J')).toBe(true);
  });

  it('are a plain line whenever the size changes where there is no terminal, or a CI service', () => {
    for (const [stderr, env] of [
      [{}, {}],
      [{ isTTY: true }, { CI: 'true' }],
    ] as const) {
      const { session: here, written } = session(stderr, env);
      const view = tuneView(here);
      for (const calling of [512, null, 512, null, 128]) view.watch(sight({ calling, name: 'a\u001b[2Jb' }));
      expect(written()).toBe(
        'a\\x1b[2Jb at 512 MB: call 8 of at most 40\na\\x1b[2Jb at 128 MB: call 8 of at most 40\n',
      );
    }
  });
});
