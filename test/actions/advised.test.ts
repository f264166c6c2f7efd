import { expect, test } from 'vitest';
import { advisedBy, readAdvised } from '../../src/actions/advised.ts';
import { readSeen, seenBy } from '../../src/actions/seen.ts';
import type { Analysis } from '../../src/model/analysis.ts';

const cost = {
  currency: 'USD',
  per: 'month',
  saving: { low: '1', best: '12.3', high: '20', level: 0.95 },
  savingPercent: { low: 30, best: 40, high: 50, level: 0.95, n: 40 },
};
const recommendation = { action: 'change', toMB: 256, urgency: 'saving', confidence: 0.96, cost };
const keep = { ...recommendation, action: 'keep' };
const ref = { name: 'shop-fn', logGroup: '/aws/lambda/shop-fn', origin: 'log-group', account: null, region: null };
const size = {
  sizeMB: 512,
  invocations: 1200,
  warmMs: { n: 3, sum: 60, min: 10, max: 30, base: 1.01, relativeError: 0, buckets: [], values: [10, 20, 30] },
};
const maxUsedMB = Uint16Array.of(90, 70, 80, 0);
const value = {
  functions: [
    { usage: { ref, sizes: [{ ...size, environments: { count: 3, maxUsedMB } }] }, currentMB: 512, recommendation },
    { usage: { ref: { ...ref, name: 'kept' }, sizes: [] }, currentMB: null, recommendation: keep },
  ],
} as unknown as Analysis;
const saved = JSON.stringify({
  schemaVersion: 1,
  kind: 'analysis',
  functions: [
    {
      function: 'shop-fn',
      ref,
      currentMB: 512,
      recommendation,
      usage: { sizes: [{ ...size, warmMs: { p50: 20 }, environments: { count: 3, maxUsedMB: { p50: 80 } } }] },
    },
    { function: 'kept', ref: { ...ref, name: 'kept' }, currentMB: null, recommendation: keep, usage: { sizes: [] } },
  ],
});

test('an analysis and the document saved from it advise the same changes, with the reasons in one line', () => {
  const change = {
    name: 'shop-fn',
    logGroup: '/aws/lambda/shop-fn',
    fromMB: 512,
    toMB: 256,
    evidence: 'saves $12.30 a month (40 %), 96 % sure, from 1,200 invocations in 3 environments',
  };
  expect(advisedBy(value)).toEqual([change]);
  expect(readAdvised(saved, 'a.json')).toEqual([change]);
});

test('an analysis and the document saved from it saw the same functions', () => {
  const seen = [
    { name: 'shop-fn', logGroup: '/aws/lambda/shop-fn', deployedMB: 512, typicalMs: 20, typicalUsedMB: 80 },
    { name: 'kept', logGroup: '/aws/lambda/shop-fn', deployedMB: null, typicalMs: null, typicalUsedMB: null },
  ];
  expect(seenBy(value)).toEqual(seen);
  expect(readSeen(saved, 'a.json')).toEqual(seen);
});

test('anything else is refused by name', () => {
  for (const text of ['', '[]', '{"kind":"plan"}', 'x']) {
    expect(() => readAdvised(text, 'a.json')).toThrow(expect.objectContaining({ code: 'invalid-analysis' }));
  }
});
