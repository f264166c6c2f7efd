import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../schemas/cost.v1.json' with { type: 'json' };
import { cost } from '../../src/actions/cost.ts';
import { readCostRequest } from '../../src/core/config/cost-request.ts';
import type { FlagValue } from '../../src/core/config/resolve.ts';
import { money, subtractMoney, toDecimalString } from '../../src/core/pricing/money.ts';
import type { RenderContext } from '../../src/core/report/context.ts';
import { COST_RENDERERS } from '../../src/core/report/cost.ts';
import { ASCII, PLAIN, UNICODE } from '../../src/core/report/style.ts';

const CONTEXT = { style: PLAIN, glyphs: UNICODE, width: 100 } as RenderContext;

function asked(args: readonly string[], flags: Record<string, FlagValue> = {}, env: Record<string, string> = {}) {
  return cost(readCostRequest(args, { flags, env, file: null }));
}

function shown(
  args: readonly string[],
  flags: Record<string, FlagValue> = {},
  format: keyof typeof COST_RENDERERS = 'table',
) {
  return [...COST_RENDERERS[format](asked(args, flags), CONTEXT)].join('');
}

const GUIDE = {
  case: ['Poetry=512x10s:256x12s', 'YouTube=2048x30s:1536x35s', 'Thumbnail=256x2s:128x2s'],
  'invocations-per-month': '1000',
};

describe("the guide's examples, with the right figures", () => {
  it('5,120 MB-seconds cost $0.0000833', () => {
    const { before } = asked(['512x10s']).cases[0]!;
    expect(before.gbSeconds).toBe('5');
    expect(before.perInvocation.compute).toBe('0.0000833335');
    expect(shown(['512x10s'])).toContain('$0.0000833');
    expect(asked(['512x10s/arm64']).cases[0]?.before.perInvocation.compute).toBe('0.000066667');
  });

  it('512 MB x 10 s to 256 MB x 12 s saves 40 %', () => {
    expect(asked(['512x10s', '256x12s']).cases[0]?.change?.percent).toBe(40);
    expect(shown(['512x10s', '256x12s'])).toContain('Saves 40 % of what memory changes');
  });

  it('2048 x 30 s to 1536 x 35 s is $0.001000 to $0.000875, 12.5 %, $0.125 per 1,000', () => {
    const { before, after, change } = asked(['2048x30s', '1536x35s']).cases[0]!;
    expect(before.perInvocation.compute).toBe('0.001000002');
    expect(after?.perInvocation.compute).toBe('0.00087500175');
    expect(change?.percent).toBe(12.5);
    expect(change?.perThousand).toBe('0.12500025');
    const text = shown(['2048x30s', '1536x35s']);
    expect(text).toMatch(/compute +\$0\.001000 +\$0\.000875 +\$0\.000125/);
    expect(text).toMatch(/1,000 invocations +\S+ +\S+ +\$0\.125/);
    expect(text).toContain('Saves 12.5 %');
  });

  it('Thumbnail cannot save $0.020 per 1,000: it costs $0.0083 at 2 s and $0.0125 at 3 s', () => {
    const thousand = (setup: string) => Number(asked([setup]).cases[0]?.before.perInvocation.compute) * 1_000;
    expect(thousand('256x2s')).toBeCloseTo(0.0083333, 6);
    expect(thousand('256x3s')).toBeCloseTo(0.0125, 6);
    expect(Number(asked(['256x3s', '128x3s']).cases[0]?.change?.perThousand)).toBeLessThan(0.02);
  });

  it('1,000 calls of each are 65,500 GB-seconds, which lie inside the free tier', () => {
    const { total, withFreeTier } = asked([], GUIDE);
    expect(total?.gbSecondsBefore).toBe('65500');
    expect(total?.percent).toBeCloseTo(14.9, 0);
    expect(withFreeTier).toEqual({ before: '0', after: '0', saving: '0', percent: null });
    expect(shown([], GUIDE).replaceAll('\n', ' ')).toContain(
      '(65,500 GB-seconds) lies inside the free tier: nothing to pay, and nothing to save',
    );
    expect(asked([], { ...GUIDE, 'free-tier': 'applied' }).total?.before).toBe('0');
    expect(asked([], { ...GUIDE, 'free-tier': 'ignored' }).withFreeTier).toBeNull();
  });
});

describe('what-if', () => {
  it('has shares that sum to one and a saving that is before less after, to the last digit', () => {
    const setups = fc.tuple(fc.integer({ min: 128, max: 10_240 }), fc.integer({ min: 1, max: 900_000 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(setups, setups, fc.nat(1e7)), { minLength: 1, maxLength: 4 }), (cases) => {
        const report = asked([], {
          case: cases.map(([[a, b], [c, d], n], i) => `f${i}=${a}x${b}ms:${c}x${d}ms@${n}`),
          'free-tier': 'ignored',
        });
        for (const { before, after, change } of report.cases) {
          const saved = subtractMoney(money(before.perInvocation.total!), money(after!.perInvocation.total!));
          expect(change?.perInvocation).toBe(toDecimalString(saved));
        }
        if (report.total?.saving === '0') return;
        const shares = report.cases.reduce((sum, { change }) => sum + (change?.shareOfSaving ?? 0), 0);
        expect(shares).toBeCloseTo(1, 9);
      }),
    );
  });

  it('rounds each duration up to a ms and bills init on cold starts', () => {
    const { before } = asked(['1024x10.2ms'], { init: '100.5ms', 'cold-share': '0.25' }).cases[0]!;
    expect(before.billedMs).toBe('36');
    expect(before.perInvocation.init).toBe('0.0000004166675');
  });

  it('counts tiers in a month: 7 billion GB-seconds meet both', () => {
    const { total } = asked(['1024x1s'], { 'invocations-per-month': '7e9', 'free-tier': 'ignored' });
    expect(total?.before).toBe('116400.2');
  });

  it('keeps provisioned environments all month', () => {
    const { before } = asked(['1024x1s'], { provisioned: '1', 'invocations-per-month': '0', 'free-tier': 'ignored' })
      .cases[0]!;
    expect(before.perMonth?.total).toBe('10.9500876');
  });

  it('says unknown where China has no price, and uses yuan', () => {
    const report = asked(['1024x1s', '512x2s'], { region: 'cn-north-1', provisioned: '1' });
    expect(report.cases[0]?.before.perInvocation.total).toBeNull();
    expect(shown(['1024x1s', '512x2s'], { region: 'cn-north-1', provisioned: '1' })).toContain('unknown');
    expect(shown(['1024x1s'], { region: 'cn-north-1' })).toContain('¥0.000113');
  });

  it('takes discount and savings plan off', () => {
    const { before } = asked(['1024x1s'], { discount: '10', 'savings-plan-share': '1', 'savings-plan-discount': '20' })
      .cases[0]!;
    expect(before.perInvocation.compute).toBe('0.000012000024');
    expect(before.perInvocation.requests).toBe('0.00000018');
  });

  it.each([
    [[], {}, /nothing to compute/],
    [['512'], {}, /^BEFORE: "512" is not a setup/],
    [['512x10'], {}, /^BEFORE: "512x10" is not a setup/],
    [['64x10s'], {}, /not a Lambda memory size/],
    [['512x10s', '256x12s', '128x14s'], {}, /one argument too many/],
    [['512x10s/mips'], {}, /"mips" cannot be used/],
    [[], { case: 'Poetry' }, /^--case: "Poetry" is not a case/],
    [['512x10s'], { init: '1s' }, /--cold-share is missing/],
    [['512x10s'], { 'cold-share': '0.1' }, /--init is missing/],
    [['512x10s'], { region: 'ap-notheast-2' }, /no prices are known/],
  ])('refuses %j %j', (args, flags, message) => expect(() => asked(args, flags)).toThrow(message));

  it.each(['512x10s', '512 MB x 10 s', '0.5GB×10s', '512*10000ms'])('reads %j', (setup) => {
    expect(asked([setup]).cases[0]?.before).toMatchObject({ sizeMB: 512, durationMs: 10_000 });
  });
});

describe('the formats', () => {
  it('json is valid against schemas/cost.v1.json', () => {
    const valid = z.fromJSONSchema(schema as never);
    for (const report of [
      asked(['512x10s']),
      asked([], GUIDE),
      asked(['512x1s'], { region: 'cn-north-1', provisioned: '1' }),
    ]) {
      expect(valid.safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
    }
    expect(valid.safeParse({ ...asked(['512x10s']), surprise: 1 }).success).toBe(false);
    expect(JSON.parse(shown(['512x10s'], {}, 'json'))).toEqual(asked(['512x10s']));
  });

  it.each(['table', 'markdown', 'csv', 'ndjson'] as const)('%s of the guide', (format) => {
    expect(shown([], { ...GUIDE, region: 'ap-northeast-2', arch: 'x86_64' }, format)).toMatchSnapshot();
  });

  it('no name can act on its reader', () => {
    const hostile = { case: '\u001b[31m<b>|@all|=1+1=512x10s:256x12s' };
    for (const format of ['table', 'markdown', 'csv', 'json'] as const) {
      expect(shown([], hostile, format)).not.toContain('\u001b');
    }
    expect(shown([], hostile, 'markdown')).not.toContain('<b>');
  });

  it('fits a narrow terminal, in plain characters too', () => {
    const text = [...COST_RENDERERS.table(asked([], GUIDE), { ...CONTEXT, glyphs: ASCII, width: 40 })].join('');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
  });
});
