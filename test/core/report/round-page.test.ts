import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tuneFunction } from '../../../src/actions/tune.ts';
import { priceTable } from '../../../src/core/pricing/price-table.ts';
import { pricesUsed } from '../../../src/core/pricing/what-if.ts';
import { type Round, renderRoundPage } from '../../../src/core/report/round-page.ts';
import { sideBySide, sideBySideColumns } from '../../../src/core/report/side-by-side.ts';
import { UNICODE } from '../../../src/core/report/style.ts';
import type { FunctionTuning } from '../../../src/model/tuning.ts';
import { bench, order } from '../../actions/tune-world.ts';
import { context, fleet, poetry, youtube } from './analyses.ts';
import { ACTIVE, hostileText } from './hostile.ts';

const measured = await tuneFunction(order({ currentMB: 512 }), bench({ cpuMs: 80, waitMs: 20 }).ports);
const DIFF = '--- a/template.yaml\n+++ b/template.yaml\n@@ -1 +1 @@\n-      MemorySize: 512\n+      MemorySize: 256\n';

function round(changes: Partial<Round> = {}, functions: readonly FunctionTuning[] = [measured]): Round {
  const prices = pricesUsed(priceTable('us-east-1'), true);
  const tuning = { schemaVersion: 1, kind: 'tune', memfitVersion: '0.1.0', runId: 'run-1', prices, functions } as const;
  const analysis = fleet({ functions: [youtube(), poetry()] });
  return { title: 'memfit demo', about: ['what was run'], analysis, tuning, diff: DIFF, ...changes };
}

const page = (one: Round): string => [...renderRoundPage(one, context({}))].join('');

describe('the page of a round', () => {
  it('holds the opinions, the curves, the diff and the logs, each reached by its anchor', () => {
    const text = page(round());
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    expect(text.match(/<svg class="curve" viewBox="0 0 420/g)).toHaveLength(2);
    expect(text).toContain('<span class="minus">-      MemorySize: 512</span>');
    expect(text).toContain('<span class="plus">+      MemorySize: 256</span>');
  });

  it('has no script, no form and nothing from elsewhere', () => {
    expect([...known].filter((tag) => /^<(script|img|iframe|link|object|form)|\s(on\w+|src)=/i.test(tag))).toEqual([]);
  });

  it('says what is missing: no logs, nothing planned, nothing to edit', () => {
    const bare = page(round({ analysis: null, diff: null }));
    expect(bare).not.toContain('id="logs"');
    expect(bare).not.toContain('id="plan"');
    expect(page(round({ diff: '' }))).toContain('Nothing would be edited');
  });

  const tagsOf = (text: string): string[] =>
    (text.match(/<[a-z][^>]*>/gi) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
  const known = new Set(tagsOf(page(round())));

  it('runs and loads nothing, whatever names, texts and diffs hold', () => {
    fc.assert(
      fc.property(hostileText, (hostile) => {
        const bad = { ...measured, name: hostile };
        const text = page(round({ title: hostile, about: [hostile], diff: `${DIFF}+${hostile}\n-${hostile}` }, [bad]));
        expect(text.replaceAll('\n', '')).not.toMatch(ACTIVE);
        // No tag and no attribute that the page of plain texts has not; what stands in attributes is free.
        const unknown = tagsOf(text).filter((tag) => !known.has(tag));
        expect(unknown).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('opinions side by side', () => {
  const cells = (row: Parameters<ReturnType<typeof sideBySideColumns>[number]['cell']>[0]): string[] =>
    sideBySideColumns(UNICODE).map(({ cell }) => cell(row));

  it('joins by name; what one of them has not seen stays empty', () => {
    const name = poetry().usage.ref.name;
    const rows = sideBySide(fleet({ functions: [youtube(), poetry()] }), [{ ...measured, name }]);
    expect(rows.map((row) => row.name)).toEqual([name, youtube().usage.ref.name]);
    expect(cells(rows[1] as (typeof rows)[number]).slice(4)).toEqual(['', '']);
  });

  it('says of a policy that breaks the floor that it is unsafe', () => {
    const one = poetry();
    const policy = { rule: 'below 256', outcome: 'change', sizeMB: 128, shareOfEnvironments: 1 } as const;
    const analysed = (unsafe: boolean) => ({
      ...one,
      recommendation: { ...one.recommendation, policies: [{ ...policy, unsafe }] },
    });
    const shown = [true, false].map((unsafe) => cells({ name: 'a', analysed: analysed(unsafe), tuned: null })[2]);
    expect(shown).toEqual(['128 MB (unsafe)', '128 MB']);
  });

  it('tells a change, a keep, a guess and a failure apart', () => {
    const told = (changes: Partial<FunctionTuning>) =>
      cells({ name: 'a', analysed: null, tuned: { ...measured, currentMB: 512, status: 'decided', ...changes } })[4];
    expect(told({ pickMB: 1_024 })).toBe('→ 1,024 MB');
    expect(told({ pickMB: 512 })).toBe('keep');
    expect(told({ pickMB: 1_024, status: 'undecided' })).toBe('undecided, perhaps 1,024 MB');
    expect(told({ pickMB: null, reason: 'failing' })).toBe('it fails');
  });
});
