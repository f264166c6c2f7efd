import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../schemas/sizes.v1.json' with { type: 'json' };
import { sizes } from '../../src/actions/sizes.ts';
import { readSizesRequest } from '../../src/core/config/cost-request.ts';
import type { FlagValue } from '../../src/core/config/resolve.ts';
import { visibleCores } from '../../src/core/pricing/size-table.ts';
import type { RenderContext } from '../../src/core/report/context.ts';
import { SIZES_RENDERERS } from '../../src/core/report/sizes.ts';
import { PLAIN, UNICODE } from '../../src/core/report/style.ts';

const CONTEXT = { style: PLAIN, glyphs: UNICODE, width: 120 } as RenderContext;

function asked(flags: Record<string, FlagValue> = {}) {
  return sizes(readSizesRequest({ flags, env: {}, file: null }));
}

describe('the table of sizes', () => {
  it('has the common sizes with their CPU share', () => {
    const shares = new Map(asked().sizes.map(({ sizeMB, vcpu }) => [sizeMB, Number(vcpu.toFixed(3))]));
    for (const [size, share] of [
      [128, 0.072],
      [256, 0.145],
      [512, 0.289],
      [1_024, 0.579],
      [1_536, 0.868],
      [1_769, 1],
      [2_048, 1.158],
      [3_008, 1.7],
      [10_240, 5.789],
    ] as const) {
      expect(shares.get(size), String(size)).toBe(share);
    }
  });

  it('prices a second and a million calls by Region and architecture', () => {
    const row = (flags: Record<string, FlagValue>) => asked({ size: '1024', ...flags }).sizes[0];
    expect(row({})).toMatchObject({ perSecond: '0.0000166667', perMillion: '1.66667', costMultiplier: 8 });
    expect(row({ arch: 'arm64', duration: '1s' })).toMatchObject({ perSecond: '0.0000133334', perMillion: '13.3334' });
    expect(row({ region: 'ap-southeast-5' })?.perSecond).toBe('0.000015');
    expect(row({ duration: '99.2ms' })?.perMillion).toBe('1.66667');
  });

  it('knows the cores at each of their edges', () => {
    expect([128, 3_008, 3_009, 5_307, 5_308, 7_076, 7_077, 8_845, 8_846, 10_240].map(visibleCores)).toEqual([
      2, 2, 3, 3, 4, 4, 5, 5, 6, 6,
    ]);
  });

  it('shows asked sizes once, in order, and marks what the account refuses', () => {
    const { sizes: rows } = asked({ size: ['4096,512', '512'], 'account-max': '3008' });
    expect(rows.map(({ sizeMB, aboveAccountMax }) => [sizeMB, aboveAccountMax])).toEqual([
      [512, false],
      [4_096, true],
    ]);
    expect(() => asked({ size: '64' })).toThrow(/^--size/);
  });

  it('json is valid against schemas/sizes.v1.json', () => {
    expect(z.fromJSONSchema(schema as never).safeParse(JSON.parse(JSON.stringify(asked()))).error).toBeUndefined();
  });

  it.each(['table', 'markdown', 'csv'] as const)('%s', (format) => {
    expect(
      [...SIZES_RENDERERS[format](asked({ region: 'us-east-1', arch: 'x86_64' }), CONTEXT)].join(''),
    ).toMatchSnapshot();
  });
});
