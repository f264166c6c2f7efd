/** Prints what bench:sizing found, as tables of text. */
import { byKey } from './curve-data.ts';
import type { FloorFigures } from './sizing-floors.ts';
import type { Replay, Stated } from './sizing-replay.ts';
import type { TestFigures } from './sizing-tests.ts';

/** All figures of one run. */
export interface SizingReport {
  readonly curves: number;
  readonly smoothed: number;
  readonly replays: readonly Replay[];
  readonly floors: readonly FloorFigures[];
  readonly tests: readonly TestFigures[];
  readonly seconds: number;
}

/** Prints the whole report. */
export function printReport({ curves, smoothed, replays, floors, tests, seconds }: SizingReport): void {
  console.log(
    `${replays.length} windows from ${curves} curves (${smoothed} smoothed: their means scatter), prior fitted without the tested source`,
  );
  for (const [goal, own] of byKey(replays, (one) => one.goal)) decisions(goal, own);
  coverage(replays);
  console.log('\nfloor: chance that the next environment exceeds it');
  table(
    ['load', 'n', 'stated', 'actual', 'holds', 'floor / true 99 %'],
    floors.map((f) => [
      f.family,
      `${f.environments}`,
      percent(f.stated, 2),
      percent(f.actual, 2),
      f.actual <= f.stated * 1.15 + 0.0002 ? 'yes' : 'NO',
      f.meanFloorOverNeed.toFixed(2),
    ]),
  );
  console.log('\ntests: raised on loads without (false alarms, at most 5 %) and with what they look for (detections)');
  table(
    ['finding', 'load', 'kind', 'raised'],
    tests.map((t) => [
      t.code,
      t.load,
      t.real ? 'detection' : 'false alarm',
      `${percent(t.raised / t.trials)} of ${t.trials}`,
    ]),
  );
  console.log(`\n${seconds.toFixed(0)} s`);
}

function decisions(goal: string, replays: readonly Replay[]): void {
  console.log(`\ndecisions (goal ${goal}): right = within the promise on the true curve`);
  const rows = [
    ['all', replays] as const,
    ...groups(replays, ({ sizesSeen }) => `${sizesSeen} size${sizesSeen === 1 ? '' : 's'} seen`),
    ...groups(replays, ({ noiseClass }) => `noise: ${noiseClass}`),
    ...groups(replays, ({ source }) => source),
  ];
  table(
    ['windows', 'n', 'change', 'right', 'cost right', 'better', 'keep', 'right', 'undecided', 'likely step', 'held'],
    rows.map(([name, own]) => {
      const changes = own.filter(({ action, right }) => action === 'change' && right !== null);
      const steps = own.filter(({ stepHeld }) => stepHeld !== null);
      const keeps = own.filter(({ action, right }) => action === 'keep' && right !== null);
      const share = (list: readonly Replay[], key: 'right' | 'cheap' | 'better') =>
        list.length === 0 ? '-' : percent(list.filter((item) => item[key]).length / list.length);
      const of = (action: Replay['action']) =>
        percent(own.filter((item) => item.action === action).length / own.length);
      return [
        name,
        `${own.length}`,
        of('change'),
        share(changes, 'right'),
        share(changes, 'cheap'),
        share(changes, 'better'),
        of('keep'),
        share(keeps, 'right'),
        of('undecided'),
        percent(steps.length / own.length),
        steps.length === 0 ? '-' : percent(steps.filter(({ stepHeld }) => stepHeld).length / steps.length),
      ];
    }),
  );
}

function coverage(replays: readonly Replay[]): void {
  console.log('\ncoverage of stated 95 % intervals');
  const rows = [
    ['all, each source alike', replays] as const,
    ...groups(replays, ({ sizesSeen }) => `${sizesSeen} size${sizesSeen === 1 ? '' : 's'} seen`),
    ...groups(replays, ({ noiseClass }) => `noise: ${noiseClass}`),
    ...groups(replays, ({ source }) => source),
  ];
  const kinds: readonly Stated['what'][] = ['duration ratio', 'cost ratio', 'cost after', 'saving', 'billed level'];
  table(
    ['windows', ...kinds],
    rows.map(([name, own]) => [name, ...kinds.map((kind) => covered(own, kind))]),
  );
}

/** Mean over sources of the share covered: the number of curves a suite happens to have does not count. */
function covered(replays: readonly Replay[], what: Stated['what']): string {
  const shares = [...byKey(replays, ({ source }) => source).values()].flatMap((own) => {
    const stated = own.flatMap((item) => item.stated.filter((one) => one.what === what));
    return stated.length === 0
      ? []
      : [{ share: stated.filter((one) => one.covered).length / stated.length, weight: Math.sqrt(stated.length) }];
  });
  if (shares.length === 0) return '-';
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  return percent(shares.reduce((sum, { share, weight }) => sum + share * weight, 0) / total);
}

function groups(replays: readonly Replay[], keyOf: (item: Replay) => string): (readonly [string, readonly Replay[]])[] {
  return [...byKey(replays, keyOf)].sort(([a], [b]) => a.localeCompare(b));
}

function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => (row[i] ?? '').length)));
  for (const row of [head, ...rows]) {
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    );
  }
}
