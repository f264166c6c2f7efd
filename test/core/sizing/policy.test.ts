import { describe, expect, it } from 'vitest';
import { policyResults } from '../../../src/core/sizing/policy.ts';
import type { PolicyRule } from '../../../src/model/options.ts';
import type { Floor } from '../../../src/model/recommendation.ts';

const floor = { sizeMB: 320 } as Floor;
const rule = (fromMB: number | null, toMB: number | null, kind: PolicyRule['then'], text: string): PolicyRule => ({
  ...{ fromMB, toMB, text },
  // biome-ignore lint/suspicious/noThenProperty: the name in the published config types
  then: kind,
});
const below256 = rule(null, 256, { kind: 'size', sizeMB: 256 }, 'below 256: 256');
const above400 = rule(400, null, { kind: 'investigate' }, 'above 400: investigate');
const between = rule(256, 400, { kind: 'keep' }, '256 to 400: keep');

describe('policies of the guide', () => {
  it('apply when at least 95 % of environments lie in the half-open interval', () => {
    const nearly = [...Array<number>(19).fill(200), 256];
    expect(policyResults([below256], nearly, 512, floor)[0]).toMatchObject({
      outcome: 'change',
      shareOfEnvironments: 0.95,
    });
    expect(policyResults([below256], [...nearly, 256], 512, floor)[0]).toMatchObject({
      outcome: 'not-met',
      unsafe: false,
    });
    expect(policyResults([between], [256, 399], 512, floor)[0]).toMatchObject({ outcome: 'keep' });
  });

  it('are shown as unsafe where their size breaks the floor', () => {
    expect(policyResults([below256], [250], 512, floor)[0]).toMatchObject({
      outcome: 'change',
      sizeMB: 256,
      unsafe: true,
    });
    expect(policyResults([below256], [250], 512, { ...floor, sizeMB: 200 })[0]).toMatchObject({ unsafe: false });
  });

  it('ask for a look as soon as their range is no rare exception, and are unknown without environments', () => {
    expect(policyResults([above400], [500, ...Array<number>(9).fill(100)], 512, floor)[0]).toMatchObject({
      outcome: 'investigate',
    });
    expect(policyResults([above400], Array<number>(30).fill(100), 512, floor)[0]).toMatchObject({ outcome: 'not-met' });
    expect(policyResults([above400], null, 512, null)[0]).toMatchObject({
      outcome: 'unknown',
      shareOfEnvironments: null,
    });
  });
});
