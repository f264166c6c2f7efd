import { describe, expect, it } from 'vitest';
import { ANY_GOOD_ANSWER, readExpectation, unmetBy } from '../../../src/core/tuning/expectation.ts';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const asked = (value: unknown) => readExpectation(value, 'memfit.config.yaml');

describe('a right answer', () => {
  it('is any that does not carry an error status, where nothing is said', () => {
    for (const answer of [null, bytes(''), bytes({}), bytes([1]), bytes('not json'), bytes({ statusCode: 204 })]) {
      expect(unmetBy(answer, ANY_GOOD_ANSWER)).toBeNull();
    }
    for (const status of [400, 404, 500]) {
      expect(unmetBy(bytes({ statusCode: status }), ANY_GOOD_ANSWER)).toBe(`status ${status}`);
    }
  });

  it('has the status that is asked for, also one of an error', () => {
    expect(unmetBy(bytes({ statusCode: 404 }), asked({ status: 404 }))).toBeNull();
    expect(unmetBy(bytes({ statusCode: 200 }), asked({ status: 404 }))).toBe('status 200, 404 is expected');
    expect(unmetBy(bytes({}), asked({ status: 200 }))).toBe('status missing, 200 is expected');
  });

  it('contains the JSON part that is asked for, in the body of an HTTP answer or in the answer itself', () => {
    const part = asked({ json: { a: { b: [1, { c: 'x' }] } } });
    const whole = { a: { b: [1, { c: 'x', more: true }, 3] }, z: null };
    expect(unmetBy(bytes(whole), part)).toBeNull();
    expect(unmetBy(bytes({ statusCode: 200, body: JSON.stringify(whole) }), part)).toBeNull();
    const encoded = Buffer.from(JSON.stringify({ ...whole, é: 'ü€' })).toString('base64');
    expect(unmetBy(bytes({ body: encoded, isBase64Encoded: true }), part)).toBeNull();
    expect(unmetBy(bytes({ body: encoded, isBase64Encoded: true }), asked({ json: { é: 'ü€' } }))).toBeNull();
    expect(unmetBy(bytes({ a: { b: [1, { c: 'y' }] } }), part)).toBe('json: a.b.1.c is "y", "x" is expected');
    expect(unmetBy(bytes({ a: { b: [1] } }), part)).toBe('json: a.b.1 is missing');
    expect(unmetBy(bytes({ a: [] }), part)).toBe('json: a is not a map');
    expect(unmetBy(null, part)).toBe('json: the body is not a map');
    expect(unmetBy(bytes({}), asked({ json: { toString: 1 } }))).toBe('json: toString is missing');
  });

  it('is described by a map of status and json, nothing else', () => {
    expect(asked(undefined)).toEqual(ANY_GOOD_ANSWER);
    for (const wrong of [5, 'ok', [], { status: '200' }, { stauts: 200 }]) expect(() => asked(wrong)).toThrow(/expect/);
  });
});
