import { describe, expect, it } from 'vitest';
import { type ConfigFile, NOTHING_SAID } from '../../../src/core/config/config-file.ts';
import type { OptionInputs } from '../../../src/core/config/resolve.ts';
import { readEnvironment, readTuneQuestion } from '../../../src/core/config/tune-request.ts';

const FILE: ConfigFile = {
  path: 'memfit.config.yaml',
  settings: new Map(),
  functions: { Fn: { ...NOTHING_SAID, goal: { kind: 'cost' }, minMB: 256, maxMB: 2_048 } },
  payloads: {},
  neverCalled: [],
  standIns: [],
};
const STRATA = [{ name: 'p', weight: 1 }];
const ask = (flags: OptionInputs['flags'], file: ConfigFile | null = FILE) =>
  readTuneQuestion('Fn', { flags, env: {}, file }, 512, STRATA);

describe('the question of a tuning', () => {
  it('takes goal and bounds of the function from the file, and lets flags win', () => {
    expect(ask({})).toMatchObject({ goal: { kind: 'cost' }, lowMB: 256, highMB: 2_048, maxInvocations: 40, seed: 1 });
    expect(ask({ goal: 'speed', 'max-time': '90s' })).toMatchObject({ goal: { kind: 'speed' }, maxTimeMs: 90_000 });
    expect(ask({}, null)).toMatchObject({ goal: { kind: 'balanced' }, lowMB: 128, highMB: 10_240, maxTimeMs: null });
    expect(ask({ 'account-max': '1024' })).toMatchObject({ highMB: 1_024 });
  });

  it('takes sizes given by hand as they are, sorted, each once', () => {
    expect(ask({ sizes: ['1024,128', '3008', '128'] })).toMatchObject({ sizesMB: [128, 1_024, 3_008], highMB: 10_240 });
    expect(() => ask({ sizes: ['64'] })).toThrow(/--sizes/);
  });
});

describe('a file of variables', () => {
  it('has NAME=VALUE lines, comments and quotes', () => {
    const text = '# comment\r\nA=1\n\nexport B="two words"\nC=\'x=y\'\nD=\nE="a\n';
    expect(readEnvironment(text, '.env')).toEqual({ A: '1', B: 'two words', C: 'x=y', D: '', E: '"a' });
    expect(() => readEnvironment('A=1\nnonsense', '.env')).toThrow(/^\.env:2/);
  });
});
