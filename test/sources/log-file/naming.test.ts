import { expect, it } from 'vitest';
import type { Input } from '../../../src/sources/log-file/inputs.ts';
import { readingsFor } from '../../../src/sources/log-file/naming.ts';

const file = (name: string): Input => ({ kind: 'file', name, path: name, bytes: 1 });
const named = { select: ['poetry'], functionName: 'poetry' };
const selecting = { select: ['poetry'] };

it('names the lines of one input', () => {
  expect(readingsFor([file('app.log')], named)).toEqual([named]);
  expect(readingsFor([{ kind: 'stdin', name: 'stdin' }], named)).toEqual([named]);
});

it('takes the rotated files of one log, and the streams of one export, as one input', () => {
  expect(readingsFor([file('app-2026-11-01.log'), file('app-2026-11-02.log')], named)).toEqual([named]);
  const stream = (hex: string) =>
    file(`exports/6b7d2f0e-8a41-4c39-9e55-2d1f0c3b7a68/2026-11-02-[$LATEST]${hex}/000000.gz`);
  expect(readingsFor([stream('aa11'), stream('bb22')], named)).toEqual([named]);
});

it('selects among several inputs first, and names them only when nothing has the name', () => {
  expect(readingsFor([file('poetry.log'), file('youtube.log')], named)).toEqual([selecting, named]);
});

it('has nothing to try twice without a name', () => {
  expect(readingsFor([file('a.log'), file('b.log')], { select: ['p*'] })).toEqual([{ select: ['p*'] }]);
});
