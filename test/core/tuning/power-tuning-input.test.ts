import { describe, expect, it } from 'vitest';
import { readPowerTuningInput } from '../../../src/core/tuning/power-tuning-input.ts';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:shop-Resize-1A2B3C';
const read = (fields: object) => readPowerTuningInput(JSON.stringify({ lambdaARN: ARN, ...fields }), 'input.json');
const remarks = (fields: object) => read(fields).remarks.join('\n');

describe("Power Tuning's input", () => {
  it('gives function, Region, sizes, goal, payload and the most calls that are needed', () => {
    const asked = read({ powerValues: [512, 128, 512, '256'], num: 10, payload: { a: 1 }, strategy: 'speed' });
    expect(asked).toMatchObject({
      functionName: 'shop-Resize-1A2B3C',
      region: 'eu-west-1',
      sizesMB: [128, 256, 512],
      goal: { kind: 'speed' },
      payloads: [{ weight: 1, text: '{"a":1}' }],
      calls: 30,
    });
    expect(asked.remarks).toEqual([
      'input.json: num 10 is only a limit: measuring stops as soon as the answer is clear',
    ]);
  });

  it('has its defaults: strategy cost, payload null, sizes as deployed', () => {
    const asked = read({});
    expect(asked).toMatchObject({ goal: { kind: 'cost' }, sizesMB: null, calls: null, payloads: [{ text: 'null' }] });
    expect(asked.remarks.join()).toContain('sizes are chosen freely');
  });

  it('calls ALL the sizes that Power Tuning calls so', () => {
    const { sizesMB } = read({ powerValues: 'ALL' });
    expect(sizesMB).toHaveLength(46);
    expect([sizesMB?.[0], sizesMB?.[1], sizesMB?.at(-1)]).toEqual([128, 192, 3_008]);
  });

  it('means weighted by balanced, at its weight or a half', () => {
    expect(read({ strategy: 'balanced' }).goal).toEqual({ kind: 'weighted', weight: 0.5 });
    expect(read({ strategy: 'balanced', balancedWeight: 0 }).goal).toEqual({ kind: 'weighted', weight: 0 });
    expect(remarks({ strategy: 'cost', balancedWeight: 0.3 })).toContain('balancedWeight');
  });

  it('tells several weighted events from one event that is a list', () => {
    const two = read({
      payload: [
        { payload: { a: 1 }, weight: 5 },
        { payload: 'plain', weight: 15 },
      ],
    }).payloads;
    expect(two).toEqual([
      { name: 'payload-1', weight: 5, text: '{"a":1}' },
      { name: 'payload-2', weight: 15, text: '"plain"' },
    ]);
    expect(read({ payload: [1, 2] }).payloads).toEqual([{ name: 'payload', weight: 1, text: '[1,2]' }]);
    expect(read({ payload: [] }).payloads[0]?.text).toBe('[]');
    expect(read({ payload: '{"already":"json"}' }).payloads[0]?.text).toBe('{"already":"json"}');
  });

  it('hands on where the payload lies', () => {
    expect(read({ payloadS3: 's3://bucket/key.json' })).toMatchObject({
      payloads: [],
      payloadS3: 's3://bucket/key.json',
    });
  });

  it.each([
    ['parallelInvocation', true],
    ['autoOptimize', true],
    ['autoOptimizeAlias', 'prod'],
    ['dryRun', true],
    ['preProcessorARN', ARN],
    ['postProcessorARN', ARN],
    ['discardTopBottom', 0.2],
    ['sleepBetweenRunsMs', 100],
    ['disablePayloadLogs', true],
    ['includeOutputResults', true],
    ['onlyColdStarts', true],
    ['allowedExceptions', ['MyError']],
  ])('says what becomes of %s', (field, value) => {
    expect(remarks({ [field]: value })).toContain(`input.json: ${field}`);
  });

  it('says nothing of what is off, and names fields that nobody knows', () => {
    expect(remarks({ powerValues: [128], parallelInvocation: false, autoOptimize: false, sleepBetweenRunsMs: 0 })).toBe(
      '',
    );
    expect(remarks({ powerValues: [128], stratgy: 'cost' })).toContain('stratgy is no field of');
    expect(remarks({ powerValues: [128], stratgy: 'cost' })).toContain('did you mean strategy?');
  });

  it('measures once for a dry run', () => {
    expect(read({ dryRun: true, num: 50, powerValues: [128] }).calls).toBe(1);
  });

  it('takes a plain name, and passes over a qualifier aloud', () => {
    expect(read({ lambdaARN: 'Resize' })).toMatchObject({ functionName: 'Resize', region: null });
    expect(remarks({ lambdaARN: `${ARN}:prod`, powerValues: [128] })).toContain('the qualifier prod');
  });

  it.each([
    [{ strategy: 'cheap' }, 'strategy'],
    [{ powerValues: [100] }, 'powerValues'],
    [{ powerValues: [] }, 'powerValues'],
    [{ powerValues: 'SOME' }, 'powerValues'],
    [{ strategy: 'balanced', balancedWeight: 2 }, 'balancedWeight'],
    [{ num: 'ten' }, 'num'],
    [{ lambdaARN: 'arn:aws:s3:::bucket' }, 'lambdaARN'],
    [{ payload: [{ payload: {}, weight: -1 }] }, 'payload[0].weight'],
  ])('refuses %j before anything is called', (fields, named) => {
    expect(() => read(fields)).toThrowError(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(named) }),
    );
  });

  it.each([
    ['not json', 'it is not JSON'],
    ['[1]', 'not a JSON object'],
  ])('does not take %s', (text, why) => {
    expect(() => readPowerTuningInput(text, 'x')).toThrowError(
      expect.objectContaining({
        code: 'not-power-tuning-input',
        detail: expect.objectContaining({ why: expect.stringContaining(why) }),
      }),
    );
  });

  it.each([
    ['an empty object', {}, 'both missing'],
    ['its output', { power: '128', cost: 1e-7, duration: 3, stateMachine: {} }, "Power Tuning's output"],
    ['its output with results', { results: { power: 128 } }, "Power Tuning's output"],
    [
      'the description of an execution',
      { executionArn: 'arn', input: '{}', output: '{}' },
      'description of an execution',
    ],
    ['the state machine', { StartAt: 'Initializer', States: {} }, 'definition of a state machine'],
  ])('knows %s and says so', (_, document, what) => {
    expect(() => readPowerTuningInput(JSON.stringify(document), 'x.json')).toThrowError(new RegExp(what));
  });
});
