import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigFile, Setting } from '../../../src/core/config/config-file.ts';
import { NOTHING_SAID } from '../../../src/core/config/config-file.ts';
import { type Option, variableOf } from '../../../src/core/config/option.ts';
import { OPTIONS, type OptionName } from '../../../src/core/config/options.ts';
import {
  listOf,
  numberOf,
  type OptionInputs,
  resolveOptions,
  settingOf,
  switchOf,
  textOf,
  unknownVariables,
} from '../../../src/core/config/resolve.ts';

const PRESENT = { nowMs: Date.UTC(2026, 10, 24), localOffsetMinutes: () => 0 };
const NOTHING: OptionInputs = { flags: {}, env: {}, file: null };

function fileWith(settings: Partial<Record<OptionName, string>>): ConfigFile {
  const entries = Object.entries(settings).map(([name, text]) => {
    const setting: Setting = {
      texts: [text],
      origin: { kind: 'file', place: 'memfit.config.yaml:2:9', excerpt: `    ${text}\n    ^` },
    };
    return [name as OptionName, setting] as const;
  });
  return {
    path: 'memfit.config.yaml',
    settings: new Map(entries),
    functions: { Poetry: { ...NOTHING_SAID, pinMB: 512 } },
    payloads: {},
    neverCalled: [],
    standIns: [],
  };
}

/** For every option: some text for each of its three places, or none. */
const said = fc.record({
  option: fc.constantFrom(...(OPTIONS as readonly Option[])),
  flag: fc.option(fc.stringMatching(/^[a-z0-9]{1,8}$/), { nil: undefined }),
  variable: fc.option(fc.stringMatching(/^[a-z0-9]{0,8}$/), { nil: undefined }),
  written: fc.option(fc.stringMatching(/^[a-z0-9]{1,8}$/), { nil: undefined }),
});

describe('where a setting comes from', () => {
  it('flag before variable before file before default, for every option', () => {
    fc.assert(
      fc.property(said, ({ option, flag, variable, written }) => {
        const name = option.name as OptionName;
        const setting = settingOf(name, {
          flags: flag === undefined ? {} : { [name]: flag },
          env: variable === undefined ? {} : { [variableOf(name)]: variable },
          file: written === undefined ? null : fileWith({ [name]: written }),
        });
        const expected = [
          [flag, 'flag'],
          [variable || undefined, 'variable'],
          [written, 'file'],
          [option.default ?? undefined, 'default'],
        ].find(([text]) => text !== undefined);
        expect(setting?.texts[0]).toBe(expected?.[0]);
        expect(setting?.origin.kind).toBe(expected?.[1]);
      }),
    );
  });

  it('is reported by the name under which it was said', () => {
    const thrown = (inputs: OptionInputs) => () => resolveOptions(inputs, PRESENT);
    expect(thrown({ ...NOTHING, flags: { goal: 'cheap' } })).toThrow(/^--goal: "cheap" is not a goal/);
    expect(thrown({ ...NOTHING, env: { MEMFIT_LEVEL: '95' } })).toThrow(/^MEMFIT_LEVEL: "95" cannot be used/);
    expect(thrown({ ...NOTHING, file: fileWith({ discount: '-1' }) })).toThrow(
      /^memfit.config.yaml:2:9: "-1" cannot be used\n {4}-1\n {4}\^/,
    );
    expect(thrown({ ...NOTHING, flags: { arch: 'arm' } })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ next: 'did you mean arm64?' }) }),
    );
    expect(thrown({ ...NOTHING, flags: { region: 'us-east1' } })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ next: 'did you mean us-east-1?' }) }),
    );
  });

  it('names variables that nobody reads', () => {
    expect(unknownVariables({ MEMFIT_GAOL: 'cost', MEMFIT_GOAL: 'cost', MEMFIT_ZZZZZZZZ: '', PATH: '' })).toEqual([
      { name: 'MEMFIT_GAOL', meant: 'MEMFIT_GOAL' },
      { name: 'MEMFIT_ZZZZZZZZ', meant: null },
    ]);
  });
});

describe('the options of analyze', () => {
  it('have the documented defaults when nothing is said', () => {
    expect(resolveOptions(NOTHING, PRESENT)).toEqual({
      goal: { kind: 'balanced' },
      region: null,
      architecture: null,
      invocationsPerMonth: null,
      minSavingPerMonth: 0.01,
      minSavingPercent: 5,
      maxStep: null,
      targetUtilisation: 0.8,
      level: 0.95,
      changeConfidence: 0.9,
      accountMaxMB: 10_240,
      freeTier: 'auto',
      discountPercent: 0,
      savingsPlanShare: 0,
      savingsPlanDiscountPercent: 12,
      seed: 1,
      functions: {},
      failOn: [],
      nowMs: PRESENT.nowMs,
    });
  });

  it('take everything that is said', () => {
    const options = resolveOptions(
      {
        flags: { goal: 'slo:p95<=1.5s', 'max-step': '25%', 'fail-on': ['critical,leak', 'change'], arch: 'arm64' },
        env: { MEMFIT_REGION: 'ap-northeast-2', MEMFIT_INVOCATIONS_PER_MONTH: '1,000,000' },
        file: fileWith({ 'free-tier': 'ignored' }),
      },
      PRESENT,
    );
    expect(options).toMatchObject({
      goal: { kind: 'slo', percentile: 95, limitMs: 1_500 },
      maxStep: { kind: 'percent', value: 25 },
      failOn: [{ kind: 'severity', severity: 'critical' }, { kind: 'finding', code: 'leak' }, { kind: 'change' }],
      architecture: 'arm64',
      region: 'ap-northeast-2',
      invocationsPerMonth: 1_000_000,
      freeTier: 'ignored',
      functions: { Poetry: { pinMB: 512 } },
    });
  });
});

describe('single values', () => {
  it('of switches, lists, numbers and texts', () => {
    const inputs: OptionInputs = {
      flags: { quiet: true, function: ['a, b', 'c'], top: '5' },
      env: { MEMFIT_DEBUG: 'yes', MEMFIT_NO_COLOR: '0', MEMFIT_SINCE: '' },
      file: null,
    };
    expect([switchOf('quiet', inputs), switchOf('debug', inputs), switchOf('no-color', inputs)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(listOf('function', inputs)).toEqual(['a', 'b', 'c']);
    expect(numberOf('top', inputs)).toBe(5);
    expect(textOf('since', inputs)).toBeNull();
    expect(() => switchOf('yes', { ...inputs, env: { MEMFIT_YES: 'perhaps' } })).toThrow(/MEMFIT_YES/);
  });
});
