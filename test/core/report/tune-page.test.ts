import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tuneFunction } from '../../../src/actions/tune.ts';
import { priceTable } from '../../../src/core/pricing/price-table.ts';
import { pricesUsed } from '../../../src/core/pricing/what-if.ts';
import type { RenderContext } from '../../../src/core/report/context.ts';
import { PLAIN, UNICODE } from '../../../src/core/report/style.ts';
import { sizeAxis, valueAxis } from '../../../src/core/report/tune-axis.ts';
import { renderTunePage, tuneSection } from '../../../src/core/report/tune-page.ts';
import type { FunctionTuning } from '../../../src/model/tuning.ts';
import { bench, order } from '../../actions/tune-world.ts';

const look = { style: PLAIN, glyphs: UNICODE, width: 100 } as RenderContext;
const measured = await tuneFunction(order({ currentMB: 512 }), bench({ cpuMs: 80, waitMs: 20 }).ports);
const hungry = await tuneFunction(order({ currentMB: 256 }), bench({ cpuMs: 80, waitMs: 20, needMB: 300 }).ports);

function page(...functions: readonly FunctionTuning[]): string {
  const prices = pricesUsed(priceTable('us-east-1'), true);
  const about = { schemaVersion: 1, kind: 'tune', memfitVersion: '0.1.0', runId: 'run-1' } as const;
  return [...renderTunePage({ ...about, prices, functions }, look)].join('');
}

const HOSTILE = `</title><script>alert(1)</script>" onload='x'\u001b[31m\u202e&#x3c;img src=//x>`;

describe('the page of a tuning', () => {
  it('draws duration and cost with band, points, pick, tie range and the size in force, beside a table of the same numbers', () => {
    const text = page({
      ...measured,
      tie: { lowMB: 512, highMB: 1_024, within: 0.02, chance: 0.9, of: 'goal', timeRatio: 1 },
    });
    expect(text.match(/<svg class="curve" viewBox="0 0 420/g)).toHaveLength(2);
    for (const mark of ['band', 'belief', 'whisker', 'point', 'pick', 'tie', 'now-line']) {
      expect(text).toContain(`class="${mark}"`);
    }
    const rows = measured.points.filter((point) => point.measured > 0);
    expect(text.match(/<th scope="row"/g)).toHaveLength(rows.length);
    expect(text).toContain('within 2 % of the best: 512–1,024 MB');
  });

  it('shows sizes that ran out of memory and the region below the floor', () => {
    const text = page(hungry);
    expect(text).toContain('class="failed"');
    expect(text).toMatch(/class="out" fill="url\(#t0d-out\)"/);
    expect(text).toContain('out-of-memory');
    expect(text).toContain(`below the floor of ${hungry.floor.sizeMB} MB`);
  });

  it('names every drawing for those who cannot see it, with ids that occur once', () => {
    const text = page(measured, hungry);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const labels = [...text.matchAll(/aria-labelledby="(\S+) (\S+)"/g)].flatMap(([, a, b]) => [a, b]);
    expect(labels).toHaveLength(8);
    for (const label of labels) expect(ids).toContain(label);
  });

  it('has no script, loads nothing and says so in its policy', () => {
    const text = page(measured);
    expect(text).not.toMatch(/<script|<link|<img|@import|\son\w+=/i);
    expect(text).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect([...text.matchAll(/(?:src|href)="([^"#]+)"/g)].filter(([, to]) => !to?.startsWith('https://'))).toEqual([]);
  });

  it('lets no text of others act', () => {
    const text = page({
      ...hungry,
      name: HOSTILE,
      runtime: HOSTILE,
      failures: [{ sizeMB: 256, payload: HOSTILE, status: 'error', errorType: HOSTILE, why: HOSTILE, calls: 1 }],
      ruler: { ...hungry.ruler, runsOn: HOSTILE, remarks: [HOSTILE], driver: HOSTILE },
      floor: { sizeMB: 300, because: HOSTILE },
    });
    expect(text).not.toMatch(/<script|<img|\u001b|\u202e/);
    expect(text).toContain('&lt;script&gt;');
    expect(text.match(/<\/title>/g)?.length).toBe((page(hungry).match(/<\/title>/g) ?? []).length);
  });

  it('shows multiples instead of money where nothing is calibrated', () => {
    const level0 = { ...measured.ruler, calibration: { level: 0, factor: 1, source: 'none' } as const };
    expect(page({ ...measured, ruler: level0 })).toContain('Compute cost, times the cheapest');
    expect(page(measured)).toContain('Compute cost of a million calls');
  });

  it('has a table and no drawing of a single size, and neither where nothing was measured', () => {
    const one = measured.points.filter(({ sizeMB }) => sizeMB === measured.pickMB);
    const single = tuneSection({ ...measured, currentMB: null, points: one, tie: null }, 'USD', look, 's');
    expect(single).toContain('<table>');
    expect(single).not.toContain('<svg');
    const none = tuneSection({ ...measured, points: [], pickMB: null, reason: 'failing' }, 'USD', look, 's');
    expect(none).not.toMatch(/<svg|<table/);
    expect(none).toContain('no recommendation');
  });

  it('writes no coordinate that is no number, whatever the values', () => {
    const value = fc.double({ min: 1e-3, max: 9e5, noNaN: true });
    const point = fc.record({
      sizeMB: fc.integer({ min: 128, max: 10_240 }),
      ms: value,
      cost: value,
      wide: fc.double({ min: 1, max: 9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(point, { minLength: 1, maxLength: 9, selector: ({ sizeMB }) => sizeMB }), (given) => {
        const points = given
          .sort((a, b) => a.sizeMB - b.sizeMB)
          .map(({ sizeMB, ms, cost, wide }) => ({
            ...(measured.points[0] as FunctionTuning['points'][number]),
            ...{ sizeMB, measured: 1 },
            durationMs: { low: ms / wide, best: ms, high: ms * wide, level: 0.95, n: 1 },
            perMillion: { low: (cost / wide).toFixed(6), best: cost.toFixed(6), high: (cost * wide).toFixed(6) },
          }));
        const pickMB = points[0]?.sizeMB ?? null;
        const text = tuneSection({ ...measured, points, pickMB }, 'USD', look, 'p');
        expect(text).not.toMatch(/NaN|Infinity|undefined/);
        for (const [, x] of text.matchAll(/ cx="(-?[\d.]+)"/g)) expect(Number(x)).toBeLessThanOrEqual(420);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the axes of a drawing', () => {
  it('have two to eight labels in order, inside, for every range', () => {
    const positive = fc.double({ min: 1e-4, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, fc.double({ min: 1, max: 1e4, noNaN: true }), (low, ratio) => {
        const { at, ticks } = valueAxis([low, low * ratio]);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(8);
        for (const tick of ticks) expect(at(tick)).toBeGreaterThanOrEqual(0);
        for (const tick of ticks) expect(at(tick)).toBeLessThanOrEqual(1);
        expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
      }),
    );
  });

  it('keep labels of sizes apart', () => {
    const { at, ticks } = sizeAxis([128, 144, 160, 256, 1_664, 1_769, 1_800, 10_240], 0.1);
    for (const [i, tick] of ticks.slice(1).entries()) expect(at(tick) - at(ticks[i] ?? 0)).toBeGreaterThanOrEqual(0.1);
    expect(ticks).toContain(128);
    expect(ticks).toContain(10_240);
  });
});

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { encoding: 'utf8' }).status === 0,
);

describe.skipIf(browser === undefined)('the page in a real browser, needs Chromium', () => {
  it('parses as it was meant: two drawings and a table a function, one of all, hostile names as text, nothing run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'memfit-page-'));
    try {
      const file = join(folder, 'tune.html');
      writeFileSync(file, page({ ...measured, name: HOSTILE }, hungry));
      const dumped = spawnSync(
        browser as string,
        [
          '--headless=new',
          '--no-sandbox',
          '--disable-gpu',
          `--user-data-dir=${folder}/profile`,
          '--dump-dom',
          pathToFileURL(file).href,
        ],
        { encoding: 'utf8' },
      );
      expect(dumped.stdout.match(/<figure>/g)).toHaveLength(4);
      expect(dumped.stdout.match(/<tbody>/g)).toHaveLength(3);
      expect(dumped.stdout).not.toMatch(/<script|<img/);
      expect(dumped.stdout).toContain('&lt;script&gt;alert(1)');
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 60_000);
});
