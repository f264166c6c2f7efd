import { expect, it } from 'vitest';
import { aboutRound, leftOutWords } from '../../src/cli/demo-text.ts';
import type { StandIn } from '../../src/model/stand-in.ts';

const NOT_BUILT = {
  name: 'Y',
  code: 'not-built',
  what: 'Y: its code is not built',
  why: 'python3.12: not found\nmake: *** Error 127',
};

it('says of a function that could not be built what it needs, and of one that nobody waited for how it is set up', () => {
  expect(leftOutWords(NOT_BUILT, true)).toEqual({
    text: 'it could not be built here (python3.12: not found)',
    next: expect.stringContaining('Python 3.12'),
  });
  expect(leftOutWords(NOT_BUILT, false).next).toContain('memfit demo');
  expect(leftOutWords({ ...NOT_BUILT, code: 'handler-not-built', why: null }, true)).toEqual({
    text: 'Y: its code is not built',
    next: null,
  });
});

it('names the factors of the stand-ins, and that a recorded round was recorded', () => {
  const standIns = [{ name: 'bedrock', factor: 0.02 }] as unknown as readonly StandIn[];
  expect(aboutRound(standIns, null).join(' ')).toContain('(bedrock 0.02)');
  expect(aboutRound(standIns, null).join(' ')).not.toContain('recorded');
  expect(aboutRound(standIns, '2026-11-29').join(' ')).toContain(
    'recorded before, and nothing was run now: 2026-11-29',
  );
});
