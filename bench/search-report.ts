/** Prints what bench:search found, as tables of text. */
import { byKey } from './curve-data.ts';
import { type Figures, figuresOf, type Judged } from './search-figures.ts';

/** All figures of one run. */
export interface SearchReport {
  readonly curves: number;
  readonly dense: number;
  readonly smoothed: number;
  readonly seeds: number;
  readonly sets: readonly { readonly set: string; readonly figures: readonly Figures[] }[];
  readonly seconds: number;
}

/** The sets of functions that figures are given for, and strategies split by noise. */
export function setsOf(runs: readonly Judged[]): SearchReport['sets'] {
  const some = (set: string, own: readonly Judged[]) => ({ set, figures: figuresByStrategy(own) });
  const main = runs.filter(({ strategy }) => strategy === 'memfit' || strategy === 'Power Tuning x10');
  return [
    some(
      'dense: 11 sizes or more, the fair set',
      runs.filter(({ dense }) => dense),
    ),
    some(
      'dense, noise of the function itself',
      runs.filter(({ dense, ownNoise }) => dense && ownNoise),
    ),
    some(
      "fewer sizes: the best is mostly a grid's own",
      runs.filter(({ dense }) => !dense),
    ),
    ...(['quiet', 'usual', 'noisy'] as const).map((noise) =>
      some(
        `noise: ${noise}`,
        main.filter(({ noiseClass }) => noiseClass === noise),
      ),
    ),
    ...[...byKey(main, ({ source }) => source)].map(([source, own]) => some(`source: ${source}`, own)),
  ].filter(({ figures }) => figures.length > 0);
}

function figuresByStrategy(runs: readonly Judged[]): Figures[] {
  return [...byKey(runs, ({ strategy, goal }) => `${goal} ${strategy}`).values()].map(figuresOf);
}

/** Prints the whole report. */
export function printReport({ curves, dense, smoothed, seeds, sets, seconds }: SearchReport): void {
  console.log(
    `${curves} curves (${dense} dense, ${smoothed} smoothed: their means scatter), ${seeds} seeds a function`,
  );
  console.log('prior fitted without the judged source; means per source, then over sources; discarded calls counted');
  for (const { set, figures } of sets) {
    for (const goal of ['cost', 'balanced'] as const) {
      const own = figures.filter((row) => row.goal === goal);
      if (own.length === 0) continue;
      console.log(`\n${set} · goal ${goal} · ${own[0]?.functions} functions`);
      table(HEAD, own.map(row));
    }
  }
  console.log(`\n${seconds.toFixed(0)} s`);
}

const HEAD = [
  'strategy',
  'calls',
  'discarded',
  'exploring',
  'regret mean',
  'p90',
  'worst',
  'time vs ideal',
  'decided',
  'within 5 %',
  'or tie held',
  'undecided',
  'kept if decided',
  'ties hold',
  'same pick',
  'agree',
  'worst function',
];

function row(f: Figures): string[] {
  return [
    f.strategy,
    f.invocations.toFixed(1),
    f.discarded.toFixed(1),
    f.exploration.toFixed(0),
    percent(f.regret.mean),
    percent(f.regret.p90),
    percent(f.regret.worst),
    percent(f.late),
    f.lateDecided === null ? '-' : percent(f.lateDecided),
    percent(f.within),
    percent(f.honest),
    percent(f.undecided),
    f.keptDecided === null ? '-' : percent(f.keptDecided),
    f.tieHeld === null ? '-' : percent(f.tieHeld),
    percent(f.samePick),
    f.agree === null ? '-' : percent(f.agree),
    f.regret.worstFunction,
  ];
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((one) => (one[i] ?? '').length)));
  for (const one of [head, ...rows]) {
    const line = one.map((cell, i) =>
      i === 0 || i === head.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    console.log(line.join('  ').trimEnd());
  }
}
